/**
 * Where in the manifest a cursor stands, read from the text alone so that it works while the text is broken.
 *
 * It knows strings, comments, brackets, commas and colons. It is not the manifest's meaning: that is `PreparedManifest`.
 */
import type { Span } from "../../runtime-core/base/span.ts";
import { manifestPieces, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import type { FilePlace } from "./grant-uses.ts";

/** A place in an object literal. */
export interface ManifestPlace {
  /** Keys from the outside: `["permissions", "fs"]`. With `at: "value"` the last one is the key of the value. */
  readonly path: readonly string[];
  /** "key": the name of a property is or could be here. "value": its value. */
  readonly at: "key" | "value";
  /** The word under the cursor, without quotes; empty at the cursor when there is none. */
  readonly word: Span;
  readonly text: string;
  /** Whether the word stands in quotes. */
  readonly quoted: boolean;
  /** Keys that the same object has, or texts of the same list, without the one under the cursor. */
  readonly siblings: readonly string[];
}

interface Token {
  readonly kind: "word" | "string" | "comment" | "open" | "close" | "comma" | "colon" | "other";
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Frame {
  readonly bracket: string;
  readonly keys: string[];
  key: string | undefined;
  afterColon: boolean;
}

/** A part of a text that is an object, a list or a value of the manifest. */
interface ManifestText extends Span {
  /** Where in the manifest it stands, as in `ManifestPlace`; that of the manifest itself when it is left out. */
  readonly path?: readonly string[];
}

/** The places in the manifest that an offset means: several in a constant that the manifest uses several times. */
export function manifestPlaces(prepared: PreparedModule, { file, offset }: FilePlace): readonly ManifestPlace[] {
  const text = prepared.files.get(file)?.source.text ?? "";
  return manifestPieces(prepared).flatMap(({ file: of, path, span }) =>
    of === file ? (manifestPlace(text, { ...span, path }, offset) ?? []) : [],
  );
}

/** The place of `offset` in the manifest at `manifest`; undefined outside, in a comment, and where nothing is known. */
export function manifestPlace(text: string, manifest: ManifestText, offset: number): ManifestPlace | undefined {
  // At the end of a text the parser leaves out the blanks behind a literal without its bracket.
  const isLast = offset > manifest.end && text.slice(manifest.end).trim() === "";
  if (offset <= manifest.start || (offset > manifest.end && !isLast)) return undefined;
  const above = manifest.path ?? [];
  const tokens = tokenize(text, manifest);
  const at = tokens.findIndex((token) => token.end >= offset && isWord(token) && token.start <= offset);
  const under = tokens[at];
  if (tokens.some((token) => token.kind === "comment" && token.start < offset && offset < token.end)) return undefined;
  const before = tokens.filter((token) => token.end <= (under?.start ?? offset));
  const frames = framesOf(before);
  const frame = frames.at(-1);
  if (frame === undefined && above.length > 0 && under !== undefined)
    return { path: above, at: "value", ...wordOf(under, offset), siblings: [] };
  if (frame === undefined || frame.bracket === "(") return undefined;
  const isKey = frame.bracket === "{" && !frame.afterColon;
  const path = frames.flatMap((one, index) => pathPart(one, index === frames.length - 1 && isKey));
  return {
    path: [...above, ...path],
    at: isKey ? "key" : "value",
    ...wordOf(under, offset),
    siblings: isKey || frame.bracket === "[" ? siblingsOf(tokens, { frames, from: before.length, under }) : [],
  };
}

function pathPart(frame: Frame, isOpenKey: boolean): readonly string[] {
  if (isOpenKey || frame.bracket !== "{" || frame.key === undefined) return [];
  return [frame.key];
}

function wordOf(under: Token | undefined, offset: number): Pick<ManifestPlace, "word" | "text" | "quoted"> {
  if (under === undefined) return { word: { start: offset, end: offset }, text: "", quoted: false };
  if (under.kind === "word") return { word: { start: under.start, end: under.end }, text: under.text, quoted: false };
  const closed = under.text.length > 1 && under.text.endsWith(under.text[0] ?? "");
  const text = firstLine(under.text.slice(1, closed ? -1 : undefined));
  return { word: { start: under.start + 1, end: under.start + 1 + text.length }, text, quoted: true };
}

/** Of a template: without its end it goes on to the next one, perhaps far below. */
export function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? "";
}

/** Frames that are open after the tokens. */
function framesOf(tokens: readonly Token[]): readonly Frame[] {
  const frames: Frame[] = [];
  for (const token of tokens) step(frames, token);
  return frames;
}

function step(frames: Frame[], token: Token): void {
  const frame = frames.at(-1);
  switch (token.kind) {
    case "open":
      frames.push({ bracket: token.text, keys: [], key: undefined, afterColon: false });
      return;
    case "close":
      frames.pop();
      return;
    case "comma":
      if (frame !== undefined) Object.assign(frame, { key: undefined, afterColon: false });
      return;
    case "colon":
      if (frame?.bracket === "{") frame.afterColon = true;
      return;
    case "word":
    case "string":
      if (frame?.bracket === "[" && token.kind === "string") frame.keys.push(token.text.slice(1, -1));
      if (frame?.bracket !== "{" || frame.afterColon) return;
      frame.key = token.kind === "word" ? token.text : token.text.slice(1, -1);
      frame.keys.push(frame.key);
      return;
    case "comment":
    case "other":
      return;
    default:
      return token.kind satisfies never;
  }
}

function siblingsOf(
  tokens: readonly Token[],
  place: { readonly frames: readonly Frame[]; readonly from: number; readonly under: Token | undefined },
): readonly string[] {
  const frames = place.frames.map((frame) => ({ ...frame, keys: [...frame.keys] }));
  const frame = frames.at(-1);
  const depth = frames.length;
  for (const token of tokens.slice(place.from)) {
    if (token !== place.under) step(frames, token);
    if (frames.length < depth) break;
  }
  return frame?.keys ?? [];
}

function isWord(token: Token): boolean {
  return token.kind === "word" || token.kind === "string";
}

const PUNCTUATION: Readonly<Record<string, Token["kind"]>> = {
  "{": "open",
  "[": "open",
  "(": "open",
  "}": "close",
  "]": "close",
  ")": "close",
  ",": "comma",
  ":": "colon",
};

function tokenize(text: string, span: Span): readonly Token[] {
  const tokens: Token[] = [];
  const pattern =
    /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|`(?:[^`\\]|\\[^])*`?|[\w$]+|[^]/y;
  pattern.lastIndex = span.start;
  while (pattern.lastIndex < span.end) {
    const start = pattern.lastIndex;
    const found = pattern.exec(text)?.[0] ?? "";
    if (found === "") break;
    if (/^\s/.test(found)) continue;
    tokens.push({ kind: kindOf(found), start, end: start + found.length, text: found });
  }
  return tokens;
}

function kindOf(text: string): Token["kind"] {
  if (text.startsWith("//") || text.startsWith("/*")) return "comment";
  if (/^["'`]/.test(text)) return "string";
  if (/^[\w$]/.test(text)) return "word";
  return PUNCTUATION[text] ?? "other";
}
