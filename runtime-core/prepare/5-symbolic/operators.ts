/**
 * Operators on values.
 */
import { ts } from "../1-parse/syntax.ts";
import { readVariables } from "./hosts/foreign/environment.ts";
import { isEnvironment } from "./hosts/foreign/environment-value.ts";
import { hostEssence } from "./hosts/host-values.ts";
import type { Frame } from "./frame.ts";
import { primitives } from "./primitives.ts";
import { concatValues } from "./texts.ts";
import { nameOfKey } from "./values/keys.ts";
import { DASH, DIGITS } from "./values/chars.ts";
import { type AbstractObject, ancestorsOf, hasMember, PROTO, protosOf, WEAK } from "./values/object.ts";
import { type Hole, hole, isHole, isNormalised, literalOf, sourcesOf, type Text } from "./values/text.ts";
import {
  type Atom,
  BOOLEAN,
  booleanValue,
  FALSE,
  highest,
  isNative,
  isNullish,
  joinValues,
  lowest,
  NEVER,
  type NumberAtom,
  numberValue,
  type RangeAtom,
  rangeValue,
  TRUE,
  truthOf,
  type Value,
} from "./values/value.ts";

/** Two values and the expression that combines them. */
export interface Operands {
  readonly left: Value;
  readonly right: Value;
  readonly site: ts.Node;
}

function primitiveOperands(frame: Frame, { left, right, site }: Operands, hint: "default" | "number"): Operands {
  return { left: primitives(frame, left, { hint, site }), right: primitives(frame, right, { hint, site }), site };
}

/** "+": a sum of numbers, a text otherwise. */
export function plus(frame: Frame, operands: Operands): Value {
  const { left, right, site } = primitiveOperands(frame, operands, "default");
  if (isNumeric(left) && isNumeric(right)) return computed(ts.SyntaxKind.PlusToken, left, right);
  return concatValues(frame, [left, right], site);
}

function isNumeric(value: Value): boolean {
  return value.every(
    (atom) => atom.kind === "number" || atom.kind === "range" || atom.kind === "boolean" || isNullish(atom),
  );
}

/** The value as numbers; objects of the source are asked. */
export function numbersOf(frame: Frame, value: Value, site: ts.Node): readonly (NumberAtom | RangeAtom)[] {
  return toNumbers(primitives(frame, value, { hint: "number", site }));
}

function toNumbers(value: Value): readonly (NumberAtom | RangeAtom)[] {
  return areNumbers(value) ? value : value.flatMap((atom) => toNumber(atom));
}

function areNumbers(value: Value): value is readonly (NumberAtom | RangeAtom)[] {
  return value.every(({ kind }) => kind === "number" || kind === "range");
}

function toNumber(atom: Atom): readonly (NumberAtom | RangeAtom)[] {
  switch (atom.kind) {
    case "number":
    case "range":
      return [atom];
    case "boolean":
      return [{ kind: "number", value: atom.value ? 1 : 0 }];
    case "null":
      return [{ kind: "number", value: 0 }];
    case "undefined":
      return [{ kind: "number", value: Number.NaN }];
    case "string":
      return textNumber(atom.text);
    case "object":
      return anyNumber(hole("callee"));
    case "unknown":
      return anyNumber(atom.hole);
    case "symbol":
      return [];
    default:
      return atom satisfies never;
  }
}

function textNumber(text: Text): readonly (NumberAtom | RangeAtom)[] {
  const literal = literalOf(text);
  if (literal !== undefined) return [{ kind: "number", value: Number(literal) }];
  const from = text.find(isHole) ?? hole("callee");
  const symbol = text.length === 1 ? from.symbol : undefined;
  return anyNumber({ ...from, symbol, sources: sourcesOf(text) });
}

/** Any number at all. */
export function anyNumber(from: Hole): readonly (NumberAtom | RangeAtom)[] {
  return rangeValue(-Infinity, Infinity, { hole: from }) as readonly RangeAtom[];
}

/** The arithmetic operators, bit operators included. */
export function arithmetic(frame: Frame, operator: ts.SyntaxKind, operands: Operands): Value {
  const { left, right } = primitiveOperands(frame, operands, "number");
  return computed(operator, left, right);
}

function computed(operator: ts.SyntaxKind, left: Value, right: Value): Value {
  const a = toNumbers(left);
  const b = toNumbers(right);
  const [first, second] = [a[0], b[0]];
  if (first !== undefined && second !== undefined && a.length === 1 && b.length === 1)
    return calculate(operator, first, second);
  if (a.length * b.length > 64) return anyNumber(hole("context-merged"));
  const results: Value[] = [];
  for (const x of a) for (const y of b) results.push(calculate(operator, x, y));
  return joinValues(...results);
}

function calculate(operator: ts.SyntaxKind, a: NumberAtom | RangeAtom, b: NumberAtom | RangeAtom): Value {
  if (a.kind === "number" && b.kind === "number") {
    const value = exact(operator, a.value, b.value);
    return value === undefined ? anyNumber(hole("model")) : numberValue(value);
  }
  const from = a.kind === "range" ? a.hole : b.kind === "range" ? b.hole : hole("model");
  const unnamed = { ...from, symbol: undefined };
  const integer =
    (a.kind === "range" ? a.integer : Number.isInteger(a.value)) &&
    (b.kind === "range" ? b.integer : Number.isInteger(b.value));
  if (operator === ts.SyntaxKind.PlusToken)
    return rangeValue(lowest(a) + lowest(b), highest(a) + highest(b), { integer, hole: unnamed });
  if (operator === ts.SyntaxKind.MinusToken)
    return rangeValue(lowest(a) - highest(b), highest(a) - lowest(b), { integer, hole: unnamed });
  if (BIT_OPERATORS.has(operator)) {
    return rangeValue(-(2 ** 31), 2 ** 31 - 1, { integer: true, hole: { ...unnamed, chars: DIGITS | DASH } });
  }
  return anyNumber(unnamed);
}

const BIT_OPERATORS = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.BarToken,
  ts.SyntaxKind.AmpersandToken,
  ts.SyntaxKind.CaretToken,
  ts.SyntaxKind.LessThanLessThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken,
]);

const EXACT: Partial<Record<ts.SyntaxKind, (a: number, b: number) => number>> = {
  [ts.SyntaxKind.PlusToken]: (a, b) => a + b,
  [ts.SyntaxKind.MinusToken]: (a, b) => a - b,
  [ts.SyntaxKind.AsteriskToken]: (a, b) => a * b,
  [ts.SyntaxKind.SlashToken]: (a, b) => a / b,
  [ts.SyntaxKind.PercentToken]: (a, b) => a % b,
  [ts.SyntaxKind.AsteriskAsteriskToken]: (a, b) => a ** b,
  [ts.SyntaxKind.BarToken]: (a, b) => a | b,
  [ts.SyntaxKind.AmpersandToken]: (a, b) => a & b,
  [ts.SyntaxKind.CaretToken]: (a, b) => a ^ b,
  [ts.SyntaxKind.LessThanLessThanToken]: (a, b) => a << b,
  [ts.SyntaxKind.GreaterThanGreaterThanToken]: (a, b) => a >> b,
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken]: (a, b) => a >>> b,
};

function exact(operator: ts.SyntaxKind, a: number, b: number): number | undefined {
  return EXACT[operator]?.(a, b);
}

/** "-", "+", "!", "~". */
export function unary(frame: Frame, operator: ts.SyntaxKind, { site, value }: { value: Value; site: ts.Node }): Value {
  switch (operator) {
    case ts.SyntaxKind.ExclamationToken:
      return negated(value);
    case ts.SyntaxKind.MinusToken:
      return arithmetic(frame, operator, { left: numberValue(-0), right: value, site });
    case ts.SyntaxKind.PlusToken:
      return numbersOf(frame, value, site);
    default:
      return arithmetic(frame, ts.SyntaxKind.CaretToken, { left: value, right: numberValue(-1), site });
  }
}

function negated(value: Value): Value {
  const truth = truthOf(value);
  return booleans(truth.false, truth.true);
}

/** What can be true, false, both or none. */
function booleans(yes: boolean, no: boolean): Value {
  return yes ? (no ? BOOLEAN : TRUE) : no ? FALSE : NEVER;
}

export function isEquality(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    operator === ts.SyntaxKind.EqualsEqualsToken ||
    isNegated(operator)
  );
}

export function isNegated(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.ExclamationEqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsToken;
}

/** Whether an equality is "==" or "!=". */
export function isLoose(operator: ts.SyntaxKind): boolean {
  return operator === ts.SyntaxKind.EqualsEqualsToken || operator === ts.SyntaxKind.ExclamationEqualsToken;
}

/** The comparisons; undefined for other operators. */
export function compare(frame: Frame, operator: ts.SyntaxKind, operands: Operands): Value | undefined {
  if (!isComparison(operator)) return undefined;
  const { left, right, site } = takesObjects(operator)
    ? operands
    : primitiveOperands(frame, operands, isEquality(operator) ? "default" : "number");
  if (isEquality(operator)) {
    const equal = equality(left, right, isLoose(operator));
    return isNegated(operator) ? negated(equal) : equal;
  }
  const relation = RELATIONS[operator];
  if (relation !== undefined) return related(left, right, relation);
  switch (operator) {
    case ts.SyntaxKind.InKeyword:
      if (right.some(isEnvironment)) readVariables(frame, left, site);
      return hasName(primitives(frame, left, { hint: "string", site }), right);
    case ts.SyntaxKind.InstanceOfKeyword:
      return instanceOf(frame, { left, right, site });
    default:
      return undefined;
  }
}

function isComparison(operator: ts.SyntaxKind): boolean {
  return (
    isEquality(operator) ||
    RELATIONS[operator] !== undefined ||
    operator === ts.SyntaxKind.InstanceOfKeyword ||
    operator === ts.SyntaxKind.InKeyword
  );
}

/** Whether an operator takes objects for what they are. */
function takesObjects(operator: ts.SyntaxKind): boolean {
  return (
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    operator === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
    operator === ts.SyntaxKind.InstanceOfKeyword ||
    operator === ts.SyntaxKind.InKeyword
  );
}

/** Whether two values are equal, as far as that is known. */
export function equality(left: Value, right: Value, loose: boolean): Value {
  let [yes, no] = [false, false];
  for (const a of left) {
    for (const b of right) {
      const equal = atomsEqual(a, b, loose);
      if (equal !== false) yes = true;
      if (equal !== true) no = true;
    }
  }
  return booleans(yes, no);
}

/** The equality of `includes`, `Map` and `Set`, for which NaN is itself. */
export function sameValueZero(left: Value, right: Value): Value {
  if (!left.some(isNaNAtom) || !right.some(isNaNAtom)) return equality(left, right, false);
  return left.length === 1 && right.length === 1 ? TRUE : BOOLEAN;
}

function isNaNAtom(atom: Atom): boolean {
  return atom.kind === "number" && Number.isNaN(atom.value);
}

/** Whether two atoms are equal; undefined when that is not known. */
export function atomsEqual(a: Atom, b: Atom, loose: boolean): boolean | undefined {
  if (a.kind === "unknown" || b.kind === "unknown") {
    const [unknown, other] = a.kind === "unknown" ? [a, b] : [b, a];
    return unknown.kind === "unknown" && unknown.truthy === true && truthOf([other]).true === false && !loose
      ? false
      : undefined;
  }
  if (loose && isNullish(a) && isNullish(b)) return true;
  if (a.kind === "string" && b.kind === "string") return textsEqual(a.text, b.text);
  const [numericA, numericB] = [a.kind === "number" || a.kind === "range", b.kind === "number" || b.kind === "range"];
  if (numericA && numericB) return numbersEqual(a as NumberAtom, b as NumberAtom);
  if (a.kind !== b.kind) return loose && !isNullish(a) && !isNullish(b) ? undefined : symbolMissing(a, b);
  if (a.kind === "boolean" && b.kind === "boolean") return a.value === b.value;
  if (a.kind === "object" && b.kind === "object") return a === b || canBeOne(a, b);
  if (a.kind !== "symbol" || b.kind !== "symbol") return true;
  return a.name === b.name ? nameOfKey(a) !== undefined || undefined : false;
}

/** A method under two names, and what a tag is given at one place, are the same although they are made apart. */
function canBeOne(a: AbstractObject, b: AbstractObject): false | undefined {
  if (a.type === "native" && b.type === "native") return isMethod(a) && isMethod(b) ? undefined : false;
  return a.site !== undefined && a.site === b.site && ts.isTaggedTemplateExpression(a.site) ? undefined : false;
}

function isMethod({ essence }: AbstractObject): boolean {
  return /[.[]/.test((essence as { readonly name: string }).name);
}

/** A named text, an environment variable, may be undefined after all. */
function symbolMissing(a: Atom, b: Atom): boolean | undefined {
  const [text, other] = a.kind === "string" ? [a, b] : [b, a];
  if (text.kind !== "string" || other.kind !== "undefined") return false;
  const [first] = text.text;
  return text.text.length === 1 && isHole(first) && first.symbol !== undefined ? undefined : false;
}

function numbersEqual(a: NumberAtom | RangeAtom, b: NumberAtom | RangeAtom): boolean | undefined {
  if (a.kind === "number" && b.kind === "number") return a.value === b.value;
  return highest(a) < lowest(b) || highest(b) < lowest(a) ? false : undefined;
}

function textsEqual(a: Text, b: Text): boolean | undefined {
  const [x, y] = [literalOf(a), literalOf(b)];
  if (x !== undefined && y !== undefined) return x === y;
  const [first, second] = [a[0], b[0]];
  if (typeof first === "string" && typeof second === "string" && !isNormalised(a) && !isNormalised(b)) {
    const length = Math.min(first.length, second.length);
    if (first.slice(0, length) !== second.slice(0, length)) return false;
  }
  return undefined;
}

type Relation = (a: number, b: number) => boolean;

const RELATIONS: Partial<Record<ts.SyntaxKind, Relation>> = {
  [ts.SyntaxKind.LessThanToken]: (a, b) => a < b,
  [ts.SyntaxKind.GreaterThanToken]: (a, b) => a > b,
  [ts.SyntaxKind.LessThanEqualsToken]: (a, b) => a <= b,
  [ts.SyntaxKind.GreaterThanEqualsToken]: (a, b) => a >= b,
};

function related(left: Value, right: Value, relation: Relation): Value {
  let [yes, no] = [false, false];
  for (const a of left) {
    for (const b of right) {
      const result = atomsRelated(a, b, relation);
      if (result !== false) yes = true;
      if (result !== true) no = true;
    }
  }
  return booleans(yes, no);
}

function atomsRelated(a: Atom, b: Atom, relation: Relation): boolean | undefined {
  if (a.kind === "number" && b.kind === "number") return relation(a.value, b.value);
  if (a.kind === "string" && b.kind === "string") {
    const [x, y] = [literalOf(a.text), literalOf(b.text)];
    return x === undefined || y === undefined ? undefined : relation(x < y ? -1 : x > y ? 1 : 0, 0);
  }
  const [x] = toNumber(a);
  const [y] = toNumber(b);
  if (x === undefined || y === undefined) return undefined;
  const ends = [lowest(x), highest(x)].flatMap((low) => [lowest(y), highest(y)].map((high) => relation(low, high)));
  if (!ends.includes(true)) return false;
  return !ends.includes(false) && isSurelyNumber(x) && isSurelyNumber(y) ? true : undefined;
}

/** Where numbers come from that the run itself made. */
const OWN: ReadonlySet<string> = new Set(["loop-widened", "context-merged", "random", "clock"]);

/** Whether a number is not NaN, which is in no relation with any other. */
function isSurelyNumber(atom: NumberAtom | RangeAtom): boolean {
  return (
    atom.kind === "number" || (Number.isFinite(atom.min) && Number.isFinite(atom.max)) || OWN.has(atom.hole.reason)
  );
}

function hasName(left: Value, right: Value): Value {
  const names = left.map((atom) =>
    atom.kind === "string" ? literalOf(atom.text) : atom.kind === "number" ? String(atom.value) : undefined,
  );
  const results = right.flatMap((atom) =>
    names.map((name) => (atom.kind === "object" && name !== undefined ? hasNamed(atom, name) : BOOLEAN)),
  );
  return joinValues(...results);
}

const MAX_PROTO = 20;

/** Whether an object has a member of a name, or inherits one. */
function hasNamed(object: AbstractObject, name: string, depth = 0): Value {
  const { accessors, members, rest, slots } = object.state;
  const accessor = accessors?.get(name);
  if (members.has(name) && hasMember(object.state, name) === TRUE) return TRUE;
  if (accessor !== undefined && accessor.maybe !== true) return TRUE;
  const protos = protosOf(object);
  const isOpen = depth > MAX_PROTO || slots.get(PROTO)?.some(isOpenPrototype) === true;
  if (protos.length > 0)
    return !isOpen && protos.every((proto) => hasNamed(proto, name, depth + 1) === TRUE) ? TRUE : BOOLEAN;
  const isMissing = rest === undefined && !members.has(name) && accessor === undefined && object.type === "object";
  return isMissing ? FALSE : BOOLEAN;
}

function instanceOf(frame: Frame, { left, right, site }: Operands): Value {
  const { operations } = frame.machine;
  const prototypes = operations.get(frame, right, "prototype", site);
  const decider = operations.get(frame, right, "@@hasInstance", site).filter((atom) => atom.kind === "object");
  const decides = decider.length > 0;
  if (decides) operations.call(decider, { frame, self: right, args: { values: [left] }, site });
  const results = left.map((atom): Value => {
    if (atom.kind === "unknown" || decides) return BOOLEAN;
    if (atom.kind !== "object") return FALSE;
    const chain = [atom, ...ancestorsOf(atom)];
    if (chain.some((each) => each !== atom && prototypes.includes(each)))
      return prototypes.length === 1 && chain.every((each) => protosOf(each).length < 2) ? TRUE : BOOLEAN;
    if (right.length === 0 || chain.some(({ state }) => state.slots.get(PROTO)?.some(isOpenPrototype))) return BOOLEAN;
    return joinValues(
      ...right.map((each) =>
        isNative(each, "Object") && isHostObject(frame, atom) ? TRUE : isBuiltinInstance(atom, each),
      ),
    );
  });
  return joinValues(...results);
}

/** Whether something of the host inherits from `Object`: a function, or a module that no namespace stands for. */
function isHostObject({ machine }: Frame, object: AbstractObject): boolean {
  if (object.type !== "host") return false;
  const { model } = hostEssence(object);
  if (model.kind !== "object") return model.kind === "function";
  return machine.platform.hostModules.get(model.name) === object && !machine.hostNamespaces.has(object);
}

/** A prototype that ends the chain, or that is not known. */
function isOpenPrototype(atom: Atom): boolean {
  return atom.kind === "null" || atom.kind === "unknown";
}

/** Names of constructors of the platform whose objects have a type of another name. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  URLSearchParams: ["params"],
  Function: ["function", "native", "host", "proxy"],
};

function isBuiltinInstance({ essence, type }: AbstractObject, right: Atom): Value {
  if (right.kind !== "object" || right.type === "host" || type === "host" || type === "proxy" || type === "opaque")
    return BOOLEAN;
  if (right.type !== "native") return FALSE;
  const { name } = right.essence as { readonly name: string };
  if (name === "Object") return TRUE;
  if (name === "AmbitError" || (name === "Date" && type === "object")) return BOOLEAN;
  if (type === "error" && /Error$|^DOMException$/.test(name))
    return essence === undefined ? BOOLEAN : booleanValue(name === "Error" || name === essence);
  if (essence === WEAK) return booleanValue(name === (type === "map" ? "WeakMap" : "WeakSet"));
  return booleanValue(TYPES[name]?.includes(type) ?? name.toLowerCase() === type);
}
