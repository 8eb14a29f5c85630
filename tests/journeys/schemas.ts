/**
 * Holds real outputs to the JSON Schemas of `docs/schemas/`.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Schema, Validator } from "@cfworker/json-schema";

/** Asserts that `output` is as the schema says. */
export function assertFits(name: "check" | "run" | "effects" | "infer" | "bench", output: unknown): void {
  const file = path.resolve(import.meta.dirname, "../../docs/schemas", `${name}.schema.json`);
  const schema = JSON.parse(readFileSync(file, "utf8")) as Schema;
  const { errors } = new Validator(schema, "2020-12", false).validate(output);
  assert.deepEqual(
    errors.map((error) => `${error.instanceLocation}: ${error.error}`),
    [],
    JSON.stringify(output),
  );
}
