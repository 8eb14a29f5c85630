/**
 * The product's own functions in the shape in which the specification by example asks them.
 *
 * Each export is a thin call: no rule lives here.
 */
import type { LimitProfile } from "../../runtime-core/limits/known-limits.ts";
import type { Quantity } from "../../runtime-core/limits/limit.ts";
import { parseLimit, parseQuantity as parseQuantityText } from "../../runtime-core/limits/parse-limit.ts";
import { includes as permissionIncludes } from "../../runtime-core/permissions/includes.ts";
import { parsePermission, parseSubject } from "../../runtime-core/permissions/parse-permission.ts";
import { urlIncludes } from "../../runtime-core/permissions/url-includes.ts";
import { parseUrlPattern } from "../../runtime-core/permissions/url-pattern.ts";
import { parseUrl } from "../../runtime-core/permissions/url.ts";
import { type ChildStep, replaySteps, violationsOf, type WrittenModule } from "./replay-child.ts";
import { replayTimeline, type Timeline, type TimelineResult } from "./replay-timeline.ts";

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

/** In what a child exceeds its parent; with `steps`, what spawning, dropping and asking give. */
export function checkChild(vector: {
  readonly parent: WrittenModule;
  readonly child?: WrittenModule;
  readonly profile?: LimitProfile;
  readonly steps?: readonly ChildStep[];
}): readonly Readonly<Record<string, unknown>>[] {
  const { parent, child, profile = "script", steps } = vector;
  if (steps !== undefined) return replaySteps(parent, steps, profile);
  return child === undefined ? [] : violationsOf(parent, child, profile);
}

/** A quantity in base units, alone or for a limit. */
export function parseQuantity(vector: { readonly text: unknown; readonly limit?: string }): Quantity | "error" {
  if (vector.limit === undefined) {
    const quantity = parseQuantityText(vector.text);
    return quantity.ok ? quantity.value : "error";
  }
  const limit = parseLimit(vector.limit, vector.text);
  return limit.ok ? limit.value.quantity : "error";
}

/** What comes of a timeline of takes, on a fake clock. */
export function simulateLimits(vector: Timeline): Promise<TimelineResult> {
  return replayTimeline(vector);
}
