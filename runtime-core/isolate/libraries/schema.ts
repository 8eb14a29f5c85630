/**
 * `ambit:schema`: values against JSON Schemas, with the checks and the words that arguments and the environment get.
 *
 * A bundle of its own, which only isolates that import it load.
 */
import type { JsonSchema } from "../../manifest/manifest.ts";
import { checkValue, printProblems, type ValueProblem } from "../../manifest/schema-check.ts";
import { checkSchema } from "../../manifest/check-schema.ts";

/** What a value has that a schema does not allow. */
export class SchemaError extends TypeError {
  readonly problems: readonly ValueProblem[];

  constructor(problems: readonly ValueProblem[]) {
    super(`The value does not fit its schema: ${printProblems(problems)}`);
    this.problems = problems;
  }

  static {
    this.prototype.name = "SchemaError";
  }
}

/** Everything in which a value does not fit a schema. */
export function problemsOf(schema: unknown, value: unknown): readonly ValueProblem[] {
  for (const fault of checkSchema(schema, []))
    if (fault.kind === "invalid") throw new TypeError(`The schema is none: ${pointerOf(fault.path)} ${fault.detail}`);
  return checkValue(schema as JsonSchema, value);
}

/** The value, when it fits. */
export function validate(schema: unknown, value: unknown): unknown {
  const problems = problemsOf(schema, value);
  if (problems.length > 0) throw new SchemaError(problems);
  return value;
}

function pointerOf(path: readonly (string | number)[]): string {
  return path.length === 0 ? "it" : `"/${path.join("/")}"`;
}
