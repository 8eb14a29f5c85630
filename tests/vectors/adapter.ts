/**
 * The product's own functions in the shape in which the specification by example asks them.
 *
 * Each export is a thin call: no rule lives here.
 */
import { includes as permissionIncludes } from "../../runtime-core/permissions/includes.ts";
import { parsePermission, parseSubject } from "../../runtime-core/permissions/parse-permission.ts";
import { urlIncludes } from "../../runtime-core/permissions/url-includes.ts";
import { parseUrlPattern } from "../../runtime-core/permissions/url-pattern.ts";
import { parseUrl } from "../../runtime-core/permissions/url.ts";

/** Whether a pattern matches a subject, or which of the two is no pattern or no subject. */
export type MatchAnswer = boolean | "pattern-error" | "subject-error";

/** Whether a path pattern matches a path; `root`, where the project lies on the host, is never seen. */
export function matchPath(vector: {
  readonly root?: string;
  readonly moduleDir: string;
  readonly pattern: string;
  readonly subject: string;
}): MatchAnswer {
  const pattern = parsePermission({ domain: "fs", kind: "read", resource: vector.pattern }, vector.moduleDir);
  if (!pattern.ok) return "pattern-error";
  const subject = parseSubject({ domain: "fs", kind: "read", resource: vector.subject }, vector.moduleDir);
  return subject.ok ? permissionIncludes(pattern.value, subject.value) : "subject-error";
}

/** Whether a URL pattern matches a URL, and the warnings of the pattern. */
export function matchUrl(vector: { readonly pattern: string; readonly subject: string }): {
  readonly matches: MatchAnswer;
  readonly warnings: readonly string[];
} {
  const pattern = parseUrlPattern(vector.pattern);
  if (!pattern.ok) return { matches: "pattern-error", warnings: [] };
  const warnings = pattern.value.warnings.map((warning) => warning.code);
  const subject = parseUrl(vector.subject);
  return { matches: subject.ok ? urlIncludes(pattern.value.pattern, subject.value) : "subject-error", warnings };
}

/** Whether one permission includes another; what does not parse includes nothing and is included in nothing. */
export function includes(vector: {
  readonly domain: string;
  readonly granted: { readonly kind: string; readonly resource: string; readonly moduleDir?: string };
  readonly asked: { readonly kind: string; readonly resource: string; readonly moduleDir?: string };
}): boolean {
  const granted = parsePermission({ ...vector.granted, domain: vector.domain }, vector.granted.moduleDir ?? "/");
  const asked = parsePermission({ ...vector.asked, domain: vector.domain }, vector.asked.moduleDir ?? "/");
  return granted.ok && asked.ok && permissionIncludes(granted.value, asked.value);
}

export function checkChild(): never {
  throw new Error("not built yet");
}

export function parseQuantity(): never {
  throw new Error("not built yet");
}

export function simulateLimits(): never {
  throw new Error("not built yet");
}
