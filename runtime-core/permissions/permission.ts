/**
 * What a permission is: a domain, a kind, and a pattern of resources; and what is asked: the same with one resource.
 *
 * Both are made by `parse-permission.ts` only, so that a compiled pattern is always in its normal form.
 */
import type { EndpointPattern, NamePattern, TablePattern } from "./name-pattern.ts";
import type { PathPattern } from "./path-pattern.ts";
import type { PatternWarning } from "./pattern-text.ts";
import type { UrlPattern } from "./url-pattern.ts";
import type { Url } from "./url.ts";

/** Kinds by domain; a kind that includes others stands in `MINOR_KINDS`. */
export const PERMISSION_KINDS = {
  fs: ["read", "write", "create", "update", "delete"],
  http: ["read", "write", "delete", "serve"],
  websocket: ["connect"],
  env: ["read"],
  secrets: ["use"],
  database: ["read", "write", "create", "update", "delete"],
  store: ["read", "write"],
  modules: ["spawn"],
} as const;

/** "fs", "http", … */
export type PermissionDomain = keyof typeof PERMISSION_KINDS;

/** A compiled pattern of resources. */
export type ResourcePattern = PathPattern | UrlPattern | EndpointPattern | NamePattern | TablePattern;

/** One normalised resource; but for URLs it is a pattern without wildcards. */
export type Resource = PathPattern | Url | EndpointPattern | NamePattern | TablePattern;

/** A grant, or a need for all that a pattern matches. */
export interface Permission {
  readonly domain: PermissionDomain;
  readonly kind: string;
  readonly resource: ResourcePattern;
  /** The resource as its author wrote it: relative paths are still relative. */
  readonly written: string;
  readonly warnings: readonly PatternWarning[];
}

/** A need for one resource. */
export interface Subject {
  readonly domain: PermissionDomain;
  readonly kind: string;
  readonly resource: Resource;
}

const MINOR_KINDS: Readonly<Partial<Record<PermissionDomain, Readonly<Record<string, readonly string[]>>>>> = {
  fs: { write: ["create", "update"] },
  database: { write: ["create", "update"] },
};

/** Whether `domain` is one of the table. */
export function isPermissionDomain(domain: string): domain is PermissionDomain {
  return Object.hasOwn(PERMISSION_KINDS, domain);
}

/** Whether a grant of the kind `granted` is one of the kind `asked` too: `write` includes `create` and `update`. */
export function includesKind(
  domain: PermissionDomain,
  kinds: { readonly granted: string; readonly asked: string },
): boolean {
  return kinds.granted === kinds.asked || (MINOR_KINDS[domain]?.[kinds.granted]?.includes(kinds.asked) ?? false);
}

/** The kinds that a grant of `kind` is for: itself and its minors. */
export function kindsWithin(domain: PermissionDomain, kind: string): readonly string[] {
  return [kind, ...(MINOR_KINDS[domain]?.[kind] ?? [])];
}
