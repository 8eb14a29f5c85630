/**
 * The text of any value, as `String(value)` and template literals make it.
 */
import type { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { listOf } from "./objects.ts";
import { urlTexts } from "./builtins/url-parts.ts";
import { DOT } from "./values/chars.ts";
import { type AbstractObject, namesMember } from "./values/object.ts";
import { concat, concatAll, hole, isHole, joinByName, joinedHole, literalText, type Text } from "./values/text.ts";
import { type Atom, isNullish, NEVER, stringValue, textValue, type Value } from "./values/value.ts";

const MAX_ALTERNATIVES = 16;
/** Pieces, and characters of one: what has fewer is not cut by `concat`, so that the order of joining does not matter. */
const MAX_SHORT = 16;
const MAX_SHORT_PIECE = 5000;

/** The texts that a value can have, at most 16. */
export function textsOf(frame: Frame, value: Value, site: ts.Node): readonly Text[] {
  const [only] = value;
  const texts =
    value.length === 1 && only !== undefined ? textsOfAtom(frame, only, site) : allTexts(frame, value, site);
  return texts.length <= MAX_ALTERNATIVES ? texts : joinByName(texts, "context-merged");
}

/** "undefined" beside other texts is a look-up that failed, which is not meant to make a text. */
function allTexts(frame: Frame, value: Value, site: ts.Node): readonly Text[] {
  const given = value.filter((atom) => !isNullish(atom));
  return (given.length > 0 ? given : value).flatMap((atom) => textsOfAtom(frame, atom, site));
}

/** Some part of a text. */
export function partOf(text: Text): Text {
  const open = joinedHole(text, "context-merged");
  return [{ ...open, deep: false, dotless: (open.chars & DOT) === 0 }];
}

/** The strings that joining values gives; a part that is known can be given as it is. */
export function concatValues(frame: Frame, parts: readonly (Value | string)[], site: ts.Node): Value {
  const alternatives: (readonly Text[])[] = [];
  for (const part of parts) {
    if (typeof part !== "string") noteSecrets(frame, part, site);
    const next = typeof part === "string" ? [literalText(part)] : textsOf(frame, part, site);
    if (next.length === 0) return NEVER;
    alternatives.push(next);
  }
  const whole = oneText(alternatives);
  if (whole !== undefined) return textValue(whole);
  let texts: readonly Text[] = [[]];
  for (const next of alternatives) {
    texts = texts.flatMap((text) => next.map((each) => concat(text, each)));
    if (texts.length > MAX_ALTERNATIVES) texts = joinByName(texts, "context-merged");
  }
  return texts.flatMap((text) => textValue(text));
}

/** Tells the recorder which secrets become a part of a text, which fails at run time. */
export function noteSecrets(frame: Frame, value: Value, site: ts.Node): void {
  const { machine, file } = frame;
  for (const atom of value) {
    if (atom.kind !== "object" || atom.type !== "opaque") continue;
    for (const source of carried(atom)) {
      if (!source.startsWith("secret:")) continue;
      machine.recorder.fault({
        file,
        site,
        call: "secret",
        fault: { kind: "secret-text", secret: source.slice("secret:".length) },
        sure: machine.undecided === 0 && !machine.degraded,
        explanation: [],
      });
    }
  }
}

/** The one text that lists of one text make, when it is short; undefined otherwise. */
function oneText(alternatives: readonly (readonly Text[])[]): Text | undefined {
  const all: Text[] = [];
  let size = 0;
  for (const texts of alternatives) {
    const [only] = texts;
    if (only === undefined || texts.length !== 1) return undefined;
    for (const part of only) if (!isHole(part) && part.length > MAX_SHORT_PIECE) return undefined;
    size += only.length;
    all.push(only);
  }
  return size > MAX_SHORT ? undefined : concatAll(all);
}

function textsOfAtom(frame: Frame, atom: Atom, site: ts.Node): readonly Text[] {
  switch (atom.kind) {
    case "string":
      return [atom.text];
    case "number":
    case "boolean":
      return [literalText(String(atom.value))];
    case "undefined":
    case "null":
      return [literalText(atom.kind)];
    case "range":
    case "unknown":
      return [[atom.hole]];
    case "symbol":
      return [[hole("callee")]];
    case "object":
      return textsDeeper(frame, atom, site);
    default:
      return atom satisfies never;
  }
}

/** One level deeper: an array can hold itself, and arrays in each other without end. */
function textsDeeper(frame: Frame, object: AbstractObject, site: ts.Node): readonly Text[] {
  const { machine } = frame;
  if (!machine.enter()) return [[hole("budget")]];
  try {
    return textsOfObject(frame, object, site);
  } finally {
    machine.leave();
  }
}

function textsOfObject(frame: Frame, object: AbstractObject, site: ts.Node): readonly Text[] {
  switch (object.type) {
    case "url":
      return urlTexts(object);
    case "array":
      return joinedElements(frame, object, site);
    case "params":
      return textsOf(frame, object.state.slots.get("text") ?? NEVER, site);
    case "regexp":
      return [literalText(String(object.essence))];
    case "promise":
      return [literalText("[object Promise]")];
    case "object":
    case "error":
    case "proxy":
      return textsByMethod(frame, object, site);
    case "opaque":
      return [[hole("secret", { sources: carried(object) })]];
    default:
      return [[hole("callee")]];
  }
}

/** The sources that an opaque value carries. */
export function carried(object: AbstractObject): readonly string[] {
  return (object.essence as { readonly sources?: readonly string[] } | undefined)?.sources ?? [];
}

function joinedElements(frame: Frame, object: AbstractObject, site: ts.Node): readonly Text[] {
  const list = listOf(frame, [object], site);
  const parts = list.items.flatMap((item, i): Value[] =>
    i === 0 ? [orEmpty(item)] : [textValue([","]), orEmpty(item)],
  );
  const value = concatValues(frame, parts, site);
  const texts = value.flatMap((atom) => (atom.kind === "string" ? [atom.text] : []));
  return list.more === undefined ? texts : texts.map((text) => concat(text, [hole("loop-widened")]));
}

/** In a list, null and undefined make no text. */
export function orEmpty(value: Value): Value {
  return value.some(isNullish) ? value.map((atom) => (isNullish(atom) ? { kind: "string", text: [] } : atom)) : value;
}

function textsByMethod(frame: Frame, object: AbstractObject, site: ts.Node): readonly Text[] {
  const { operations } = frame.machine;
  for (const name of ["@@toPrimitive", "toString"]) {
    const method = operations
      .get(frame, [object], name, site)
      .filter((atom) => atom.kind === "object" && atom.type === "function");
    if (method.length === 0) continue;
    const args = { values: [stringValue("string")] };
    const result = operations.call(method, { frame, self: [object], args, site });
    return result.flatMap((atom) =>
      atom.kind === "string"
        ? [atom.text]
        : atom.kind === "object"
          ? [[hole("callee")]]
          : textsOfAtom(frame, atom, site),
    );
  }
  return object.type === "error"
    ? textsOfError(frame, object, site)
    : textsOf(frame, tagText(frame, object, site), site);
}

/** "TypeError: message" */
function textsOfError(frame: Frame, { essence, state }: AbstractObject, site: ts.Node): readonly Text[] {
  const name = state.members.get("name") ?? stringValue(typeof essence === "string" ? essence : "Error");
  const message = state.members.get("message") ?? NEVER;
  const [names, messages] = [textsOf(frame, name, site), textsOf(frame, message, site)];
  const texts = names.flatMap((first) =>
    messages.map((second) => concat(first, first.length > 0 && second.length > 0 ? [": "] : [], second)),
  );
  return texts.length === 0 ? names : texts;
}

/** What `Object.prototype.toString` says of an object, which can have a tag of its own. */
export function tagText(frame: Frame, object: AbstractObject, site: ts.Node): Value {
  if (object.type !== "proxy" && !namesMember(object, "@@toStringTag")) return stringValue("[object Object]");
  const tag = frame.machine.operations.get(frame, [object], "@@toStringTag", site);
  return concatValues(frame, ["[object ", tag, "]"], site);
}
