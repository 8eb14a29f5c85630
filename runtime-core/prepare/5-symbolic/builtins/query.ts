/**
 * `URLSearchParams`: a query text and the changes that its methods make.
 */
import { hasHole, holesIn, mark, unmark } from "../effects/resource.ts";
import type { Call, Native } from "../machine.ts";
import { listOf } from "../objects.ts";
import { hasOpenQuery, queryTexts, urlTexts } from "./url-parts.ts";
import { oneTextOf } from "./one-text.ts";
import { argument } from "../closures.ts";
import { AMPERSAND, ENCODED_CHARS, HASH, MARKS, PERCENT } from "../values/chars.ts";
import { type AbstractObject, EMPTY_CONTENT, namesMember, withSlot } from "../values/object.ts";
import { concat, EMPTY_TEXT, hole, isHole, joinedHole, literalOf, mapText, type Text } from "../values/text.ts";
import {
  BOOLEAN,
  FALSE,
  NULL,
  stringValue,
  textValue,
  TRUE,
  UNDEFINED,
  unknownValue,
  type Value,
} from "../values/value.ts";

/** Encodes as forms do: a hole keeps no delimiter. */
export function formEncoded(text: Text): Text {
  return mapText(text, {
    literal: (part) =>
      encodeURIComponent(part.toWellFormed())
        .replace(/%20/g, "+")
        .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    hole: (part) =>
      part.symbol === undefined
        ? { ...part, chars: part.chars & ENCODED_CHARS, deep: false, dotless: true, normalised: undefined }
        : part,
  });
}

function oneText(call: Call, value: Value): Text {
  return oneTextOf(call.frame, value, call.site);
}

/** Makes the object of `new URLSearchParams(init)`. */
export const makeParams: Native = (call) => {
  const text = queryOf(call, argument(call.args, 0));
  return [
    call.frame.machine.newObject("params", {
      content: { ...EMPTY_CONTENT, slots: new Map([["text", textValue(text)]]) },
    }),
  ];
};

function queryOf(call: Call, init: Value): Text {
  const [only] = init;
  if (only === undefined || only.kind === "undefined") return EMPTY_TEXT;
  if (only.kind !== "object") {
    const text = oneText(call, init);
    return typeof text[0] === "string" && text[0].startsWith("?") ? concat([text[0].slice(1)], text.slice(1)) : text;
  }
  if (only.type === "params") return oneText(call, only.state.slots.get("text") ?? UNDEFINED);
  if (only.type === "array" || only.type === "map" || namesMember(only, "@@iterator"))
    return pairsText(call, listOf(call.frame, init, call.site));
  const members = [...only.state.members].map(([name, value]) => pairText(call, [name], value));
  const known = joinPairs(members);
  return only.state.rest === undefined ? known : joinPairs([known, [hole("parameter")]]);
}

function pairsText(call: Call, list: ReturnType<typeof listOf>): Text {
  const pairs = list.items.map((item) => {
    const pair = listOf(call.frame, item, call.site);
    return pairText(call, oneText(call, pair.items[0] ?? UNDEFINED), pair.items[1] ?? UNDEFINED);
  });
  return joinPairs(list.more === undefined ? pairs : [...pairs, [hole("loop-widened")]]);
}

function pairText(call: Call, name: Text, value: Value): Text {
  return concat(formEncoded(name), ["="], formEncoded(oneText(call, value)));
}

function joinPairs(pairs: readonly Text[]): Text {
  const filled = pairs.filter((pair) => pair.length > 0);
  return concat(...filled.flatMap((pair, i) => (i === 0 ? [pair] : [["&"], pair])));
}

/** The query that the object stands for: its URL's, when it belongs to one. */
function queryText(params: AbstractObject, call: Call): Text {
  const owner = ownerOf(params);
  const value = owner === undefined ? params.state.slots.get("text") : owner.state.slots.get("query");
  return value === undefined ? [hole("callee")] : oneText(call, value);
}

function ownerOf(params: AbstractObject): AbstractObject | undefined {
  return (params.essence as { readonly owner?: AbstractObject } | undefined)?.owner;
}

function writeQuery(params: AbstractObject, call: Call, text: Text): void {
  const { journal } = call.frame.machine;
  const owner = ownerOf(params);
  if (owner !== undefined) journal.write(owner, withSlot(owner.state, "query", textValue(text)));
  journal.write(params, withSlot(params.state, "text", textValue(text)));
}

function selfParams(call: Call): AbstractObject | undefined {
  return call.self.find((atom) => atom.kind === "object" && atom.type === "params") as AbstractObject | undefined;
}

/** The query without the parameters of a name. */
function without(text: Text, name: string | undefined): Text {
  if (name === undefined) return text;
  const marked = mark(text);
  const encoded = literalOf(formEncoded([name])) ?? name;
  const pairs = marked.text.split("&").filter((pair) => pair !== "");
  const [gone, kept] = [true, false].map((isGone) =>
    pairs.filter((pair) => (pair.split("=")[0] === encoded) === isGone),
  );
  const ending = (gone ?? [])
    .flatMap((pair) => holesIn(marked, pair))
    .find(({ chars }) => (chars & (AMPERSAND | HASH)) !== 0);
  const rest = unmark(marked, (kept ?? []).join("&"));
  return ending === undefined ? rest : concat(rest, [{ ...ending, symbol: undefined, deep: false, below: true }]);
}

export const PARAMS_METHODS: Readonly<Record<string, Native>> = {
  append: (call) => change(call, (text, name, value) => joinPairs([text, pairText(call, name, value)])),
  set: (call) =>
    change(call, (text, name, value) => {
      const added = pairText(call, name, value);
      return joinPairs(
        literalOf(name) === undefined ? [text, replacing(added)] : [without(text, literalOf(name)), added],
      );
    }),
  delete: (call) =>
    change(call, (text, name) => {
      const literal = literalOf(name);
      return literal === undefined
        ? [{ ...joinedHole(concat(text, name), "callee"), deep: true }]
        : without(text, literal);
    }),
  toString: (call: Call) => {
    const params = selfParams(call);
    return params === undefined ? unknownValue("callee") : textValue(queryText(params, call));
  },
  sort: (call) => change(call, (text) => text),
  get: (call) => getParameter(call) ?? [...anyParameter(call), ...NULL],
  has: (call) => {
    const found = getParameter(call);
    return found === undefined ? BOOLEAN : found === NULL ? FALSE : TRUE;
  },
  getAll: (call) => [
    call.frame.machine.newObject("array", {
      content: { ...EMPTY_CONTENT, more: getParameter(call) ?? anyParameter(call) },
    }),
  ],
};

/** A pair that may stand in the place of others. */
function replacing(pair: Text): Text {
  return pair.map((part) => (isHole(part) ? { ...part, chars: part.chars | AMPERSAND } : part));
}

/** The query as it is written after a change. */
function rewritten(text: Text): Text {
  const marked = mark(text);
  const pairs = marked.text.split("&").filter((pair) => pair !== "");
  return joinPairs(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      const isOpen = !pair.includes("=") && hasHole(pair);
      return concat(rewrittenPiece(unmark(marked, name)), isOpen ? [] : ["="], rewrittenPiece(unmark(marked, value)));
    }),
  );
}

function rewrittenPiece(text: Text): Text {
  return concat(
    ...text.map((part) =>
      isHole(part) ? [{ ...part, chars: part.chars | PERCENT | MARKS }] : formEncoded([decodeForm(part)]),
    ),
  );
}

function change(call: Call, make: (text: Text, name: Text, value: Value) => Text): Value {
  const params = selfParams(call);
  if (params === undefined) return UNDEFINED;
  writeQuery(
    params,
    call,
    rewritten(make(queryText(params, call), oneText(call, argument(call.args, 0)), argument(call.args, 1))),
  );
  return UNDEFINED;
}

/** The value of a parameter; `NULL` when there is none; undefined when that is not known. */
function getParameter(call: Call): Value | undefined {
  const params = selfParams(call);
  const name = literalOf(oneText(call, argument(call.args, 0)));
  if (params === undefined || name === undefined) return undefined;
  const text = queryText(params, call);
  const owner = ownerOf(params);
  if (owner !== undefined && hasOpenQuery(owner)) return undefined;
  const marked = mark(text);
  for (const pair of marked.text.split("&")) {
    const [key = "", value = ""] = pair.split(/=(.*)/s);
    if (key !== name) continue;
    const found = unmark(marked, value);
    const literal = literalOf(found);
    return literal === undefined ? textValue(found) : stringValue(decodeForm(literal));
  }
  const [first] = text;
  if (text.some((part) => typeof part === "object" && !part.dotless)) {
    return [...unknownValue(typeof first === "object" ? first.reason : "callee"), ...NULL];
  }
  return NULL;
}

/** A parameter that is not known comes from where the query does. */
function anyParameter(call: Call): Value {
  const params = selfParams(call);
  const owner = params === undefined ? undefined : ownerOf(params);
  const texts =
    owner !== undefined
      ? [...queryTexts(owner), ...urlTexts(owner)]
      : params === undefined
        ? []
        : [queryText(params, call)];
  const from = texts.flat().find(isHole);
  return unknownValue(from?.reason ?? "callee", { sources: from?.sources ?? [] });
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text; // A lone "%" stands for itself.
  }
}
