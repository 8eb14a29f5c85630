/** Methods of strings: exact on known texts, as good as possible on texts with holes. */
import { argument } from "../closures.ts";
import type { Call, Native } from "../machine.ts";
import { arrayOf } from "../objects.ts";
import { concatValues, partOf, textsOf } from "../texts.ts";
import { namesMember } from "../values/object.ts";
import {
  AMPERSAND,
  ANY_CHARS,
  charsOf,
  DASH,
  DIGITS,
  DOT,
  ENCODED_CHARS,
  isWholeClass,
  LOWER,
  lowerChars,
  MARKS,
  OTHER,
  SPACE,
  UPPER,
  upperChars,
} from "../values/chars.ts";
import {
  concat,
  type Hole,
  hole,
  isHole,
  isNormalised,
  joinedHole,
  literalOf,
  literalText,
  mapText,
  type Text,
} from "../values/text.ts";
import {
  BOOLEAN,
  booleanValue,
  FALSE,
  joinValues,
  knownString,
  numberValue,
  rangeValue,
  stringValue,
  textValue,
  TRUE,
  UNDEFINED,
  type Value,
} from "../values/value.ts";
import { invoke } from "./callbacks.ts";
import { asTexts, hasObject, PLACES_OF_NUMBERS, takingNumbers } from "./conversions.ts";
import { characterAt, slice, substring } from "./pieces.ts";
import { replacedIn, type Replacing, spansLiteral } from "./replacing.ts";
import {
  isReplacer,
  matchAll,
  openMatches,
  type RegExpSource,
  replaceByRegExp,
  replacedByCalls,
  searchByRegExp,
  splitByRegExp,
} from "./regexps.ts";

const MAX_RESULT = 100_000;

/** A method that looks at one text. */
type TextMethod = (text: Text, call: Call) => Value;

/** Characters that a method looks at in one step of the machine. */
const CHARACTERS_A_STEP = 128;

function method(run: TextMethod): Native {
  return (call) => {
    const texts = textsOf(call.frame, call.self, call.site);
    const size = texts.flat().reduce((sum, part) => sum + (isHole(part) ? 1 : part.length), 0);
    call.frame.machine.charge(Math.floor(size / CHARACTERS_A_STEP));
    return joinValues(...texts.map((text) => run(text, call)));
  };
}

/** Runs the real method when text and arguments are known; the other function otherwise. */
function exactly(name: keyof string & string, otherwise: TextMethod): Native {
  return method((text, call) => {
    const literal = literalOf(text);
    const args = call.args.rest === undefined ? call.args.values.map(plain) : [NOT_PLAIN];
    if (literal === undefined || args.includes(NOT_PLAIN)) return otherwise(text, call);
    if ((name === "repeat" || name.startsWith("pad")) && Number(args[0]) * Math.max(1, literal.length) > MAX_RESULT)
      return otherwise(text, call);
    try {
      const run = literal[name] as unknown as (...args: unknown[]) => unknown;
      return fromPlain(call, run.apply(literal, args));
    } catch {
      return []; // The real method throws: nothing comes of it.
    }
  });
}

const NOT_PLAIN = Symbol("not plain");

function plain(value: Value): unknown {
  const [only] = value;
  if (value.length !== 1 || only === undefined) return NOT_PLAIN;
  if (only.kind === "string") return literalOf(only.text) ?? NOT_PLAIN;
  if (only.kind === "number" || only.kind === "boolean") return only.value;
  return only.kind === "undefined" ? undefined : NOT_PLAIN;
}

function fromPlain(call: Call, value: unknown): Value {
  if (typeof value === "string") return stringValue(value);
  if (typeof value === "number") return numberValue(value);
  if (typeof value === "boolean") return booleanValue(value);
  if (Array.isArray(value))
    return [
      arrayOf(
        call.frame.machine,
        value.map((each) => fromPlain(call, each)),
        { site: call.site },
      ),
    ];
  return UNDEFINED;
}

function firstHole(text: Text): Hole {
  return text.find(isHole) ?? hole("context-merged");
}

/** Some part of a text. */
function somePart(text: Text): Value {
  return textValue(partOf(text));
}

const startsWith: TextMethod = (text, call) => {
  const prefix = oneLiteral(call, 0);
  const [first] = text;
  if (prefix === undefined || hasPlace(call) || typeof first !== "string" || isNormalised(text)) return BOOLEAN;
  if (first.startsWith(prefix)) return TRUE;
  return prefix.startsWith(first) ? BOOLEAN : FALSE;
};

const endsWith: TextMethod = (text, call) => {
  const suffix = oneLiteral(call, 0);
  const last = text.at(-1);
  if (suffix === undefined || hasPlace(call) || typeof last !== "string") return BOOLEAN;
  if (last.endsWith(suffix)) return TRUE;
  return suffix.endsWith(last) ? BOOLEAN : FALSE;
};

const includes: TextMethod = (text, call) => {
  const wanted = oneLiteral(call, 0);
  if (wanted === undefined) return BOOLEAN;
  if (text.some((part) => typeof part === "string" && part.includes(wanted)))
    return isNormalised(text) || hasPlace(call) ? BOOLEAN : TRUE;
  const single = wanted.length === 1 && text.every((part) => !isHole(part) || (part.chars & charsOf(wanted)) === 0);
  return single ? FALSE : BOOLEAN;
};

/** Whether a second argument says where to look. */
function hasPlace({ args }: Call): boolean {
  return argument(args, 1).some(({ kind }) => kind !== "undefined");
}

function oneLiteral(call: Call, index: number): string | undefined {
  const value = plain(argument(call.args, index));
  return typeof value === "string" ? value : undefined;
}

/** A part of a list of paths in the environment of another host keeps the name of the variable. */
function pathList(text: Text, call: Call): Value | undefined {
  const [only, ...others] = text;
  const isList = argument(call.args, 0).every(
    (atom) => atom.kind === "string" && /^[:;]$/.test(literalOf(atom.text) ?? ""),
  );
  const named = isHole(only) && others.length === 0 && only.symbol?.startsWith("env:") === true;
  if (!isList || !named || call.frame.machine.profile.foreign === undefined) return undefined;
  return [
    arrayOf(call.frame.machine, [], { more: textValue(text), count: { min: 1, max: Infinity }, site: call.site }),
  ];
}

const split: TextMethod = (text, call) => {
  const known = splitByRegExp(text, call) ?? pathList(text, call);
  if (known !== undefined) return known;
  const separator = oneLiteral(call, 0);
  const { machine } = call.frame;
  const holes = text.filter(isHole);
  if (separator === undefined || separator === "" || holes.some((each) => (each.chars & charsOf(separator)) !== 0)) {
    const [head] = text;
    const isCut = separator !== undefined && separator !== "" && typeof head === "string" && !isNormalised(text);
    const cut = isCut ? head.split(separator) : [];
    const items = cut.slice(0, -1).map((each) => stringValue(each));
    const without = separator === undefined || separator.length !== 1 ? ANY_CHARS : ANY_CHARS & ~charsOf(separator);
    const open = joinedHole(text, "context-merged");
    const dotless = (open.chars & DOT) === 0 || (separator === "/" && open.dotless);
    const element = { ...open, deep: false, dotless, chars: open.chars & without };
    return [arrayOf(machine, items, { more: textValue([element]), count: { min: 1, max: Infinity }, site: call.site })];
  }
  const pieces: Text[] = [[]];
  for (const part of text) {
    const [head = "", ...rest] = isHole(part) ? [part] : part.split(separator);
    pieces[pieces.length - 1] = concat(pieces.at(-1) ?? [], [head]);
    for (const each of rest) pieces.push(each === "" ? [] : [each as string]);
  }
  return [
    arrayOf(
      machine,
      pieces.map((piece) => textValue(piece)),
      { site: call.site },
    ),
  ];
};

function replace(all: boolean): Native {
  return (call) => {
    const pattern = argument(call.args, 0);
    const [only] = pattern;
    if (only?.kind === "object" && only.type === "regexp")
      return method((text, inner) => replaceByRegExp(text, { call: inner, pattern: only.essence as RegExpSource }))(
        call,
      );
    return method((text, inner) => replaceLiteral(text, { call: inner, all }))(call);
  };
}

function replaceLiteral(text: Text, how: { call: Call; all: boolean }): Value {
  const { call, all } = how;
  const pattern = oneLiteral(call, 0);
  const given = argument(call.args, 1);
  const literal = literalOf(text);
  if (isReplacer(given)) {
    if (pattern === undefined || literal === undefined)
      return replacedByCalls(call, { text, replacement: given, max: all ? Infinity : 1 });
    const [first = "", ...others] = all ? literal.split(pattern) : splitOnce(literal, pattern);
    if (others.length > MAX_PIECES) return replacedByCalls(call, { text, replacement: given, max: Infinity });
    let at = first.length;
    const parts = others.flatMap((piece) => {
      const value = invoke(call, given, [argument(call.args, 0), numberValue(at), textValue(text)]);
      at += pattern.length + piece.length;
      return [value, piece];
    });
    return concatValues(call.frame, [first, ...parts], call.site);
  }
  const plain = knownString(given);
  if (plain?.includes("$") === true && pattern !== undefined && literal !== undefined)
    return stringValue(all ? literal.replaceAll(pattern, plain) : literal.replace(pattern, plain));
  const replacements = textsOf(call.frame, withoutPatterns(given, pattern), call.site);
  if (pattern === undefined || pattern === "") return somePart(concat(text, ...replacements));
  return joinValues(
    ...replacements.map((each) => textValue(replacedIn(text, replacingLiteral(pattern, { replacement: each, all })))),
  );
}

function replacingLiteral(pattern: string, { all, replacement }: { all: boolean; replacement: Text }): Replacing {
  const added = joinedHole(replacement, "context-merged");
  const wanted = charsOf(pattern);
  const single = all && pattern.length === 1 && isWholeClass(wanted) ? wanted : 0;
  const lone = (all && pattern === "..") || undefined;
  return {
    all,
    literal: (part) => {
      const [first = "", ...others] = all ? part.split(pattern) : splitOnce(part, pattern);
      if (others.length === 0) return undefined;
      if (others.length > MAX_PIECES) return manyReplaced([first, ...others], replacement);
      return concat([first], ...others.flatMap((piece) => [replacement, [piece]]));
    },
    hole: (part) => {
      if ((part.chars & wanted) !== wanted) return undefined;
      const chars = (part.chars & ~single) | added.chars;
      const dotless = (added.chars & DOT) === 0 && (lone === true || (chars & DOT) === 0);
      return { ...part, symbol: undefined, chars, dotless, lone, below: undefined };
    },
    spans: (before, after) => spansLiteral(pattern, before, after),
  };
}

/** So many pieces of a text are put together one by one. */
const MAX_PIECES = 64;

/** Many pieces with something between them. */
function manyReplaced(pieces: readonly string[], between: Text): Text {
  const known = literalOf(between);
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0) + pieces.length * (known?.length ?? 0);
  if (known !== undefined && size <= MAX_RESULT) return literalText(pieces.join(known));
  return [joinedHole(concat([pieces.join("")], between), "context-merged")];
}

/** "$&" and "$$" in a replacement of a known text. */
function withoutPatterns(given: Value, found: string | undefined): Value {
  const literal = knownString(given);
  if (literal === undefined || found === undefined || !literal.includes("$")) return given;
  return stringValue(found.replace(found, literal));
}

function splitOnce(text: string, pattern: string): readonly string[] {
  const at = text.indexOf(pattern);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + pattern.length)];
}

function trimmed(text: Text): Value {
  const parts = [...text];
  if (typeof parts[0] === "string") parts[0] = parts[0].trimStart();
  const last = parts.at(-1);
  if (typeof last === "string") parts[parts.length - 1] = last.trimEnd();
  return textValue(parts.filter((part) => part !== ""));
}

/** Dots that are no segment alone can be one together. */
function repeated(text: Text): Text {
  const open = joinedHole(text, "context-merged");
  return [{ ...open, dotless: (open.chars & DOT) === 0 }];
}

/** What it is padded with is not looked at. */
function padded(text: Text): Text {
  return [{ ...joinedHole(text, "context-merged"), chars: ANY_CHARS, dotless: false }];
}

/** `normalize`: compatible forms make any character of others. */
const inForm: TextMethod = (text, call) => {
  const form = oneLiteral(call, 0) ?? (argument(call.args, 0).every(({ kind }) => kind === "undefined") ? "NFC" : "");
  const isCompatible = form !== "NFC" && form !== "NFD";
  const ofHole = (part: Hole): Hole => {
    if ((part.chars & OTHER) === 0) return part;
    if (isCompatible) return { ...part, symbol: undefined, chars: ANY_CHARS, dotless: false };
    return { ...part, symbol: undefined, chars: part.chars | COMPOSED };
  };
  return textValue(mapText(text, { literal: (part) => part, hole: ofHole }));
};

/** What canonical forms make of characters that are not ASCII: "K", ";", "`", "=". */
const COMPOSED = LOWER | UPPER | MARKS | AMPERSAND | SPACE;

function someNumber(text: Text): Value {
  return rangeValue(-1, Infinity, {
    integer: true,
    hole: { ...firstHole(text), symbol: undefined, chars: DIGITS | DASH },
  });
}

const cased =
  (change: "toLowerCase" | "toUpperCase"): TextMethod =>
  (text) =>
    textValue(
      mapText(text, {
        literal: (part) => part[change](),
        hole: (part) => ({
          ...part,
          symbol: undefined,
          chars: change === "toLowerCase" ? lowerChars(part.chars) : upperChars(part.chars),
        }),
      }),
    );

/** The members of an argument that are called in the place of a method. */
const DELEGATES: ReadonlyMap<string, string> = new Map([
  ["match", "@@match"],
  ["matchAll", "@@matchAll"],
  ["replace", "@@replace"],
  ["replaceAll", "@@replace"],
  ["search", "@@search"],
  ["split", "@@split"],
]);

/** A method as the language calls it: objects of the source among the arguments say what they are as texts. */
function coercing(name: string, run: Native): Native {
  const delegate = DELEGATES.get(name);
  return (call) => {
    const { frame, site } = call;
    const { operations } = frame.machine;
    if (!call.args.values.some(hasObject)) return run(call);
    const [first = UNDEFINED] = call.args.values;
    const own =
      delegate === undefined ? [] : first.filter((atom) => atom.kind === "object" && namesMember(atom, delegate));
    if (delegate !== undefined && own.length > 0) {
      const callee = operations.get(frame, own, delegate, site);
      return operations.call(callee, {
        ...call,
        self: own,
        args: { values: [call.self, ...call.args.values.slice(1)] },
      });
    }
    return run({ ...call, args: { ...call.args, values: call.args.values.map((value) => asTexts(call, value)) } });
  };
}

const METHODS: Readonly<Record<string, Native>> = {
  toString: method((text) => textValue(text)),
  valueOf: method((text) => textValue(text)),
  concat: (call) => concatValues(call.frame, [call.self, ...call.args.values], call.site),
  toLowerCase: method(cased("toLowerCase")),
  toUpperCase: method(cased("toUpperCase")),
  toLocaleLowerCase: method(cased("toLowerCase")),
  toLocaleUpperCase: method(cased("toUpperCase")),
  trim: method(trimmed),
  trimStart: exactly("trimStart", (text) => textValue(text)),
  trimEnd: exactly("trimEnd", (text) => textValue(text)),
  normalize: exactly("normalize", inForm),
  startsWith: exactly("startsWith", startsWith),
  endsWith: exactly("endsWith", endsWith),
  includes: exactly("includes", includes),
  indexOf: exactly("indexOf", someNumber),
  lastIndexOf: exactly("lastIndexOf", someNumber),
  localeCompare: exactly("localeCompare", someNumber),
  charCodeAt: exactly("charCodeAt", someNumber),
  codePointAt: exactly("codePointAt", someNumber),
  search: method((text, call) => searchByRegExp(text, call) ?? someNumber(text)),
  at: exactly("at", somePart),
  charAt: exactly("charAt", characterAt),
  slice: exactly("slice", slice),
  substring: exactly("substring", substring),
  substr: exactly("substr", somePart),
  repeat: exactly("repeat", (text) => (text.length === 0 ? stringValue("") : textValue(repeated(text)))),
  padStart: exactly("padStart", (text) => textValue(padded(text))),
  padEnd: exactly("padEnd", (text) => textValue(padded(text))),
  split: exactly("split", split),
  replace: replace(false),
  replaceAll: replace(true),
  match: (call) => matchAll(call, "match") ?? openMatches(call, "match"),
  matchAll: (call) => matchAll(call, "matchAll") ?? openMatches(call, "matchAll"),
  isWellFormed: () => TRUE,
  toWellFormed: method((text) => textValue(text)),
};

/** The methods of strings. */
export const STRING_METHODS: Readonly<Record<string, Native>> = Object.fromEntries(
  Object.entries(METHODS).map(([name, run]) => [
    name,
    takingNumbers(coercing(name, run), ...(PLACES_OF_NUMBERS.get(name) ?? [])),
  ]),
);

/** `encodeURIComponent`: what is left cannot leave a segment. */
export const encodeComponent: Native = (call) =>
  joinValues(
    ...textsOf(call.frame, argument(call.args, 0), call.site).map((text) =>
      textValue(
        mapText(isNormalised(text) ? [joinedHole(text, "context-merged")] : text, {
          literal: (part) => encodeURIComponent(part.toWellFormed()),
          hole: (part) => ({
            ...part,
            symbol: undefined,
            chars: part.chars & ENCODED_CHARS,
            deep: false,
            below: undefined,
          }),
        }),
      ),
    ),
  );
