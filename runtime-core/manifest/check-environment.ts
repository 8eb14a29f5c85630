/**
 * The environment that a module declares against the one there is.
 */
import type { ManifestCode } from "../base/codes/manifest.ts";
import { messageOf } from "../base/codes/table.ts";
import type { JsonSchema, Manifest } from "./manifest.ts";
import { checkValue, printProblems } from "./schema-check.ts";

/** A variable that is missing or does not fit. */
export interface EnvironmentProblem {
  readonly name: string;
  readonly code: ManifestCode;
  readonly data: unknown;
  readonly message: string;
}

/** What the module sees of the environment, and what is wrong with it. */
export interface CheckedEnvironment {
  /** The declared variables, with their defaults. */
  readonly values: Readonly<Record<string, string>>;
  readonly problems: readonly EnvironmentProblem[];
}

/** Takes the declared variables out of an environment and checks them against their schemas. */
export function checkEnvironment(
  manifest: Manifest,
  env: Readonly<Record<string, string | undefined>>,
): CheckedEnvironment {
  const values: [string, string][] = [];
  const problems: EnvironmentProblem[] = [];
  for (const [name, schema] of Object.entries(manifest.env)) {
    const value = (Object.hasOwn(env, name) ? env[name] : undefined) ?? defaultOf(schema);
    if (value === undefined) {
      problems.push({
        name,
        code: "manifest/missing-env",
        data: { name },
        message: messageOf("manifest/missing-env", { name }),
      });
      continue;
    }
    const found = checkValue(schema, value);
    if (found.length === 0) {
      values.push([name, value]);
    } else {
      const data = { name, detail: printProblems(found) };
      problems.push({ name, code: "manifest/invalid-env", data, message: messageOf("manifest/invalid-env", data) });
    }
  }
  return { values: Object.fromEntries(values), problems };
}

function defaultOf(schema: JsonSchema): string | undefined {
  const value = typeof schema === "boolean" ? undefined : schema["default"];
  return typeof value === "string" ? value : undefined;
}
