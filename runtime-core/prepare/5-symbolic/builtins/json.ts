/** `JSON`. */
import { argument } from "../closures.ts";
import { sourcesIn } from "../hosts/sources.ts";
import type { Call, Native } from "../machine.ts";
import { arrayOf, objectOf } from "../objects.ts";
import { noteSecrets, textsOf } from "../texts.ts";
import { AbstractObject } from "../values/object.ts";
import { hole, isHole, literalOf } from "../values/text.ts";
import { memberStore } from "../values/unknown.ts";
import {
  FALSE,
  joinValues,
  NEVER,
  NULL,
  numberValue,
  stringValue,
  textValue,
  TRUE,
  unknownValue,
  type Value,
} from "../values/value.ts";
import { invoke } from "./callbacks.ts";
import { anyMember } from "./object-functions.ts";

/** A plain value of JavaScript as a value of the run. */
function fromJson(call: Call, value: unknown): Value {
  const { machine } = call.frame;
  switch (typeof value) {
    case "string":
      return stringValue(value);
    case "number":
      return numberValue(value);
    case "boolean":
      return value ? TRUE : FALSE;
    default:
      if (value === null) return NULL;
      if (Array.isArray(value))
        return [
          arrayOf(
            machine,
            value.map((each) => fromJson(call, each)),
          ),
        ];
      return [
        objectOf(machine, new Map(Object.entries(value as object).map(([name, each]) => [name, fromJson(call, each)]))),
      ];
  }
}

const MAX_JSON = 200_000;

const parse: Native = (call) => {
  const reviver = argument(call.args, 1).filter((atom) => atom.kind === "object");
  if (reviver.length > 0) {
    const value = memberStore(call.frame.machine, unknownValue("callee"));
    return invoke(call, reviver, [unknownValue("callee"), value]);
  }
  const texts = textsOf(call.frame, argument(call.args, 0), call.site);
  return joinValues(
    ...texts.map((text): Value => {
      const literal = literalOf(text);
      const from = text.find(isHole);
      if (literal === undefined || literal.length > MAX_JSON)
        return memberStore(
          call.frame.machine,
          unknownValue(from?.reason ?? "budget", { sources: from?.sources ?? [] }),
        );
      try {
        return fromJson(call, JSON.parse(literal));
      } catch {
        return NEVER; // It throws at run time, too.
      }
    }),
  );
};

/**
 * Runs what the objects of a value have to say to `JSON.stringify`: `toJSON`, and what is computed when it is read; once
 * each, for objects that hold each other are on very many ways.
 */
function readForJson(call: Call, value: Value, seen = new Map<AbstractObject, Value>()): Value {
  const { machine } = call.frame;
  return value.flatMap((atom): Value => {
    if (atom.kind === "string") machine.charge((literalOf(atom.text)?.length ?? 0) >> 9);
    noteSecrets(call.frame, [atom], call.site);
    if (atom.kind !== "object" || !READ.has(atom.type)) return [atom];
    const known = seen.get(atom);
    if (known !== undefined) return known;
    seen.set(atom, [atom]);
    const read = readObject(call, atom, seen);
    seen.set(atom, read);
    return read;
  });
}

const READ: ReadonlySet<string> = new Set(["object", "array", "proxy"]);

function readObject(call: Call, object: AbstractObject, seen: Map<AbstractObject, Value>): Value {
  const { operations } = call.frame.machine;
  call.frame.machine.step();
  const toJson = operations
    .get(call.frame, [object], "toJSON", call.site)
    .filter((method) => method.kind === "object" && method.type === "function");
  if (toJson.length > 0) return operations.call(toJson, { ...call, self: [object], args: { values: [] } });
  if (object.type === "proxy")
    operations.element(call.frame, [object], { key: unknownValue("callee"), site: call.site });
  for (const name of object.state.accessors?.keys() ?? []) operations.get(call.frame, [object], name, call.site);
  for (const each of [...object.state.members.values(), ...object.state.items]) readForJson(call, each, seen);
  return [object];
}

const stringify: Native = (call) => {
  const replacer = argument(call.args, 1).filter((atom) => atom.kind === "object" && atom.type === "function");
  const read = readForJson(call, argument(call.args, 0));
  if (replacer.length > 0) {
    invoke(call, replacer, [unknownValue("callee"), anyMember(call, read)]);
    return unknownValue("callee");
  }
  const plain = toPlain(read, { left: MAX_VALUES });
  if (plain !== undefined) return stringValue(JSON.stringify(plain.value) ?? "undefined");
  const texts = textsOf(
    call.frame,
    argument(call.args, 0).filter((atom) => atom.kind !== "object"),
    call.site,
  );
  const from = texts.flat().find(isHole) ?? hole("context-merged");
  return textValue([{ ...from, symbol: undefined, sources: sourcesIn(call.args) }]);
};

interface Search {
  /** So many values more are looked at: objects that hold each other are on very many ways. */
  left: number;
}

const MAX_VALUES = 20_000;
const MAX_DEPTH = 8;

/** The plain value, when it is known wholly. */
function toPlain(value: Value, search: Search, depth = 0): { readonly value: unknown } | undefined {
  const [only] = value;
  if (value.length !== 1 || only === undefined || depth > MAX_DEPTH || search.left-- <= 0) return undefined;
  if (only.kind === "string") {
    const literal = literalOf(only.text);
    return literal === undefined ? undefined : { value: literal };
  }
  if (only.kind === "number" || only.kind === "boolean") return { value: only.value };
  if (only.kind === "undefined") return { value: undefined };
  if (only.kind === "null") return { value: null };
  if (!(only instanceof AbstractObject)) return undefined;
  const { state, type } = only;
  if (state.rest !== undefined || state.more !== undefined || (type !== "object" && type !== "array")) return undefined;
  const entries: (readonly [string | number, unknown])[] = [];
  for (const [name, member] of type === "array" ? state.items.entries() : state.members) {
    const plain = toPlain(member, search, depth + 1);
    if (plain === undefined) return undefined;
    entries.push([name, plain.value]);
  }
  return { value: type === "array" ? entries.map(([, each]) => each) : Object.fromEntries(entries) };
}

export const JSON_FUNCTIONS: Readonly<Record<string, Native>> = { parse, stringify };
