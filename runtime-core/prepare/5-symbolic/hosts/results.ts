/** What host functions give. */
import type { FunctionModel, ResultModel } from "../../../capabilities/profiles/profile.ts";
import { argument } from "../closures.ts";
import type { Call } from "../machine.ts";
import { objectOf, promiseOf } from "../objects.ts";
import { textsOf } from "../texts.ts";
import { ANY_CHARS, SLASH } from "../values/chars.ts";
import { EMPTY_CONTENT } from "../values/object.ts";
import { hole, literalOf } from "../values/text.ts";
import { memberStore } from "../values/unknown.ts";
import { BOOLEAN, joinValues, textValue, truthOf, UNDEFINED, unknownValue, type Value } from "../values/value.ts";
import { hostObject } from "./host-values.ts";
import { foreignResult } from "./foreign/results.ts";
import { sourcesIn } from "./sources.ts";

/** The value of a call, in a promise unless the function is synchronous. */
export function resultOf(call: Call, model: FunctionModel): Value {
  const value = plainResult(call, model.result);
  call.frame.machine.absentResults.note(call, model, value);
  return model.sync ? value : promiseOf(call.frame.machine, value);
}

function plainResult(call: Call, result: ResultModel): Value {
  const { machine } = call.frame;
  switch (result.kind) {
    case "nothing":
      return UNDEFINED;
    case "content":
      return memberStore(machine, unknownValue(result.reason));
    case "boolean":
      return BOOLEAN;
    case "argument":
      return argument(call.args, result.argument ?? 0);
    case "entries":
      return [
        machine.newObject("array", {
          content: { ...EMPTY_CONTENT, more: [entry(call)], moreCount: { min: 0, max: Infinity } },
        }),
      ];
    case "environment":
      return environmentValue(call);
    case "secret":
      return [machine.newObject("opaque", { essence: { sources: secretSources(call, result.from) } })];
    case "response":
      return [
        machine.newObject("response", {
          content: { ...EMPTY_CONTENT, slots: new Map([["url", argument(call.args, 0)]]) },
        }),
      ];
    case "object": {
      const model = machine.profile.objects[result.of];
      return model === undefined
        ? unknownValue("model")
        : [hostObject({ model, resource: ownResource(call) }, machine)];
    }
    default:
      return foreignResult(call, result);
  }
}

/** The name that an object stands for: "main" for a database, "main/users" for its table. */
function ownResource(call: Call): Value {
  const own = call.self.flatMap((atom) =>
    atom.kind === "object" && atom.type === "host" ? ((atom.essence as { resource?: Value }).resource ?? []) : [],
  );
  const names = textsOf(call.frame, argument(call.args, 0), call.site);
  if (own.length === 0) return names.flatMap((name) => textValue(name));
  return textsOf(call.frame, own, call.site).flatMap((outer) =>
    names.flatMap((name) =>
      textValue([...outer, "/", ...name].reduce<readonly (string | (typeof name)[number])[]>(glue, [])),
    ),
  );
}

function glue<P>(parts: readonly (P | string)[], part: P | string): readonly (P | string)[] {
  const last = parts.at(-1);
  return typeof last === "string" && typeof part === "string" ? [...parts.slice(0, -1), last + part] : [...parts, part];
}

/** An entry of a folder: its name is one segment, its path may span several below a recursive listing. */
function entry(call: Call) {
  const { machine } = call.frame;
  const options = argument(call.args, 1).filter((atom) => atom.kind !== "undefined");
  const recursive =
    options.length > 0 && truthOf(machine.operations.get(call.frame, options, "recursive", call.site)).true;
  const name = hole("file-content", { chars: ANY_CHARS & ~SLASH, dotless: true });
  const inner = recursive ? { ...name, chars: ANY_CHARS, deep: true } : name;
  const folders = textsOf(call.frame, argument(call.args, 0), call.site);
  const path: Value = folders.flatMap((folder) =>
    textValue([...folder, "/", inner].reduce<readonly (typeof inner | string)[]>(glue as never, [])),
  );
  return objectOf(
    machine,
    new Map([
      ["name", textValue([name])],
      ["path", path],
      ["kind", unknownValue("file-content")],
    ]),
  );
}

/** The value of an environment variable: its allowed values when the manifest lists them, a named hole otherwise. */
function environmentValue(call: Call): Value {
  const { manifest } = call.frame.machine.input;
  const values = textsOf(call.frame, argument(call.args, 0), call.site).map((text): Value => {
    const name = literalOf(text);
    if (name === undefined) return unknownValue("env");
    const schema = manifest?.env[name];
    const allowed = typeof schema === "object" ? enumOf(schema) : undefined;
    if (allowed !== undefined) return allowed.map((each) => ({ kind: "string", text: each === "" ? [] : [each] }));
    return textValue([hole("env", { symbol: `env:${name}`, sources: [`env:${name}`] })]);
  });
  return joinValues(...values);
}

function enumOf(schema: { readonly [key: string]: unknown }): readonly string[] | undefined {
  const { enum: listed, const: only } = schema;
  if (typeof only === "string") return [only];
  return Array.isArray(listed) && listed.every((each) => typeof each === "string") ? listed : undefined;
}

function secretSources(call: Call, from: "name" | "arguments"): readonly string[] {
  if (from === "arguments") return sourcesIn(call.args);
  return textsOf(call.frame, argument(call.args, 0), call.site).map((text) => `secret:${literalOf(text) ?? "*"}`);
}
