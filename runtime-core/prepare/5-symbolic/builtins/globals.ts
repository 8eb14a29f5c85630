/** The global object: what the language gives everywhere, and what the profile adds. */
import { argument } from "../closures.ts";
import { checkLogged } from "../hosts/argument-faults.ts";
import { defer } from "../hosts/deferred.ts";
import { escape } from "../hosts/escape.ts";
import { ahead, noteLate } from "../late.ts";
import { hostGlobal } from "../hosts/host-values.ts";
import type { Call, Machine, Native } from "../machine.ts";
import { listOf } from "../objects.ts";
import { textsOf } from "../texts.ts";
import { DASH, DIGITS, LOWER } from "../values/chars.ts";
import { AbstractObject, EMPTY_CONTENT, OF_PLATFORM } from "../values/object.ts";
import { concat, hole, literalOf, type Text } from "../values/text.ts";
import {
  BOOLEAN,
  joinValues,
  knownNumber,
  NEVER,
  numberValue,
  stringValue,
  textValue,
  truthOf,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";
import { newIterator } from "./arrays.ts";
import { makeMap, makeSet, makeWeakMap, makeWeakSet } from "./collections.ts";
import { takingNumbers, takingText } from "./conversions.ts";
import { makeDate, now } from "./dates.ts";
import { ERRORS, makeError } from "./errors.ts";
import { staticName } from "./full-names.ts";
import { REFLECT_FUNCTIONS } from "./functions.ts";
import {
  makeBigInt,
  MATH_FUNCTIONS,
  NUMBER_CONSTANTS,
  numberTest,
  parseDecimal,
  parseInteger,
  toNumberValue,
} from "./numbers.ts";
import { JSON_FUNCTIONS } from "./json.ts";
import { ARRAY_FUNCTIONS, cloneValue, makeArray, OBJECT_FUNCTIONS } from "./object-functions.ts";
import { PROPERTY_FUNCTIONS } from "./properties.ts";
import { makePromise, PROMISE_STATICS } from "./promises.ts";
import { makeParams } from "./query.ts";
import { makeRegExp } from "./regexps.ts";
import { decoded, mapped, percentDecoded, unnamed } from "./encoding.ts";
import { makeHeaders, makeRequest } from "./requests.ts";
import { encodeComponent } from "./strings.ts";
import { ofSubclasses } from "./subclasses.ts";
import { makeUrl, requestedUrl } from "./url-parts.ts";

type Functions = Readonly<Record<string, Native>>;

const makeUrlObject: Native = (call) => {
  const { machine } = call.frame;
  const texts = textsOf(call.frame, argument(call.args, 0), call.site);
  const given = argument(call.args, 1).filter((atom) => atom.kind !== "undefined");
  const bases: readonly (Text | undefined)[] = given.length === 0 ? [undefined] : textsOf(call.frame, given, call.site);
  const [only, ...others] = argument(call.args, 0);
  const isRequested = only?.kind === "unknown" && only.members !== undefined && only.hole.request === "url";
  if (isRequested && others.length === 0 && given.length === 0) return [requestedUrl(machine, only.hole)];
  const urls = texts.flatMap((text) => bases.map((base) => makeUrl(machine, text, base)));
  call.frame.mayThrow();
  return urls.flatMap((url) => (url === undefined ? [] : [url]));
};

/** A function of a callback, and from some place on of what it is given. */
const timer =
  (max: number, from = 2): Native =>
  (call) => {
    const callee = argument(call.args, 0);
    const rest = call.args.values.slice(from);
    defer(call.frame.machine, { callee, call: { ...call, self: UNDEFINED, args: { values: rest } }, max });
    return numberValue(1);
  };

const reflection: Native = (call) => {
  const { frame, site } = call;
  const given = argument(call.args, call.args.values.length - 1);
  frame.machine.recorder.unknown({
    file: frame.file,
    site,
    reason: "reflection",
    detail: "code made from text",
    kinds: null,
  });
  return given.length === 0 ? NEVER : unknownValue("reflection");
};

const makeResponse: Native = (call) => [call.frame.machine.newObject("response", { site: call.site })];

const makeString: Native = (call) => {
  if (call.args.values.length === 0) return stringValue("");
  return textsOf(call.frame, argument(call.args, 0), call.site).flatMap((text) => textValue(text));
};

const makeBoolean: Native = (call) => {
  const truth = truthOf(argument(call.args, 0));
  return BOOLEAN.filter((atom) => atom.kind === "boolean" && (atom.value ? truth.true : truth.false));
};

/** An object of which nothing but content comes: `Uint8Array`, `TextDecoder`. It calls the functions that it is given. */
const makeContent: Native = (call) => call.frame.machine.operations.call(unknownValue("callee"), call);

const fromCodes =
  (make: (...codes: number[]) => string): Native =>
  (call) => {
    const codes = call.args.values.map(knownNumber);
    if (call.args.rest !== undefined || codes.includes(undefined)) return textValue([hole("callee")]);
    try {
      return stringValue(make(...(codes as number[])));
    } catch {
      return NEVER; // The real function throws for such a number.
    }
  };

const raw: Native = (call) => {
  const { frame, site } = call;
  const strings = frame.machine.operations.get(
    frame,
    frame.machine.operations.get(frame, argument(call.args, 0), "raw", site),
    "join",
    site,
  );
  const rawStrings = frame.machine.operations.get(frame, argument(call.args, 0), "raw", site);
  const [only] = rawStrings;
  if (only?.kind !== "object") return unknownValue("callee");
  const parts = only.state.items.flatMap((item, i) => [
    item,
    ...(i < only.state.items.length - 1 ? [argument(call.args, i + 1)] : []),
  ]);
  const texts = parts.map((part) => textsOf(frame, part, site)[0] ?? []);
  return strings.length === 0 ? NEVER : textValue(concat(...texts));
};

const FUNCTIONS: Functions = {
  encodeURIComponent: encodeComponent,
  encodeURI: mapped((part) => encodeURI(part.toWellFormed()), unnamed),
  decodeURIComponent: percentDecoded(decodeURIComponent),
  decodeURI: percentDecoded(decodeURI),
  escape: encodeComponent,
  atob: decoded(atob),
  btoa: decoded(btoa),
  parseInt: parseInteger,
  parseFloat: parseDecimal,
  isNaN: takingNumbers(numberTest(Number.isNaN), 0),
  isFinite: takingNumbers(numberTest(Number.isFinite), 0),
  structuredClone: cloneValue,
  setTimeout: timer(1),
  setInterval: timer(Infinity),
  setImmediate: timer(1, 1),
  queueMicrotask: (given) => {
    const { machine } = given.frame;
    const callee = argument(given.args, 0);
    const call = { ...given, self: UNDEFINED, args: { values: [] } };
    noteLate(machine, { callee, call });
    return ahead(machine, given.site, () => (machine.operations.call(callee, call), UNDEFINED));
  },
  clearTimeout: () => UNDEFINED,
  clearInterval: () => UNDEFINED,
  eval: reflection,
};

const CLASSES: Readonly<Record<string, { readonly make: Native; readonly statics?: Functions }>> = {
  Object: {
    make: (call) => (call.args.values.length === 0 ? [call.frame.machine.newObject("object")] : argument(call.args, 0)),
    statics: OBJECT_FUNCTIONS,
  },
  Array: { make: makeArray, statics: ofSubclasses(ARRAY_FUNCTIONS) },
  String: {
    make: makeString,
    statics: { raw, fromCharCode: fromCodes(String.fromCharCode), fromCodePoint: fromCodes(String.fromCodePoint) },
  },
  Number: {
    make: toNumberValue,
    statics: {
      parseInt: parseInteger,
      parseFloat: parseDecimal,
      isInteger: numberTest(Number.isInteger),
      isFinite: numberTest(Number.isFinite),
      isNaN: numberTest(Number.isNaN),
      isSafeInteger: numberTest(Number.isSafeInteger),
    },
  },
  BigInt: { make: makeBigInt },
  Boolean: { make: makeBoolean },
  Symbol: {
    make: makeSymbol,
    statics: {
      for: (call) =>
        textsOf(call.frame, argument(call.args, 0), call.site).map((text) => ({
          kind: "symbol",
          name: `@@for:${literalOf(text) ?? ""}`,
        })),
    },
  },
  Function: { make: reflection },
  Promise: { make: makePromise, statics: PROMISE_STATICS },
  Map: { make: makeMap, statics: { groupBy: OBJECT_FUNCTIONS["groupBy"] as Native } },
  WeakMap: { make: makeWeakMap },
  Set: { make: makeSet },
  WeakSet: { make: makeWeakSet },
  RegExp: { make: takingText(makeRegExp) },
  URL: {
    make: makeUrlObject,
    statics: { canParse: () => BOOLEAN, parse: (call) => joinValues(makeUrlObject(call), [{ kind: "null" }]) },
  },
  URLSearchParams: { make: makeParams },
  Request: { make: makeRequest },
  Headers: { make: makeHeaders },
  Response: {
    make: makeResponse,
    statics: { json: makeResponse, redirect: makeResponse, error: makeResponse },
  },
  Date: { make: takingNumbers(makeDate, 0), statics: { now, parse: now, UTC: now } },
  Proxy: { make: makeProxy },
  Iterator: { make: () => unknownValue("callee"), statics: { from: iteratorFrom } },
};

/** `Symbol(description)`: another one each time; what stands for many has the mark "*". */
function makeSymbol({ args, frame, site }: Call): Value {
  const { machine } = frame;
  const given = argument(args, 0).every(({ kind }) => kind === "undefined") ? stringValue("") : argument(args, 0);
  const description = textsOf(frame, given, site).map((text) => literalOf(text) ?? "");
  const identity = machine.repeated > 0 ? "*" : machine.newObject("opaque", { site }).identity;
  return [{ kind: "symbol", name: `@@${description.join("")}:${identity}` }];
}

/** `Iterator.from(iterable)` */
function iteratorFrom(call: Call): Value {
  return newIterator(call, listOf(call.frame, argument(call.args, 0), call.site));
}

/** Traps that are called where what they stand for happens; others can be called at any time. */
const FOLLOWED_TRAPS = new Set(["get", "set", "apply"]);

function makeProxy(call: Call): Value {
  const [target, handler] = [argument(call.args, 0), argument(call.args, 1)];
  const traps = handler.flatMap((atom) => (atom.kind === "object" ? [...atom.state.members] : []));
  const others = traps.flatMap(([name, trap]) => (FOLLOWED_TRAPS.has(name) ? [] : [trap]));
  escape({ ...call, args: { values: others } });
  return [
    call.frame.machine.newObject("proxy", {
      content: {
        ...EMPTY_CONTENT,
        slots: new Map([
          ["target", target],
          ["handler", handler],
        ]),
      },
      site: call.site,
    }),
  ];
}

const CONTENT_CLASSES = [
  "TextEncoder",
  "TextDecoder",
  "Uint8Array",
  "ArrayBuffer",
  "DataView",
  "Blob",
  "File",
  "FormData",
  "ReadableStream",
  "WritableStream",
  "TransformStream",
  "AbortController",
  "AbortSignal",
  "Event",
  "EventTarget",
  "MessageChannel",
  "Intl",
  "Int8Array",
  "Int32Array",
  "Uint32Array",
  "Float64Array",
  "WeakRef",
  "FinalizationRegistry",
  "performance",
];

function randomText(chars: number): Native {
  return () => textValue([hole("random", { chars, dotless: true })]);
}

const NAMESPACES: Readonly<Record<string, Functions>> = {
  Math: MATH_FUNCTIONS,
  JSON: JSON_FUNCTIONS,
  Reflect: {
    ...REFLECT_FUNCTIONS,
    getOwnPropertyDescriptor: PROPERTY_FUNCTIONS["getOwnPropertyDescriptor"] as Native,
    getPrototypeOf: PROPERTY_FUNCTIONS["getPrototypeOf"] as Native,
    defineProperty: (call) => (PROPERTY_FUNCTIONS["defineProperty"]?.(call), BOOLEAN),
    setPrototypeOf: (call) => (PROPERTY_FUNCTIONS["setPrototypeOf"]?.(call), BOOLEAN),
    ownKeys: OBJECT_FUNCTIONS["keys"] as Native,
  },
  console: Object.fromEntries(
    [
      "log",
      "info",
      "warn",
      "error",
      "debug",
      "trace",
      "dir",
      "table",
      "group",
      "groupEnd",
      "time",
      "timeEnd",
      "assert",
      "count",
    ].map((name) => [name, logged(name)]),
  ),
  crypto: { randomUUID: randomText(DIGITS | LOWER | DASH), getRandomValues: () => unknownValue("random") },
};

function logged(name: string): Native {
  return (call) => {
    checkLogged(call, name);
    return UNDEFINED;
  };
}

const SIGNAL: Native = () => unknownValue("callee");
const CONTENT_STATICS: Functions = { timeout: SIGNAL, any: SIGNAL, abort: SIGNAL };

/** Makes the global object of a machine. */
export function makeGlobals(machine: Machine): AbstractObject {
  const members = new Map<string, Value>();
  const native = (name: string, implementation: Native): AbstractObject => machine.native(name, implementation);
  for (const [name, implementation] of Object.entries(FUNCTIONS)) members.set(name, [native(name, implementation)]);
  for (const [name, { make, statics }] of Object.entries(CLASSES))
    members.set(name, [withStatics(machine, native(name, make), { name, statics })]);
  for (const name of ERRORS) members.set(name, [native(name, takingText(makeError(name)))]);
  for (const name of CONTENT_CLASSES)
    members.set(name, [
      withStatics(machine, native(name, makeContent), {
        name,
        statics: CONTENT_STATICS,
      }),
    ]);
  for (const [name, functions] of Object.entries(NAMESPACES)) members.set(name, [namespace(machine, name, functions)]);
  for (const [name, model] of Object.entries(machine.profile.globals)) members.set(name, hostGlobal(machine, model));
  members.set("NaN", numberValue(Number.NaN)).set("Infinity", numberValue(Infinity));
  const globals = new AbstractObject("object", 0, { content: { ...EMPTY_CONTENT, members } });
  for (const name of ["globalThis", "self"]) members.set(name, [globals]);
  return globals;
}

const SYMBOLS = [
  "iterator",
  "asyncIterator",
  "toPrimitive",
  "hasInstance",
  "toStringTag",
  "dispose",
  "asyncDispose",
  "match",
  "matchAll",
  "replace",
  "search",
  "split",
  "species",
  "isConcatSpreadable",
];

function withStatics(
  machine: Machine,
  object: AbstractObject,
  rest: { name: string; statics: Functions | undefined },
): AbstractObject {
  const members = new Map<string, Value>();
  for (const [name, native] of Object.entries(rest.statics ?? {}))
    members.set(name, [machine.native(staticName(rest.name, name), native)]);
  if (rest.name === "Symbol") for (const name of SYMBOLS) members.set(name, [{ kind: "symbol", name: `@@${name}` }]);
  for (const [name, value] of NUMBER_CONSTANTS[rest.name] ?? []) members.set(name, value);
  object.state = { ...EMPTY_CONTENT, members };
  return object;
}

function namespace(machine: Machine, name: string, functions: Functions): AbstractObject {
  return withStatics(machine, new AbstractObject("object", 0, { essence: OF_PLATFORM }), { name, statics: functions });
}
