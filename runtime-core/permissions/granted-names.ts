/** Variables of the environment and secrets: what has a name and a value, and is given to whom a grant covers the name. */
import type { Result } from "../base/result.ts";
import type { TextProblem } from "../base/text-problem.ts";
import { matches } from "./includes.ts";
import { parseSubject } from "./parse-permission.ts";
import type { Permission, Subject } from "./permission.ts";

const KINDS = { env: "read", secrets: "use" } as const;

/** Where values have names. */
export type NamedDomain = keyof typeof KINDS;

/** The subject of reading a variable or using a secret, or what is wrong with its name. */
export function namedSubject(domain: NamedDomain, name: string): Result<Subject, TextProblem> {
  return parseSubject({ domain, kind: KINDS[domain], resource: name }, "/");
}

/** Of values by name those that a grant covers; a name that is none is covered by none. */
export function grantedNames(
  domain: NamedDomain,
  grants: readonly Permission[],
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const own = grants.filter((grant) => grant.domain === domain);
  const granted: [string, string][] = [];
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const subject = namedSubject(domain, name);
    if (subject.ok && own.some((grant) => matches(grant, subject.value))) granted.push([name, value]);
  }
  return Object.fromEntries(granted);
}
