/** The section `limits`. */
import { nearestName } from "../base/nearest-name.ts";
import { isLimitName, LIMIT_NAMES } from "../limits/known-limits.ts";
import type { Limit } from "../limits/limit.ts";
import { parseLimit } from "../limits/parse-limit.ts";
import { describeValue, entriesOf, type ProblemList } from "./manifest-problem.ts";

/** What limits are called elsewhere. */
const LIMITS_ELSEWHERE: Readonly<Record<string, string>> = {
  cpu: "execution/cpu-time",
  cputime: "execution/cpu-time",
  timeout: "execution/total-time",
  time: "execution/total-time",
  ram: "memory/heap",
  requests: "http/request",
};

/** Reads name → quantity; what has a problem is left out. */
export function parseLimits(value: unknown, list: ProblemList): readonly Limit[] {
  if (value === undefined) return [];
  const entries = entriesOf(value);
  if (entries === undefined) {
    const data = { what: `the section "limits"`, expected: "an object of quantities", found: describeValue(value) };
    list.add("manifest/wrong-shape", { path: ["limits"] }, data);
    return [];
  }
  return entries.flatMap(([name, quantity]) => parseNamedLimit(name, quantity, list));
}

function parseNamedLimit(name: string, quantity: unknown, list: ProblemList): readonly Limit[] {
  const path = ["limits", name];
  if (!isLimitName(name)) {
    const nearest = nearestName(name, LIMIT_NAMES, LIMITS_ELSEWHERE);
    const data =
      nearest === undefined ? { limit: name, known: LIMIT_NAMES } : { limit: name, known: LIMIT_NAMES, nearest };
    list.add("manifest/unknown-limit", { path, on: "key" }, data);
    return [];
  }
  const limit = parseLimit(name, quantity);
  if (limit.ok) return [limit.value];
  const { message, span, on, path: within } = limit.error;
  const place = { path: [...path, ...within], on };
  const located = span.end > span.start ? { ...place, span } : place;
  list.add("manifest/invalid-limit", located, { limit: name, detail: message });
  return [];
}
