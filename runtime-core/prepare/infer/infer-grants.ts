/**
 * The fewest grants that cover what a module does, as intended.
 *
 * What the language cannot say as narrowly as it is known is granted by the narrowest pattern that covers it, with the
 * reason. What could be anything is left out: nobody should grant everything without having decided to.
 */
import type { FilePath, Location } from "../../base/span.ts";
import { impliedPermissions } from "../../manifest/granted-permissions.ts";
import { includes } from "../../permissions/includes.ts";
import { parsePermission, type PermissionText } from "../../permissions/parse-permission.ts";
import { type Permission, PERMISSION_KINDS } from "../../permissions/permission.ts";
import {
  askedBy,
  grantFor,
  grantText,
  moduleRelative,
  permissionTextOf,
} from "../5-symbolic/rules/asked-permission.ts";
import { byCall, manyResources } from "../5-symbolic/rules/many-resources.ts";
import { refusesFile } from "../5-symbolic/rules/child-refused.ts";
import { isInvalid } from "../5-symbolic/rules/missing-permission.ts";
import { effectUses } from "../5-symbolic/rules/unused-grant.ts";
import { reasonOf, REASONS } from "../5-symbolic/rules/unknown-resource.ts";
import type { Effect } from "../effect.ts";
import { folderOf } from "../../base/file-path.ts";
import type { PreparedModule } from "../prepared-module.ts";

/** A grant that covers something the module does. */
export interface InferredGrant {
  readonly permission: PermissionText;
  /** Why it is as wide as it is, when what it covers is not known better; in a comment. */
  readonly why?: string;
}

/** A call that is not covered, for a person to decide. */
export interface LeftOut extends Location {
  /** The call as it is written, cut off when it is long. */
  readonly call: string;
  /** The kind of permission it needs; undefined when that is not known either. */
  readonly kind: string | undefined;
  readonly reason: string;
}

/** What a module needs. */
export interface Inference {
  /** By domain, kind and resource; none is included in another. */
  readonly grants: readonly InferredGrant[];
  readonly leftOut: readonly LeftOut[];
}

const LONGEST_CALL = 60;

/** Infers the grants of a module from its effects, whatever its manifest says. */
export function inferGrants(prepared: PreparedModule): Inference {
  const { effects, path } = prepared;
  const found: { readonly effect: Effect; readonly grant: InferredGrant }[] = [];
  const leftOut = new Map<string, LeftOut>();
  const leave = (at: Location, kind: string | undefined, reason: string): void => {
    const call = callText(prepared, at);
    leftOut.set(`${at.file}:${at.span.start} ${kind}`, { file: at.file, span: at.span, call, kind, reason });
  };
  for (const effect of effects.effects) {
    if (isInvalid(effect, effects) || prepared.diagnostics.some((each) => refusesFile(each, effect))) continue;
    if (isDecided(effect, prepared)) continue;
    const grant = grantOf(effect, path);
    if (grant === undefined) leave(effect, effect.kind, reasonOf(effect));
    else found.push({ effect, grant });
  }
  for (const unknown of effects.unknowns) {
    if (unknown.kinds?.length === 0) continue;
    leave(unknown, unknown.kinds?.join(", "), unknown.detail === "" ? REASONS[unknown.reason] : unknown.detail);
  }
  const implied = prepared.manifest === undefined ? [] : impliedPermissions(prepared.manifest.manifest);
  const calls = byCall(found, ({ effect }) => effect);
  const grants = [...filesOf(prepared).map((permission) => ({ permission })), ...calls.flatMap(ofCall)];
  return { grants: merged(grants, implied, folderOf(path)), leftOut: [...leftOut.values()] };
}

/** What one call needs: a pattern when it reaches many things that one grant would be for. */
function ofCall(found: readonly { readonly grant: InferredGrant }[]): readonly InferredGrant[] {
  const grants = found.map(({ grant }) => grant);
  const many = manyResources(grants.map(({ permission }) => permission));
  return many === undefined ? grants : [{ permission: many.permission, why: many.names }];
}

/** Whether the author has decided already what a call may reach that is not known: there is a grant, and no open note. */
function isDecided(effect: Effect, prepared: PreparedModule): boolean {
  const { manifest, path } = prepared;
  if (manifest === undefined || grantFor(effect, path) !== undefined) return false;
  const note = noteOf({ call: callText(prepared, effect), kind: effect.kind });
  if (prepared.files.get(path)?.source.text.includes(note)) return false;
  return manifest.grants.some(({ permission }) => effectUses(effect, { permission, entry: path }));
}

/** What the section `files` reads. */
function filesOf({ manifest, path }: PreparedModule): readonly PermissionText[] {
  return Object.values(manifest?.manifest.files ?? {}).map((file) =>
    moduleRelative({ domain: "fs", kind: "read", resource: file.path.replace(/[*{}\\]/g, "\\$&") }, path),
  );
}

function grantOf(effect: Effect, entry: FilePath): InferredGrant | undefined {
  const grant = grantFor(effect, entry);
  if (grant === undefined) return undefined;
  const permission = grantText(grant, entry);
  if (effect.reason === null || askedBy(effect, entry) === grant) return { permission };
  const isAnyQuery = permissionTextOf(effect, entry).resource.startsWith(`${permission.resource}?`);
  return { permission, why: isAnyQuery ? "any query" : `not known: ${REASONS[effect.reason]}` };
}

/** Those that no other one includes, in order of the language and of the text. */
function merged(
  grants: readonly InferredGrant[],
  implied: readonly Permission[],
  folder: FilePath,
): readonly InferredGrant[] {
  const parsed = grants.flatMap((grant) => {
    const result = parsePermission(grant.permission, folder);
    return result.ok ? [{ grant, permission: result.value }] : [];
  });
  const needed = parsed.filter(
    (one, index) =>
      !implied.some((each) => includes(each, one.permission)) &&
      !parsed.some(
        (other, at) =>
          at !== index &&
          includes(other.permission, one.permission) &&
          (at < index || !includes(one.permission, other.permission)),
      ),
  );
  return needed.map(({ grant }) => grant).toSorted((a, b) => compare(a.permission, b.permission));
}

const DOMAINS: readonly string[] = Object.keys(PERMISSION_KINDS);

function compare(a: PermissionText, b: PermissionText): number {
  if (a.domain !== b.domain) return DOMAINS.indexOf(a.domain) - DOMAINS.indexOf(b.domain);
  const kinds: readonly string[] = Object.entries(PERMISSION_KINDS).find(([domain]) => domain === a.domain)?.[1] ?? [];
  if (a.kind !== b.kind) return kinds.indexOf(a.kind) - kinds.indexOf(b.kind);
  return a.resource < b.resource ? -1 : a.resource > b.resource ? 1 : 0;
}

/** How a note in the module begins that says what is left out. */
export function noteOf({ call, kind }: Pick<LeftOut, "call" | "kind">): string {
  return `- \`${call}\` (${kind ?? "any kind"})`;
}

function callText({ files }: PreparedModule, { file, span }: Location): string {
  const text = (files.get(file)?.source.text.slice(span.start, span.end) ?? "").replace(/\s+/g, " ");
  return text.length > LONGEST_CALL ? `${text.slice(0, LONGEST_CALL - 1)}…` : text;
}
