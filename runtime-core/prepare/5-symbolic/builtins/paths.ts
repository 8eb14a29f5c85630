/** `ambit:path`, POSIX: paths as texts with holes. */
import { folderOf } from "../../../base/file-path.ts";
import { holesIn, mark, type Marked, unmark } from "../effects/resource.ts";
import { pathSegments, withoutFileScheme } from "../effects/path-resource.ts";
import { isSafeSegment, joinSegments, splitSegments, withoutLast } from "../effects/segments.ts";
import { isRoot, withoutUrlSlash } from "../hosts/foreign/roots.ts";
import { workingFolder } from "../hosts/foreign/working-folder.ts";
import type { Call, Native } from "../machine.ts";
import { argument } from "../closures.ts";
import { oneTextOf } from "./one-text.ts";
import { makeUrl } from "./url-parts.ts";
import { textsOf } from "../texts.ts";
import { ANY_CHARS, DOT, SLASH } from "../values/chars.ts";
import {
  concat,
  EMPTY_TEXT,
  type Hole,
  hole,
  isHole,
  joinedHole,
  literalOf,
  type Part,
  type Text,
} from "../values/text.ts";
import { BOOLEAN, booleanValue, joinValues, textValue, UNDEFINED, type Value } from "../values/value.ts";

/** Texts of every argument, combined. */
function combine(call: Call, make: (texts: readonly Text[]) => Text): Value {
  let rows: readonly (readonly Text[])[] = [[]];
  for (const value of call.args.values) {
    const texts = textsOf(call.frame, value, call.site);
    rows = rows.flatMap((row) => texts.map((text) => [...row, withoutUrlSlash(withoutFileScheme(text))])).slice(0, 16);
  }
  if (call.args.rest !== undefined) {
    const more = oneTextOf(call.frame, call.args.rest, call.site).find(isHole) ?? hole("loop-widened");
    rows = rows.map((row) => [...row, [{ ...more, symbol: undefined, deep: true }]]);
  }
  return joinValues(...rows.map((row) => textValue(make(row))));
}

/** Where relative paths start. */
function startFolder(call: Call): Text {
  const { machine } = call.frame;
  if (machine.profile.foreign !== undefined) return oneTextOf(call.frame, workingFolder(machine), call.site);
  const { entry } = machine.input;
  return [folderOf(entry)];
}

function isAbsolute(text: Text): boolean {
  return isRoot(text[0]) || (typeof text[0] === "string" && text[0].startsWith("/"));
}

/** Joins with "/" and normalises. */
function joined(texts: readonly Text[]): Text {
  const filled = texts.filter((text) => text.length > 0);
  return normalized(concat(...filled.flatMap((text, i) => (i === 0 ? [text] : [["/"], text]))));
}

/** Removes ".", ".." and empty segments. A hole that can climb may remove what stands before it, which it says itself. */
function normalized(text: Text): Text {
  const marked = mark(text);
  const absolute = marked.text.startsWith("/");
  const segments = pathSegments(marked, { kept: isRoot(text[0]) ? 1 : 0, isOpen: !absolute });
  const trailing = marked.text.endsWith("/") && segments.length > 0 ? "/" : "";
  const plain = `${joinSegments(marked, absolute ? ["", ...segments] : segments)}${trailing}`;
  const parts = unmark(marked, plain === "" ? (absolute ? "/" : ".") : plain);
  const loose = new Set(segments.flatMap((segment) => looseHoles(marked, segment)));
  return parts.map((part, i) => (isHole(part) && i > 0 && loose.has(part) ? climbed(part) : part));
}

/** The holes of a segment that can end it or make it "..". */
function looseHoles(marked: Marked, segment: string): readonly Hole[] {
  const holes = holesIn(marked, segment);
  return isSafeSegment(segment, holes, SLASH) ? [] : holes;
}

function climbed(part: Hole): Hole {
  if (part.dotless || (part.chars & DOT) === 0) return part;
  return { ...part, normalised: true };
}

function resolved(call: Call, texts: readonly Text[]): Text {
  const at = texts.findLastIndex(isAbsolute);
  const from = at < 0 ? [...withStart(call, texts), ...texts] : texts.slice(at);
  const result = withoutEnd(joined(from));
  const opens = from.slice(1).some(([head]) => isHole(head) && (head.chars & SLASH) !== 0 && !isRoot(head));
  const opened = (part: Part, i: number): Part =>
    isHole(part) && !(i === 0 && isRoot(part)) ? { ...part, normalised: true } : part;
  return opens ? result.map(opened) : result;
}

function withoutEnd(text: Text): Text {
  const last = text.at(-1);
  const isEnded = typeof last === "string" && last.endsWith("/") && (text.length > 1 || last.length > 1);
  return isEnded ? concat(text.slice(0, -1), [last.slice(0, -1)]) : text;
}

/** A named text in front may be absolute: what it is relative to stays open. */
function withStart(call: Call, texts: readonly Text[]): readonly Text[] {
  const [first] = texts[0] ?? [];
  const open = call.frame.machine.profile.foreign !== undefined && isHole(first) && first.symbol !== undefined;
  return open ? [] : [startFolder(call)];
}

/** What lies above a folder that has a name and no known place. */
const ABOVE: Text = ["/", hole("env", { chars: ANY_CHARS, deep: true, dotless: true })];

function directory(text: Text): Text {
  const marked = mark(text);
  const clean = marked.text.replace(/\/+$/, "");
  const [named, ...behind] = unmark(marked, clean);
  if (isRoot(named) && behind.length === 0) return ABOVE;
  const folder = withoutLast(marked, clean, SLASH).replace(/\/+$/, "");
  const [head, ...rest] = unmark(marked, folder);
  if (head === undefined) return [marked.text.startsWith("/") ? "/" : "."];
  if (!isHole(head) || !head.below) return unmark(marked, folder);
  if (clean.startsWith("/")) return ["/", head, ...rest];
  return [{ ...head, chars: head.chars | DOT, below: undefined, dotless: false, normalised: true }, ...rest];
}

/** The last segment; a piece that may end in slashes, or hold some, leaves open what stands before it. */
function base(text: Text): Text {
  const marked = mark(text);
  const clean = marked.text.replace(/\/+$/, "");
  const last = splitSegments(marked, clean).at(-1) ?? "";
  const parts = unmark(marked, last);
  const at = parts.findLastIndex((part) => isHole(part) && ((part.chars & SLASH) !== 0 || part.normalised === true));
  if (at < 0) return parts;
  const behind = parts.slice(at + 1);
  const isNamed = behind.some((part) => isHole(part) || !/^\.*$/.test(part));
  const from = isNamed ? parts.slice(0, at + 1) : unmark(marked, clean);
  const open = joinedHole(from, "context-merged");
  const name: Hole = { ...open, deep: false, chars: open.chars & ~SLASH };
  return isNamed ? concat([name], behind) : [name];
}

/** Without a suffix that is known when the text has one. */
function withoutSuffix(text: Text, suffix: Text): Text {
  const last = text.at(-1);
  const literal = literalOf(suffix);
  if (literal === "" || last === undefined) return text;
  if (literal !== undefined && typeof last === "string" && (last.length > literal.length || text.length === 1)) {
    const stays = !last.endsWith(literal) || last === literal;
    return stays ? text : concat(text.slice(0, -1), [last.slice(0, -literal.length)]);
  }
  return [{ ...joinedHole(text, "context-merged"), deep: false, dotless: false }];
}

/** The extensions that a name can have. */
function extensions(text: Text): readonly Text[] {
  const name = base(text);
  const last = name.at(-1);
  const dot = typeof last === "string" ? last.lastIndexOf(".") : -1;
  if (typeof last === "string" && (dot > 0 || (dot === 0 && name.length > 1))) {
    const found: Text = [last.slice(dot)];
    return dot > 0 || typeof name[0] === "string" ? [found] : [found, []];
  }
  return name.some(isHole) ? [[{ ...joinedHole(name, "context-merged"), dotless: false }]] : [[]];
}

function first(call: Call, make: (text: Text) => readonly Text[]): Value {
  const texts = textsOf(call.frame, argument(call.args, 0), call.site).flatMap((text) => make(text));
  return joinValues(...texts.map(textValue));
}

export const PATH_FUNCTIONS: Readonly<Record<string, Native>> = {
  join: (call) => combine(call, joined),
  resolve: (call) => combine(call, (texts) => resolved(call, texts)),
  normalize: (call) => first(call, (text) => [normalized(text)]),
  dirname: (call) => first(call, (text) => [directory(text)]),
  basename: (call) => {
    const given = argument(call.args, 1).filter((atom) => atom.kind !== "undefined");
    const suffixes = given.length === 0 ? [EMPTY_TEXT] : textsOf(call.frame, given, call.site);
    return first(call, (text) => suffixes.map((suffix) => withoutSuffix(base(text), suffix)));
  },
  extname: (call) => first(call, extensions),
  relative: (call) => relative(call),
  isAbsolute: (call) => {
    const [text] = textsOf(call.frame, argument(call.args, 0), call.site);
    const [head] = text ?? [];
    if (isRoot(head)) return booleanValue(true);
    return typeof head === "string" ? booleanValue(head.startsWith("/")) : BOOLEAN;
  },
};

function relative(call: Call): Value {
  const [from, to] = [
    oneTextOf(call.frame, argument(call.args, 0), call.site),
    oneTextOf(call.frame, argument(call.args, 1) ?? UNDEFINED, call.site),
  ];
  const within = literalOf(from) === undefined ? undefined : below(resolved(call, [to]), resolved(call, [from]));
  if (within !== undefined) return textValue(within);
  if (from.some(isHole) || to.some(isHole)) {
    const open = joinedHole([...to, ...from].filter(isHole), "parameter");
    return textValue([{ ...open, deep: true, dotless: false, chars: ANY_CHARS, normalised: true }]);
  }
  const segments = (text: Text): string[] => (literalOf(resolved(call, [text])) ?? "").split("/").filter(Boolean);
  const [a, b] = [segments(from), segments(to)];
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared++;
  const path = [...a.slice(shared).map(() => ".."), ...b.slice(shared)].join("/");
  return textValue(path === "" ? [] : [path]);
}

/** What a path has behind a folder that it surely lies in. */
function below(text: Text, folder: Text): Text | undefined {
  const [head, ...rest] = text;
  const beginning = literalOf(folder) === "/" ? "/" : `${literalOf(folder)}/`;
  const isWithin =
    typeof head === "string" && head.startsWith(beginning) && !rest.some((part) => isHole(part) && part.normalised);
  return isWithin ? concat([head.slice(beginning.length)], rest) : undefined;
}

/** `fileURLToPath` and `pathToFileURL` of `node:url`. */
export const FILE_URL_FUNCTIONS: Readonly<Record<string, Native>> = {
  fileURLToPath: (call) => first(call, (text) => [withoutUrlSlash(withoutFileScheme(text))]),
  pathToFileURL: (call) => {
    const { machine } = call.frame;
    return textsOf(call.frame, argument(call.args, 0), call.site).flatMap((text) => {
      const path = resolved(call, [text]);
      const url = makeUrl(machine, concat([isRoot(path[0]) ? "file:///" : "file://"], path), undefined);
      return url === undefined ? [] : [url];
    });
  },
};
