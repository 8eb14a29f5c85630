/** Members that the platform gives to values: properties and methods of built-in types. */
import { ts } from "../../1-parse/syntax.ts";
import { BuiltinPrototype } from "../patches.ts";
import { HEADERS_METHODS, requestMember, responseMember } from "./requests.ts";
import type { Frame } from "../frame.ts";
import { asRequest } from "../hosts/incoming.ts";
import type { Machine, Native } from "../machine.ts";
import { anyElement, elementAt } from "../objects.ts";
import { AbstractObject, type Content, EMPTY_CONTENT, plainMember, protosOf } from "../values/object.ts";
import { hole, isHole, isNormalised, literalOf, type Text } from "../values/text.ts";
import { memberStore } from "../values/unknown.ts";
import { partOf } from "../texts.ts";
import {
  ABSENT,
  type Atom,
  joinValues,
  NEVER,
  numberValue,
  rangeValue,
  readMember,
  stringValue,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";
import { ARRAY_METHODS, iterate, lengthOf } from "./arrays.ts";
import { MAP_METHODS, SET_METHODS, sizeOfCollection } from "./collections.ts";
import { closureEssence, constructorOf } from "../closures.ts";
import { methodName } from "./full-names.ts";
import { FUNCTION_METHODS } from "./functions.ts";
import { ITERATOR_METHODS } from "./iterators.ts";
import { NUMBER_METHODS } from "./numbers.ts";
import { OBJECT_METHODS } from "./object-functions.ts";
import { PROMISE_METHODS } from "./promises.ts";
import { PARAMS_METHODS } from "./query.ts";
import { REGEXP_METHODS, type RegExpSource } from "./regexps.ts";
import { STRING_METHODS } from "./strings.ts";
import { queryTexts, urlProperty, urlTexts } from "./url-parts.ts";

type Methods = Readonly<Record<string, Native>>;

const METHODS: Partial<Record<AbstractObject["type"], Methods>> = {
  array: ARRAY_METHODS,
  function: FUNCTION_METHODS,
  native: FUNCTION_METHODS,
  host: FUNCTION_METHODS,
  map: MAP_METHODS,
  set: SET_METHODS,
  promise: PROMISE_METHODS,
  regexp: REGEXP_METHODS,
  params: PARAMS_METHODS,
  headers: HEADERS_METHODS,
  iterator: ITERATOR_METHODS,
};

/** A member of a built-in type; undefined when the type has none of this name. */
export function builtinMember(frame: Frame, atom: Atom, name: string): Value | undefined {
  switch (atom.kind) {
    case "string":
      return (
        stringMember(frame, atom.text, name) ??
        addedMember(frame.machine, "String", name) ??
        unmodelledMethod(frame.machine, "string", name)
      );
    case "number":
    case "range":
      if (name === "constructor") return globalNamed(frame.machine, "Number");
      return (
        methodOf(frame.machine, { methods: NUMBER_METHODS, owner: "Number", name }) ??
        addedMember(frame.machine, "Number", name)
      );
    case "boolean":
      if (name === "constructor") return globalNamed(frame.machine, "Boolean");
      return methodOf(frame.machine, {
        methods: { toString: STRING_METHODS["toString"] as Native },
        owner: "Boolean",
        name,
      });
    case "symbol":
      return name === "description" ? stringValue(descriptionOf(atom.name)) : undefined;
    case "object":
      return objectMember(frame, atom, name);
    default:
      return undefined;
  }
}

/** Of a symbol's name: that of the platform, of the registry, or of one of the source. */
function descriptionOf(name: string): string {
  const made = /^@@(?:for:(.*)|(.*):(?:\d+|\*))$/s.exec(name);
  return made?.[1] ?? made?.[2] ?? `Symbol.${name.slice(2)}`;
}

function methodOf(machine: Machine, of: { methods: Methods; owner: string; name: string }): Value | undefined {
  if (!Object.hasOwn(of.methods, of.name)) return undefined;
  const method = of.methods[of.name];
  if (method === undefined) return undefined;
  return [machine.native(methodName(of.owner, of.name), method)];
}

function stringMember(frame: Frame, text: Text, name: string): Value | undefined {
  const literal = literalOf(text);
  if (name === "length") {
    return literal === undefined
      ? rangeValue(0, Infinity, {
          integer: true,
          hole: { ...(text.find(isHole) ?? hole("callee")), symbol: undefined },
        })
      : numberValue(literal.length);
  }
  if (Object.hasOwn(STRING_METHODS, name))
    return methodOf(frame.machine, { methods: STRING_METHODS, owner: "String", name });
  if (name === "@@iterator") return [frame.machine.native("[Symbol.iterator]", iterate)];
  if (name === "constructor") return globalNamed(frame.machine, "String");
  const index = Number(name);
  if (Number.isInteger(index) && index >= 0) {
    const [first] = text;
    const character = typeof first === "string" && !isNormalised(text) ? first[index] : undefined;
    if (character !== undefined) return stringValue(character);
    return literal !== undefined ? UNDEFINED : textValue(partOf(text));
  }
  return undefined;
}

function objectMember(frame: Frame, object: AbstractObject, name: string): Value | undefined {
  const { machine } = frame;
  const special = specialMember(frame, object, name);
  if (special !== undefined) return special;
  if (name === "@@iterator" && ITERABLE.has(object.type)) return [machine.native("[Symbol.iterator]", iterate)];
  if (name === "constructor") return constructorValue(machine, object);
  if (name === "__proto__" && protosOf(object).length > 0) return protosOf(object);
  const methods = METHODS[object.type];
  return (
    (methods === undefined ? undefined : methodOf(machine, { methods, owner: object.type, name })) ??
    methodOf(machine, { methods: OBJECT_METHODS, owner: "Object", name }) ??
    addedMember(machine, CONSTRUCTORS[object.type], name) ??
    (object.type === "object" ? undefined : addedMember(machine, "Object", name)) ??
    unmodelledMethod(machine, object.type, name)
  );
}

const ITERABLE: ReadonlySet<string> = new Set(["array", "map", "set", "iterator", "params", "headers"]);

/** What `constructor` says of an object that has no such member: a function of the source, or one of the platform. */
function constructorValue(machine: Machine, object: AbstractObject): Value {
  const made = constructorOf(object);
  if (made !== undefined) return [made];
  const name = CONSTRUCTORS[object.type];
  return (name === undefined ? undefined : globalNamed(machine, name)) ?? unknownValue("callee");
}

function globalNamed({ globals }: Machine, name: string): Value | undefined {
  return globals?.state.members.get(name);
}

const CONSTRUCTORS: Readonly<Record<string, string>> = {
  object: "Object",
  array: "Array",
  function: "Function",
  native: "Function",
  map: "Map",
  set: "Set",
  promise: "Promise",
  regexp: "RegExp",
  url: "URL",
};

function specialMember(frame: Frame, object: AbstractObject, name: string): Value | undefined {
  const { machine } = frame;
  switch (object.type) {
    case "array":
      return name === "length" ? lengthOf(object.state) : undefined;
    case "map":
    case "set":
      return name === "size" ? sizeOfCollection(object.state) : undefined;
    case "function":
      return functionMember(object, name);
    case "native":
      return name === "prototype"
        ? prototypeNamed(machine, (object.essence as { readonly name: string }).name)
        : undefined;
    case "url":
      return urlMember(frame, object, name);
    case "regexp":
      return name === "source" ? stringValue((object.essence as RegExpSource).source) : undefined;
    case "request":
      return requestMember(frame, object, name);
    case "response":
      return responseMember(frame, object, name);
    case "opaque":
      return name === "toString" ? undefined : UNDEFINED;
    default:
      return undefined;
  }
}

/** A member that the source added to a prototype of the platform. */
function addedMember(machine: Machine, owner: string | undefined, name: string): Value | undefined {
  const [prototype] = owner === undefined ? [] : (prototypeNamed(machine, owner) ?? []);
  const added = prototype?.kind === "object" ? plainMember(prototype, name) : ABSENT;
  return added === ABSENT ? undefined : readMember(added);
}

/** What the language has by type, for methods without a model. */
const REAL_PROTOTYPES: Readonly<Record<string, object>> = {
  array: Array.prototype,
  function: Function.prototype,
  map: Map.prototype,
  native: Function.prototype,
  object: Object.prototype,
  promise: Promise.prototype,
  regexp: RegExp.prototype,
  set: Set.prototype,
  string: String.prototype,
};

/** A method that the language has and that has no model; undefined for other names. */
function unmodelledMethod(machine: Machine, type: string, name: string): Value | undefined {
  const real = Object.hasOwn(REAL_PROTOTYPES, type) ? REAL_PROTOTYPES[type] : undefined;
  for (let holder: object | null | undefined = real; holder; holder = Reflect.getPrototypeOf(holder)) {
    const own = Reflect.getOwnPropertyDescriptor(holder, name);
    if (own !== undefined)
      return typeof own.value === "function" ? [machine.native(methodName(type, name), unmodelled)] : undefined;
  }
  return undefined;
}

/** It can call what it is given, put it anywhere into the object, and give anything that is there. */
const unmodelled: Native = (call) => {
  const { machine } = call.frame;
  const result = machine.operations.call(unknownValue("model"), call);
  const given = joinValues(...call.args.values, call.args.rest ?? NEVER, result);
  for (const self of call.self) {
    if (self.kind !== "object" || !OPEN.has(self.type)) continue;
    const { state } = self;
    const isList = self.type === "array" || self.type === "set";
    const members = new Map([...state.members].map(([name, value]) => [name, joinValues(value, given)]));
    const opened = isList
      ? { items: [], more: joinValues(anyElement(state), given), moreCount: { min: 0, max: Infinity } }
      : { members, rest: joinValues(state.rest ?? NEVER, given) };
    machine.journal.write(self, { ...state, ...opened });
  }
  return joinValues(
    call.self,
    given,
    machine.operations.element(call.frame, call.self, { key: result, site: call.site }),
  );
};

const OPEN: ReadonlySet<string> = new Set(["object", "array", "map", "set"]);

const PROTOTYPES: Readonly<Record<string, Methods>> = {
  Object: OBJECT_METHODS,
  Array: ARRAY_METHODS,
  String: STRING_METHODS,
  Function: FUNCTION_METHODS,
  Number: NUMBER_METHODS,
  RegExp: REGEXP_METHODS,
  Promise: PROMISE_METHODS,
  Map: MAP_METHODS,
  Set: SET_METHODS,
  Error: OBJECT_METHODS,
};

/** `Array.prototype` and its kin: the methods as functions of an object. */
function prototypeNamed(machine: Machine, owner: string): Value | undefined {
  const methods = Object.hasOwn(PROTOTYPES, owner) ? PROTOTYPES[owner] : undefined;
  if (methods === undefined) return undefined;
  const made = machine.platform.prototypes;
  const known = made.get(owner);
  if (known !== undefined) return known;
  const members = Object.entries(methods).map(([name, native]): [string, Value] => [
    name,
    [machine.native(methodName(owner, name), native)],
  ]);
  const prototype: Value = [
    new AbstractObject("object", 0, {
      essence: new BuiltinPrototype(owner),
      content: { ...EMPTY_CONTENT, members: new Map(members) },
    }),
  ];
  made.set(owner, prototype);
  return prototype;
}

function functionMember(object: AbstractObject, name: string): Value | undefined {
  const { classNode, prototype, node } = closureEssence(object);
  if (name === "prototype") return prototype === undefined ? UNDEFINED : [prototype];
  if (name === "length") return numberValue(requiredParameters(node));
  if (name !== "name") return undefined;
  const written = writtenName(classNode ?? node);
  return written === undefined ? unknownValue("model") : stringValue(written);
}

/** How many parameters stand before the first that need not be given. */
function requiredParameters({ parameters = [] as never }: Partial<ts.FunctionLikeDeclaration>): number {
  const given = parameters.filter(({ name }) => !ts.isIdentifier(name) || name.text !== "this");
  const optional = given.findIndex(({ dotDotDotToken, initializer }) => initializer ?? dotDotDotToken);
  return optional < 0 ? given.length : optional;
}

/** The name that the source gives a function or a class: its own, or that of what it is the value of. */
function writtenName(node: ts.FunctionLikeDeclaration | ts.ClassLikeDeclaration): string | undefined {
  const { name, parent } = node;
  if (name !== undefined) return "text" in name ? name.text : undefined;
  const isNamed =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  if (isNamed && parent.initializer === node) return "text" in parent.name ? parent.name.text : undefined;
  return ts.isCallExpression(parent) ? "" : undefined;
}

function urlMember(frame: Frame, url: AbstractObject, name: string): Value | undefined {
  const { machine } = frame;
  const texts = urlProperty(url, name);
  if (texts.length > 0) return joinValues(...texts.map(textValue));
  if (name === "searchParams")
    return [
      machine.newObject("params", {
        essence: { owner: url },
        content: {
          ...EMPTY_CONTENT,
          slots: new Map([["text", joinValues(...queryTexts(url).map(textValue))]]),
        },
      }),
    ];
  if (name === "toString" || name === "toJSON") {
    return [
      machine.native("URL.prototype.toString", (call) =>
        joinValues(
          ...call.self.map((atom) =>
            atom.kind === "object" && atom.type === "url" ? joinValues(...urlTexts(atom).map(textValue)) : UNDEFINED,
          ),
        ),
      ),
    ];
  }
  return undefined;
}

/** The element of an array by the name of a member; undefined when the name is no index. */
export function elementOfIndex(content: Content, name: string): Value | undefined {
  if (name === "[]") return anyElement(content);
  const index = Number(name);
  return name !== "" && Number.isInteger(index) && index >= 0 ? elementAt(content, index) : undefined;
}

/** A member of a value from outside. */
export function unknownElement(frame: Frame, atom: Atom & { kind: "unknown" }, name: string): Value {
  const { reason, sources, symbol } = atom.hole;
  // Anything can have a length of its own.
  if (name === "length")
    return rangeValue(-Infinity, Infinity, { integer: true, hole: { ...atom.hole, symbol: undefined } });
  const value = unknownValue(reason, {
    symbol: memberSymbol(symbol, name),
    sources,
    deep: reason === "parameter" && name === "pathname",
    request: name === "url" && atom.hole.request === "given" ? "url" : undefined,
  });
  if (name === "request") return asRequest(frame.machine, value, "named");
  return atom.members === undefined ? value : memberStore(frame.machine, value);
}

/** The name of a member of a named parameter. */
function memberSymbol(symbol: string | undefined, name: string): string | undefined {
  return symbol?.startsWith("param:") === true && /^\w+$/.test(name) ? `${symbol}.${name}` : undefined;
}
