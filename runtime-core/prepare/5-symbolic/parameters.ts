/** The argument of the entry point: what the manifest validates is known about it. */
import type { JsonSchema } from "../../manifest/manifest.ts";
import type { Machine } from "./machine.ts";
import { DASH, DIGITS } from "./values/chars.ts";
import { guardChars, guardedText } from "./values/guards.ts";
import { hole } from "./values/text.ts";
import { memberStore } from "./values/unknown.ts";
import {
  BOOLEAN,
  booleanValue,
  numberValue,
  rangeValue,
  stringValue,
  textValue,
  unknownValue,
  type Value,
} from "./values/value.ts";

/** An object with a member for each declared parameter. */
export function parameterValue(machine: Machine): Value {
  const parameters = Object.entries(machine.input.manifest?.parameters ?? {});
  if (parameters.length === 0) return memberStore(machine, unknownValue("parameter"));
  const from = hole("parameter");
  const store = machine.newStore(from);
  for (const [name, schema] of parameters) store.member(machine, name, () => schemaValue(machine, schema));
  return [{ kind: "unknown", hole: from, members: store, truthy: true }];
}

/** What a value is that fits a schema. */
function schemaValue(machine: Machine, schema: JsonSchema): Value {
  const anything = memberStore(machine, unknownValue("parameter"));
  if (typeof schema === "boolean") return anything;
  const listed = Array.isArray(schema["enum"]) ? schema["enum"] : "const" in schema ? [schema["const"]] : undefined;
  if (listed !== undefined) {
    const values = listed.map(constantValue);
    return values.every((value) => value !== undefined) && values.length > 0 ? values.flat() : anything;
  }
  const from = hole("parameter");
  if (schema["type"] === "integer")
    return numberBetween(schema, { integer: true, hole: { ...from, chars: DIGITS | DASH } });
  if (schema["type"] === "number") return numberBetween(schema, { integer: false, hole: from });
  if (schema["type"] === "boolean") return BOOLEAN;
  const pattern = schema["type"] === "string" ? schema["pattern"] : undefined;
  const guard = typeof pattern === "string" ? guardChars(pattern, "u") : undefined;
  return guard === undefined ? anything : textValue(guardedText(from, guard));
}

function numberBetween(
  schema: { readonly [key: string]: unknown },
  from: { integer: boolean; hole: ReturnType<typeof hole> },
): Value {
  const { minimum, maximum } = schema;
  return rangeValue(
    typeof minimum === "number" ? minimum : -Infinity,
    typeof maximum === "number" ? maximum : Infinity,
    from,
  );
}

function constantValue(value: unknown): Value | undefined {
  if (typeof value === "string") return stringValue(value);
  if (typeof value === "number") return numberValue(value);
  return typeof value === "boolean" ? booleanValue(value) : undefined;
}
