/** Regular expressions: run on known texts when that is cheap, read for what they say otherwise. */
import { argument } from "../closures.ts";
import type { Call, Machine, Native } from "../machine.ts";
import { arrayOf } from "../objects.ts";
import { concatValues, partOf, textsOf } from "../texts.ts";
import { EMPTY_CONTENT } from "../values/object.ts";
import { concat, type Hole, hole, isHole, literalOf, type Text } from "../values/text.ts";
import {
  BOOLEAN,
  booleanValue,
  joinValues,
  knownString,
  NULL,
  numberValue,
  stringValue,
  textValue,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";
import { callOften, invoke } from "./callbacks.ts";
import { replacingByRegExp } from "./cleaning.ts";
import { openMatch, openWhole } from "./open-matches.ts";
import { regExpCost } from "./regexp-cost.ts";
import { replacedIn } from "./replacing.ts";

export interface RegExpSource {
  readonly source: string;
  readonly flags: string;
}

/** Steps of the matcher that one call may take. */
const MOST_STEPS = 1_000_000;
/** Steps of the matcher that take as long as one of the machine. */
const STEPS_OF_MATCHER = 500;

/** The expression, when running it on a text of this length is cheap whatever stands in it; the work is counted. */
function cheapRegExp(machine: Machine, { source, flags }: RegExpSource, length: number): RegExp | undefined {
  const cost = source.length > 1000 ? Infinity : regExpCost(source, length);
  if (cost > MOST_STEPS) return undefined;
  machine.charge(Math.floor(cost / STEPS_OF_MATCHER));
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined; // Not a regular expression after all; TypeScript says so.
  }
}

const test: Native = (call) => {
  const pattern = sourceOf(call.self);
  const results = textsOf(call.frame, argument(call.args, 0), call.site).map((text): Value => {
    const literal = literalOf(text);
    const expression =
      literal === undefined || pattern === undefined
        ? undefined
        : cheapRegExp(call.frame.machine, pattern, literal.length);
    return expression === undefined || literal === undefined || /[gy]/.test(pattern?.flags ?? "")
      ? BOOLEAN
      : booleanValue(expression.test(literal));
  });
  return joinValues(...results);
};

const exec: Native = (call) => {
  const texts = textsOf(call.frame, argument(call.args, 0), call.site);
  const [text = []] = texts;
  const known = texts.length === 1 ? matchesOf(call, text) : undefined;
  const pattern = sourceOf(call.self);
  if (known !== undefined) return known;
  if (pattern === undefined)
    return [arrayOf(call.frame.machine, [], { more: unknownValue("regexp"), site: call.site }), ...NULL];
  const matches = texts.flatMap((each) =>
    openMatch(call, each, { from: { ...partHole(each), reason: "regexp" }, ...pattern }),
  );
  return [...matches, ...NULL];
};

function partHole(text: Text): Hole {
  return partOf(text).find(isHole) ?? hole("regexp");
}

/** What `match` and `matchAll` give of a text that is not known. */
export function openMatches(call: Call, which: "match" | "matchAll"): Value {
  const { machine } = call.frame;
  const pattern = sourceOf(argument(call.args, 0));
  const matches = textsOf(call.frame, call.self, call.site).flatMap((text): Value => {
    const from = partHole(text);
    if (pattern === undefined)
      return [arrayOf(machine, [], { more: joinValues(textValue([from]), UNDEFINED), site: call.site })];
    const isList = which === "match" && pattern.flags.includes("g");
    if (isList) return [arrayOf(machine, [], { more: openWhole({ from, ...pattern }), site: call.site })];
    return openMatch(call, text, { from, ...pattern });
  });
  return which === "match" ? [...matches, ...NULL] : [arrayOf(machine, [], { more: matches })];
}

/** What `exec` gives for a known text; undefined when the text or the expression is not known. */
function matchesOf(call: Call, text: Text): Value | undefined {
  const [self] = call.self;
  const pattern = sourceOf(call.self);
  const literal = literalOf(text);
  if (pattern === undefined || literal === undefined || self?.kind !== "object") return undefined;
  const expression = cheapRegExp(call.frame.machine, pattern, literal.length);
  if (expression === undefined) return undefined;
  if (!/[gy]/.test(pattern.flags)) {
    const match = expression.exec(literal);
    return match === null ? NULL : matchValue(call, match);
  }
  // Where it goes on depends on the calls before: any match, or none.
  if (expression.sticky || self.state.members.has("lastIndex")) return undefined;
  return joinValues(...[...literal.matchAll(expression)].map((match) => matchValue(call, match)), NULL);
}

export const REGEXP_METHODS: Readonly<Record<string, Native>> = { test, exec };

function sourceOf(value: Value): RegExpSource | undefined {
  const [only] = value;
  return only?.kind === "object" && only.type === "regexp" ? (only.essence as RegExpSource) : undefined;
}

/** `new RegExp(source, flags)` */
export const makeRegExp: Native = (call) => {
  const given = argument(call.args, 0);
  const known = sourceOf(given);
  const source = knownString(given);
  const flags = knownString(argument(call.args, 1)) ?? "";
  if (known === undefined && source === undefined) return unknownValue("regexp");
  return [call.frame.machine.newObject("regexp", { essence: known ?? { source, flags } })];
};

/** `match` and `matchAll` on a known text; undefined when the text or the expression is not known. */
export function matchAll(call: Call, which: "match" | "matchAll"): Value | undefined {
  const pattern = sourceOf(argument(call.args, 0));
  const literal = knownString(call.self);
  if (pattern === undefined || literal === undefined) return undefined;
  const expression = cheapRegExp(call.frame.machine, pattern, literal.length);
  if (expression === undefined) return undefined;
  const { machine } = call.frame;
  if (which === "matchAll") {
    if (!expression.global) return undefined;
    return [
      arrayOf(
        machine,
        [...literal.matchAll(expression)].map((match) => matchValue(call, match)),
      ),
    ];
  }
  const match = literal.match(expression);
  if (match === null) return NULL;
  return expression.global
    ? [
        arrayOf(
          machine,
          match.map((each) => stringValue(each)),
        ),
      ]
    : matchValue(call, match);
}

function matchValue(call: Call, match: RegExpMatchArray): Value {
  const { machine } = call.frame;
  const array = arrayOf(
    machine,
    Array.from(match, (each: string | undefined) => (each === undefined ? UNDEFINED : stringValue(each))),
    { site: call.site },
  );
  const groups = groupsOf(call, match.groups ?? {});
  const members = new Map<string, Value>([
    ["groups", match.groups === undefined ? UNDEFINED : groups],
    ["index", numberValue(match.index ?? 0)],
    ["input", stringValue(match.input ?? "")],
  ]);
  array.state = { ...array.state, members };
  return [array];
}

/** What the named groups of a match hold. */
function groupsOf({ frame: { machine } }: Call, groups: Readonly<Record<string, string | undefined>>): Value {
  const members = new Map(
    Object.entries(groups).map(([name, each]): [string, Value] => [
      name,
      each === undefined ? UNDEFINED : stringValue(each),
    ]),
  );
  return [machine.newObject("object", { content: { ...EMPTY_CONTENT, members } })];
}

/** The expression in the first argument, when running it on a text is cheap; and the text, when it is known. */
function expressionFor(text: Text, call: Call): { readonly literal: string; readonly expression: RegExp } | undefined {
  const pattern = sourceOf(argument(call.args, 0));
  const literal = literalOf(text);
  const expression =
    pattern === undefined || literal === undefined
      ? undefined
      : cheapRegExp(call.frame.machine, pattern, literal.length);
  return expression === undefined || literal === undefined ? undefined : { literal, expression };
}

/** `text.split(/…/)` on a known text; undefined for anything else. */
export function splitByRegExp(text: Text, call: Call): Value | undefined {
  const known = expressionFor(text, call);
  if (known === undefined) return undefined;
  const pieces = known.literal.split(known.expression) as readonly (string | undefined)[];
  const items = pieces.map((each) => (each === undefined ? UNDEFINED : stringValue(each)));
  return [arrayOf(call.frame.machine, items, { site: call.site })];
}

/** `text.search(/…/)` on a known text; undefined for anything else. */
export function searchByRegExp(text: Text, call: Call): Value | undefined {
  const known = expressionFor(text, call);
  return known === undefined ? undefined : numberValue(known.literal.search(known.expression));
}

/** `text.replace(/…/g, replacement)` */
export function replaceByRegExp(text: Text, how: { call: Call; pattern: RegExpSource }): Value {
  const { call, pattern } = how;
  const literal = literalOf(text);
  const expression = literal === undefined ? undefined : cheapRegExp(call.frame.machine, pattern, literal.length);
  const replacement = argument(call.args, 1);
  if (literal !== undefined && expression !== undefined)
    return replaceKnown(call, { literal, expression, replacement });
  if (isReplacer(replacement)) return replaceByCalls(text, how);
  const replacements = textsOf(call.frame, replacement, call.site);
  const expressionFor = (length: number): RegExp | undefined => cheapRegExp(call.frame.machine, pattern, length);
  return joinValues(
    ...replacements.map((each) => textValue(replacedIn(text, replacingByRegExp(pattern, each, expressionFor)))),
  );
}

/** Whether a replacement is a function. */
export function isReplacer(replacement: Value): boolean {
  return replacement.some((atom) => atom.kind === "object");
}

function replaceByCalls(text: Text, { call, pattern }: { call: Call; pattern: RegExpSource }): Value {
  const all = pattern.flags.includes("g");
  const replacement = argument(call.args, 1);
  const parts = text.map((part) => {
    const expression = isHole(part) || !all ? undefined : cheapRegExp(call.frame.machine, pattern, part.length);
    return isHole(part) || expression === undefined
      ? replacedByCalls(call, { text: [part], replacement, max: all ? Infinity : 1 })
      : replaceKnown(call, { literal: part, expression, replacement });
  });
  return concatValues(call.frame, parts, call.site);
}

/** A text of which pieces that are not known were replaced by what a function gives, at most `max` times. */
export function replacedByCalls(call: Call, how: { text: Text; replacement: Value; max: number }): Value {
  const { max, replacement, text } = how;
  const { frame, site } = call;
  const found = textValue(partOf(text));
  const args = { values: [found], rest: joinValues(found, UNDEFINED) };
  const given = callOften(call, { min: 0, max }, () =>
    frame.machine.operations.call(replacement, { frame, self: UNDEFINED, args, site }),
  );
  return textValue(partOf(concat(text, ...textsOf(frame, given, site))));
}

function replaceKnown(call: Call, how: { literal: string; expression: RegExp; replacement: Value }): Value {
  const { literal, expression, replacement } = how;
  const plain = knownString(replacement);
  if (plain !== undefined) return stringValue(literal.replace(expression, plain));
  const isFunction = isReplacer(replacement);
  const matches = expression.global
    ? [...literal.matchAll(expression)]
    : [literal.match(expression)].filter((match) => match !== null);
  const parts: Value[] = [];
  let at = 0;
  for (const match of matches) {
    const groups = Array.from(match, (each: string | undefined) =>
      each === undefined ? UNDEFINED : stringValue(each),
    );
    const named: readonly Value[] = match.groups === undefined ? [] : [groupsOf(call, match.groups)];
    const given = [...groups, numberValue(match.index ?? 0), stringValue(literal), ...named];
    parts.push(
      stringValue(literal.slice(at, match.index)),
      isFunction ? invoke(call, replacement, given) : replacement,
    );
    at = (match.index ?? 0) + match[0].length;
  }
  return concatValues(call.frame, [...parts, stringValue(literal.slice(at))], call.site);
}
