/** Resources that could be meant in a manifest or in a call: files that are there, and what manifest and code name. */
import { isModuleName } from "../../runtime-core/base/module-name.ts";
import { resolvePath, folderOf } from "../../runtime-core/base/file-path.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import type { Manifest } from "../../runtime-core/manifest/manifest.ts";
import { escapePatternText } from "../../runtime-core/permissions/pattern-text.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";

/** Something to propose. */
export interface ResourceOffer {
  readonly label: string;
  readonly detail: string;
}

/** What proposals are made from. */
export interface OfferSource {
  readonly prepared: PreparedModule;
  readonly workspace: () => Workspace;
}

/** More names of one folder than these are of no help. */
const MOST_NAMES = 500;

const HTTP = /^https?:\/\//;
const WEB_SOCKET = /^wss?:\/\//;

/** What a grant of a domain and kind could name; `typed` is what stands there. */
export function grantOffers(
  source: OfferSource,
  { domain, kind, typed }: { readonly domain: string; readonly kind: string; readonly typed: string },
): readonly ResourceOffer[] {
  const { manifest } = source.prepared;
  const reached = reachedOffers(source.prepared, `${domain}.${kind}`);
  switch (domain) {
    case "fs":
      return [...reached, ...patternOffers(typed), ...pathOffers(source, typed, () => true).map(asPattern)];
    case "http":
      return [...reached, ...reached.flatMap(({ label }) => wholeHost(label)), ...hostOffers(manifest?.manifest, HTTP)];
    case "websocket":
      return [...reached, ...hostOffers(manifest?.manifest, WEB_SOCKET)];
    case "modules":
      return [...reached, ...pathOffers(source, typed, isChildName).map(asPattern)];
    case "env":
      return [...reached, ...declaredOffers(manifest?.manifest.env, "env")];
    case "secrets":
      return [...reached, ...(manifest?.manifest.secrets ?? []).map((label) => ({ label, detail: "declared" }))];
    case "database":
      return [...reached, ...tableOffers(manifest?.manifest.databases)];
    default:
      return reached;
  }
}

/** What a literal in a call could name: what is granted, and files that are there. */
export function literalOffers(
  source: OfferSource,
  { domain, typed }: { readonly domain: string; readonly typed: string },
): readonly ResourceOffer[] {
  const { manifest } = source.prepared;
  const granted = (manifest?.grants ?? [])
    .filter(({ permission }) => permission.domain === domain)
    .flatMap(({ text }) => literalPart(text))
    .filter(({ label }) => label !== typed);
  switch (domain) {
    case "fs":
      return [...granted, ...pathOffers(source, typed, () => true)];
    case "modules":
      return [...granted, ...pathOffers(source, typed, isChildName)];
    case "http":
      return [...granted, ...hostOffers(manifest?.manifest, HTTP), ...originsReached(source.prepared)];
    case "websocket":
      return [...granted, ...hostOffers(manifest?.manifest, WEB_SOCKET)];
    case "env":
      return [...granted, ...declaredOffers(manifest?.manifest.env, "declared")];
    case "secrets":
      return [...granted, ...(manifest?.manifest.secrets ?? []).map((label) => ({ label, detail: "declared" }))];
    default:
      return granted;
  }
}

/** Files of the workspace below what is typed; a path that is begun without "./" is not one of a pattern. */
export function pathOffers(
  { prepared, workspace }: OfferSource,
  typed: string,
  isWanted: (name: string) => boolean,
): readonly ResourceOffer[] {
  const before = /^.*\//s.exec(typed)?.[0] ?? "./";
  const folder = resolvePath(folderOf(prepared.path), before);
  if (folder === undefined || /[*{}]/.test(before)) return [];
  return workspace()
    .list(folder === "" ? "/" : folder)
    .filter((name) => !name.startsWith(".") && name !== "node_modules/" && (name.endsWith("/") || isWanted(name)))
    .filter((name) => `${folder}/${name}`.replace("//", "/") !== prepared.path)
    .slice(0, MOST_NAMES)
    .map((name) => ({ label: before + name, detail: name.endsWith("/") ? "folder" : "file" }));
}

function isChildName(name: string): boolean {
  return isModuleName(name) && !/\.test\.\w+$/.test(name);
}

/** A file, written so that a grant means just this name. */
function asPattern({ detail, label }: ResourceOffer): ResourceOffer {
  const name = label.search(/[^/]*\/?$/);
  return { detail, label: label.slice(0, name) + escapePatternText(label.slice(name)) };
}

/** What the code is known to reach of a kind. */
export function reachedOffers({ effects, path }: PreparedModule, kind: string): readonly ResourceOffer[] {
  const folder = folderOf(path);
  const inside = folder === "/" ? "/" : `${folder}/`;
  const isPath = /^(fs|modules)\./.test(kind);
  return effects.effects.flatMap(({ call, kind: of, resource }) => {
    if (of !== kind || resource === null) return [];
    const label = isPath && resource.startsWith(inside) ? `./${resource.slice(inside.length)}` : resource;
    return { label: label.replace(/(?<!\\)\{[^{}]*\}/g, "*"), detail: `reached by ${call}` };
  });
}

/** The hosts that other calls are known to reach. */
function originsReached({ effects }: PreparedModule): readonly ResourceOffer[] {
  const urls = effects.effects.filter(({ kind }) => kind.startsWith("http.")).map(({ resource }) => resource ?? "");
  const origins = urls.flatMap((url) => /^https?:\/\/[^/*?{]+\//.exec(url)?.[0] ?? []);
  return [...new Set(origins)].map((label) => ({ label, detail: "reached by another call" }));
}

function patternOffers(typed: string): readonly ResourceOffer[] {
  const before = /^.*\//s.exec(typed)?.[0] ?? "./";
  return [
    { label: `${before}*`, detail: "all files of the folder" },
    { label: `${before}**`, detail: "all files below the folder" },
  ];
}

function wholeHost(url: string): readonly ResourceOffer[] {
  const origin = /^[a-z]+:\/\/[^/*?{]+(?=\/)/.exec(url)?.[0];
  return origin === undefined ? [] : [{ label: `${origin}/**`, detail: "all of the host" }];
}

/** The endpoints of a scheme; that of a database is a folder. */
function hostOffers(manifest: Manifest | undefined, scheme: RegExp): readonly ResourceOffer[] {
  const hosts = Object.entries(manifest?.hosts ?? {}).filter(([, endpoint]) => scheme.test(endpoint));
  return hosts.map(([name, label]) => ({ label, detail: `host ${name}` }));
}

function declaredOffers(
  declared: Readonly<Record<string, unknown>> | undefined,
  detail: string,
): readonly ResourceOffer[] {
  return Object.keys(declared ?? {}).map((label) => ({ label, detail }));
}

/** Databases, and the tables that their schemas have: "main", "main/users". */
function tableOffers(databases: Manifest["databases"] = {}): readonly ResourceOffer[] {
  return Object.entries(databases).flatMap(([name, { schema }]) => {
    const tables = typeof schema === "object" ? Object.keys((schema["properties"] as object | undefined) ?? {}) : [];
    return [
      { label: name, detail: "database" },
      ...tables.map((table) => ({ label: `${name}/${table}`, detail: "table" })),
    ];
  });
}

/** A resource up to its first wildcard. */
function literalPart(pattern: string): readonly ResourceOffer[] {
  const label = pattern.replace(/[^/]*[*{].*$/s, "");
  return label === "" || label === "./" || label === "/" ? [] : [{ label, detail: "granted" }];
}
