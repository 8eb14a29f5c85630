/** The section `permissions`. */
import { nearestName } from "../base/nearest-name.ts";
import type { FilePath } from "../base/span.ts";
import {
  isPermissionDomain,
  type Permission,
  PERMISSION_KINDS,
  type PermissionDomain,
} from "../permissions/permission.ts";
import { parsePermission, printPermission } from "../permissions/parse-permission.ts";
import { literalSyntaxIn } from "./literal-syntax.ts";
import { describeValue, entriesOf, type ManifestPath, type ProblemList } from "./manifest-problem.ts";

/** What kinds and domains are called elsewhere. */
const KINDS_ELSEWHERE: Readonly<Record<string, string>> = {
  get: "read",
  head: "read",
  options: "read",
  post: "write",
  put: "write",
  patch: "write",
  remove: "delete",
  set: "write",
  run: "spawn",
};
const DOMAINS_ELSEWHERE: Readonly<Record<string, string>> = {
  net: "http",
  network: "http",
  url: "http",
  fetch: "http",
  file: "fs",
  files: "fs",
  filesystem: "fs",
  environment: "env",
  db: "database",
  ws: "websocket",
  storage: "store",
};

/** Reads domain → kind → resources; what has a problem is left out. */
export function parsePermissions(value: unknown, moduleDir: FilePath, list: ProblemList): readonly Permission[] {
  const path = ["permissions"];
  const grants: PlacedGrant[] = [];
  for (const [domain, kinds] of entriesOrProblem(value, path, { what: "the section", list })) {
    const at = [...path, domain];
    if (!isPermissionDomain(domain)) {
      reportDomain(domain, at, list);
      continue;
    }
    for (const [kind, resources] of entriesOrProblem(kinds, at, { what: `the domain "${domain}"`, list })) {
      grants.push(...parseKind({ domain, kind, resources, path: [...at, kind], moduleDir }, list));
    }
  }
  reportDuplicates(grants, list);
  return grants.map((grant) => grant.permission);
}

interface PlacedGrant {
  readonly permission: Permission;
  readonly path: ManifestPath;
}

interface WrittenKind {
  readonly domain: PermissionDomain;
  readonly kind: string;
  readonly resources: unknown;
  readonly path: ManifestPath;
  readonly moduleDir: FilePath;
}

function parseKind(written: WrittenKind, list: ProblemList): readonly PlacedGrant[] {
  const { domain, kind, resources, path, moduleDir } = written;
  const known: readonly string[] = PERMISSION_KINDS[domain];
  if (!known.includes(kind)) {
    const meant = Object.entries(KINDS_ELSEWHERE).filter(([, name]) => known.includes(name));
    const nearest = nearestName(kind, known, Object.fromEntries(meant));
    const data = nearest === undefined ? { domain, kind, known } : { domain, kind, known, nearest };
    list.add("manifest/unknown-permission-kind", { path, on: "key" }, data);
    return [];
  }
  if (!Array.isArray(resources)) {
    const data = { what: `the kind "${kind}"`, expected: "a list of resources", found: describeValue(resources) };
    list.add("manifest/wrong-shape", { path }, data);
    return [];
  }
  return resources.flatMap((resource: unknown, index) =>
    parseGrant({ domain, kind, resource }, [...path, index], { moduleDir, list }),
  );
}

function parseGrant(
  written: { readonly domain: PermissionDomain; readonly kind: string; readonly resource: unknown },
  path: ManifestPath,
  options: { readonly moduleDir: FilePath; readonly list: ProblemList },
): readonly PlacedGrant[] {
  const { domain, kind, resource } = written;
  const { moduleDir, list } = options;
  if (typeof resource !== "string") {
    list.add(
      "manifest/wrong-shape",
      { path },
      { what: "the resource", expected: "a string", found: describeValue(resource) },
    );
    return [];
  }
  const parsed = parsePermission({ domain, kind, resource }, moduleDir);
  if (!parsed.ok) {
    const { message, span } = parsed.error;
    list.add("manifest/invalid-pattern", { path, span }, { pattern: resource, detail: message });
    return [];
  }
  for (const warning of parsed.value.warnings) {
    list.add("manifest/public-suffix", { path, span: warning.span }, { pattern: resource });
  }
  for (const { span, instead } of literalSyntaxIn(resource, domain)) {
    list.add("manifest/literal-syntax", { path, span }, { part: resource.slice(span.start, span.end), instead });
  }
  return [{ permission: parsed.value, path }];
}

function reportDomain(domain: string, path: ManifestPath, list: ProblemList): void {
  const known = Object.keys(PERMISSION_KINDS);
  const nearest = nearestName(domain, known, DOMAINS_ELSEWHERE);
  const data = nearest === undefined ? { domain, known } : { domain, known, nearest };
  list.add("manifest/unknown-permission-domain", { path, on: "key" }, data);
}

function reportDuplicates(grants: readonly PlacedGrant[], list: ProblemList): void {
  const seen = new Set<string>();
  for (const { permission, path } of grants) {
    const printed = printPermission(permission);
    const { domain, kind, written } = permission;
    if (seen.has(printed))
      list.add("manifest/duplicate-grant", { path }, { permission: `${domain}.${kind} ${written}` });
    seen.add(printed);
  }
}

function entriesOrProblem(
  value: unknown,
  path: ManifestPath,
  options: { readonly what: string; readonly list: ProblemList },
): readonly (readonly [string, unknown])[] {
  if (value === undefined) return [];
  const entries = entriesOf(value);
  if (entries !== undefined) return entries;
  const what = path.length === 1 ? `the section "permissions"` : options.what;
  options.list.add("manifest/wrong-shape", { path }, { what, expected: "an object", found: describeValue(value) });
  return [];
}
