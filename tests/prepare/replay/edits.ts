/**
 * Edits of one text, as people make them: each gives the texts that the editor has one after the other.
 *
 * Nothing here knows the grammar; that texts are broken for a while is a part of it.
 */
import type { Chance } from "./chance.ts";

/** Gives the texts after each step of an edit; none when there is nothing in the text that it could edit. */
export type EditAction = (text: string, chance: Chance) => Iterable<string>;

/** What people type; `NAME` becomes a name of the text, `TEXT` a literal of it, `NEW` a name that it does not have. */
export const STATEMENTS = [
  'await fetch("https://typed.example/" + NAME);',
  "const NEW = NAME;",
  "const NEW = () => NAME(TEXT);",
  "NAME = TEXT;",
  "NAME.push(TEXT);",
  "NAME.base = TEXT;",
  "return NAME;",
  "return;",
  "if (NAME) return await NAME(TEXT);",
  "if (NAME === TEXT) throw new Error(NAME);",
  "for (const item of NAME) await fetch(`https://item.example/${item}`);",
  "while (NAME) { NAME(); break; }",
  "try { await NAME(TEXT); } finally { NAME(); }",
  "try { return NAME(); } catch { await fetch(TEXT); }",
  "let NEW = TEXT; NEW += NAME;",
  "function NEW(a, b = TEXT) { return NAME(a) + b; }",
  "export async function NEW(path) { return await fetch(NAME + path); }",
  "export { NAME as NEW };",
  "export let NEW = NAME;",
  "class NEW { part = NAME; run() { return NAME(this.part); } }",
  "class NEW extends NAME { constructor() { super(TEXT); } }",
  "setTimeout(() => NAME(TEXT), 10);",
  "[TEXT, NAME].forEach((x) => fetch(x));",
  "this.NAME = NAME;",
  'import { readText as NEW } from "ambit:fs";',
  'import * as NEW from "./names.ts";',
  "const { NAME: NEW = TEXT, ...rest } = NAME ?? {};",
  "switch (NAME) { case TEXT: await NAME(); default: break; }",
  "delete NAME.base;",
  "yield NAME;",
  "using NEW = NAME();",
  "new URL(NAME, TEXT).pathname = NAME;",
  "Object.assign(NAME, { base: TEXT });",
];

/** What comes to stand around lines or statements. */
export const WRAPPERS: readonly (readonly [string, string])[] = [
  ["if (NAME) {", "}"],
  ["if (!NAME) {", "} else { NAME(); }"],
  ["try {", "} finally { NAME(); }"],
  ["try {", "} catch { return NAME; }"],
  ["for (const x of NAME) {", "}"],
  ["for (let i = 0; i < 3; i++) {", "}"],
  ["while (NAME) {", "}"],
  ["function NEW() {", "}"],
  ["export async function NEW() {", "}"],
  ["setTimeout(async () => {", "}, 1);"],
  ["const NEW = async () => {", "};"],
  ["class NEW { async run() {", "} }"],
  ["NEW: {", "break NEW; }"],
  ["/*", "*/"],
];

/** What one word, sign or number can become. */
const SWAPS: Readonly<Record<string, readonly string[]>> = {
  const: ["let", "var"],
  let: ["const", "var"],
  export: [""],
  async: ["", "async function"],
  await: ["", "void", "return await", "yield"],
  return: ["", "throw", "yield", "return await"],
  function: ["function*", "async function"],
  new: ["", "await"],
  for: ["while", "if"],
  of: ["in"],
  if: ["while"],
  else: [""],
  break: ["continue", "return"],
  continue: ["break", "return"],
  static: [""],
  extends: ["implements"],
  "+": ["-", "??", "||", "&&"],
  "=": ["==", "+=", "??="],
  "!": ["", "!!"],
  "?": [".", "??"],
  "(": ["["],
  "}": ["", "}}", "},"],
  "{": ["", "{ {"],
  ",": ["", ";", ",,"],
  ";": ["", ","],
  ".": ["?.", "", ".."],
  "<": ["<=", ">"],
  ">": [">=", "<"],
};

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "{": "}", "[": "]", '"': '"', "`": "`" };
const TOKEN = /\s+|[A-Za-z_$][\w$]*|\d+|"(?:[^"\\\n]|\\.)*"|[^]/g;
const STRING = /"(?:[^"\\\n]|\\.)*"|`[^`\n]*`/g;
const WORD = /\b[A-Za-z_$][\w$]*\b/g;
const NO_NAME = /^(?:as|case|catch|class|default|do|enum|finally|from|import|in|super|switch|throw|try|typeof|while)$/;

const BLOCK = /^(?:export )?(?:async )?(?:function|class|const|let|interface|import)\b[^]*?^(?=\S)(?:[}\])].*\n)?/gm;

/** A line comes at once. */
function* pasting(text: string, chance: Chance): Iterable<string> {
  const { start, indent } = lineAt(text, chance);
  yield `${text.slice(0, start)}${indent}${filled(chance.pick(STATEMENTS), text, chance)}\n${text.slice(start)}`;
}

/** A line is typed, sign by sign here and there, with brackets that the editor closes by itself. */
function* typing(text: string, chance: Chance): Iterable<string> {
  const { start, indent } = lineAt(text, chance);
  const closing = chance.percent(50);
  let [before, after] = [text.slice(0, start) + indent, `\n${text.slice(start)}`];
  const open: string[] = [];
  for (const token of filled(chance.pick(STATEMENTS), text, chance).match(TOKEN) ?? []) {
    if (open.at(-1) === token && after.startsWith(token)) {
      after = after.slice(open.pop()?.length ?? 0);
      before += token;
      continue;
    }
    const closer = closing ? CLOSERS[token] : undefined;
    if (closer !== undefined) {
      open.push(closer);
      after = closer + after;
    }
    for (const part of token.length > 1 && chance.percent(15) ? token : [token]) {
      before += part;
      if (chance.percent(50)) yield before + after;
    }
  }
  yield before + after;
}

/** A literal grows or changes. */
function* wording(text: string, chance: Chance): Iterable<string> {
  const hit = found(text, STRING, chance);
  if (hit === undefined) return;
  const at = hit.start + 1 + chance.int(hit.end - hit.start - 1);
  const added = chance.pick(["/v2", "x", "${id}", "eu.", "/../", "?q=1", "*", "\\"]);
  for (let n = 1; n <= added.length; n++) yield text.slice(0, at) + added.slice(0, n) + text.slice(at);
}

/** One token becomes another one of its kind. */
function* swapping(text: string, chance: Chance): Iterable<string> {
  const tokens = text.match(TOKEN) ?? [];
  const known = tokens.flatMap((token, i) => (/^\s/.test(token) ? [] : [i]));
  const at = chance.pickAny(known);
  const token = tokens[at ?? -1];
  if (at === undefined || token === undefined) return;
  const others = tokens.filter((other) => kindOf(other) === kindOf(token) && other !== token);
  const swaps = SWAPS[token];
  tokens[at] = swaps !== undefined ? chance.pick(swaps) : others.length > 0 ? chance.pick(others) : "";
  yield tokens.join("");
}

/** A token goes, or stands twice, or changes places with the next one. */
function* tokens(text: string, chance: Chance): Iterable<string> {
  const all = text.match(TOKEN) ?? [];
  const at = chance.int(all.length);
  const [here = "", next = ""] = all.slice(at, at + 2);
  all.splice(at, 2, ...chance.pick([[next], [here, here, next], [next, here]]));
  yield all.join("");
}

/** The end of a line goes, sign by sign. */
function* backspace(text: string, chance: Chance): Iterable<string> {
  const { end } = lineAt(text, chance);
  for (let n = 1; n <= 2 + chance.int(5) && n < end; n++) yield text.slice(0, end - n) + text.slice(end);
}

/** Some lines go, or are written twice, or are moved elsewhere in one step or in two. */
function* lines(text: string, chance: Chance): Iterable<string> {
  const all = text.split("\n");
  const from = chance.int(all.length);
  const block = all.slice(from, from + 1 + chance.int(4));
  const rest = all.toSpliced(from, block.length);
  const to = chance.percent(50) ? Math.max(0, from - 1) : chance.int(rest.length);
  const moved = rest.toSpliced(to, 0, ...block).join("\n");
  const how = chance.int(4);
  if (how === 0 || how === 1) yield rest.join("\n");
  if (how === 1 || how === 2) yield moved;
  if (how === 3) yield all.toSpliced(to, 0, ...block).join("\n");
}

/** A whole declaration goes, is moved, or is written twice. */
function* blocks(text: string, chance: Chance): Iterable<string> {
  const [one, other] = [found(text, BLOCK, chance), found(text, BLOCK, chance)];
  if (one === undefined || other === undefined) return;
  const block = text.slice(one.start, one.end);
  const without = text.slice(0, one.start) + text.slice(one.end);
  const to = other.start > one.start ? Math.max(one.start, other.start - block.length) : other.start;
  const how = chance.int(3);
  if (how <= 1) yield without;
  if (how === 1) yield without.slice(0, to) + block + without.slice(to);
  if (how === 2) yield text.slice(0, other.start) + block + text.slice(other.start);
}

/** Some lines come to stand in a block, a loop, a function, a comment; the closing part a step later. */
function* wrapping(text: string, chance: Chance): Iterable<string> {
  const all = text.split("\n");
  const from = chance.int(all.length);
  const to = Math.min(all.length, from + 1 + chance.int(5));
  const [head, tail] = chance.pick(WRAPPERS);
  const parts = filled(`${head}\u0000${tail}`, text, chance).split("\u0000");
  const opened = all.toSpliced(from, 0, parts[0] ?? "");
  if (chance.percent(50)) yield opened.join("\n");
  yield opened.toSpliced(to + 1, 0, parts[1] ?? "").join("\n");
}

/** A name is changed wherever it stands. */
function* renaming(text: string, chance: Chance): Iterable<string> {
  const hit = found(text, WORD, chance);
  if (hit === undefined) return;
  const name = text.slice(hit.start, hit.end);
  const other = chance.percent(70) ? `${name}2` : nameOf(text, chance);
  yield text.replace(new RegExp(`\\b${name.replaceAll("$", "\\$")}\\b`, "g"), () => other);
}

/** A bracket or a quotation mark goes; something is typed elsewhere before it comes back, if it does. */
function* breaking(text: string, chance: Chance): Iterable<string> {
  const hit = found(text, /[(){}[\]"`]/g, chance);
  if (hit === undefined) return;
  const broken = text.slice(0, hit.start) + text.slice(hit.end);
  yield broken;
  const line = lineAt(broken, chance);
  for (const typed of [" /", " // x"]) yield broken.slice(0, line.end) + typed + broken.slice(line.end);
}

/** Lines that mean nothing. */
function* blanks(text: string, chance: Chance): Iterable<string> {
  const { start } = chance.percent(40) ? { start: 0 } : lineAt(text, chance);
  yield (
    text.slice(0, start) +
      chance.pick(["\n", "// a remark\n", "/** What it\n * does. */\n", "\n\n  \n"]) +
      text.slice(start)
  );
}

/** A declaration begins or ceases to be exported. */
function* exporting(text: string, chance: Chance): Iterable<string> {
  const hit = found(text, /^(?:export (?:default )?)?(?=(?:async )?(?:function|const|let|class)\b)/gm, chance);
  if (hit === undefined) return;
  const word = hit.end > hit.start ? "" : chance.pick(["export ", "export default "]);
  yield text.slice(0, hit.start) + word + text.slice(hit.end);
}

/** All edits, those that are made often more than once. */
export const EDITS: readonly (readonly [what: string, make: EditAction])[] = [
  ["typing", typing],
  ["pasting", pasting],
  ["pasting", pasting],
  ["pasting", pasting],
  ["wording", wording],
  ["wording", wording],
  ["swapping", swapping],
  ["swapping", swapping],
  ["swapping", swapping],
  ["tokens", tokens],
  ["backspace", backspace],
  ["lines", lines],
  ["blocks", blocks],
  ["wrapping", wrapping],
  ["renaming", renaming],
  ["breaking", breaking],
  ["blanks", blanks],
  ["exporting", exporting],
];

function kindOf(token: string): string {
  if (/^\s/.test(token)) return "blank";
  if (/^[A-Za-z_$]/.test(token)) return token in SWAPS ? "keyword" : "name";
  return /^\d/.test(token) ? "number" : token.length > 1 ? "string" : token;
}

/** A text with names and literals in the place of the words that stand for them. */
export function filled(template: string, text: string, chance: Chance): string {
  const fresh = `fresh${chance.int(50)}`;
  return template.replace(/NAME|TEXT|NEW/g, (word) => {
    if (word === "NEW") return fresh;
    return word === "NAME" ? nameOf(text, chance) : literalOf(text, chance);
  });
}

function nameOf(text: string, chance: Chance): string {
  const names = [...new Set(text.match(WORD) ?? [])].filter((word) => !(word in SWAPS || NO_NAME.test(word)));
  return names.length === 0 ? "name" : chance.pick(names);
}

function literalOf(text: string, chance: Chance): string {
  return chance.pick([...(text.match(STRING) ?? []), '"literal"']);
}

/** A line of the text, chosen by chance, without its end. */
function lineAt(
  text: string,
  chance: Chance,
): { readonly start: number; readonly end: number; readonly indent: string } {
  const all = text.split("\n");
  const number = chance.int(all.length);
  const start = all.slice(0, number).reduce((sum, line) => sum + line.length + 1, 0);
  const line = all[number] ?? "";
  return { start, end: start + line.length, indent: /^\s*/.exec(line)?.[0] ?? "" };
}

/** Where one of the matches of a pattern stands. */
function found(
  text: string,
  pattern: RegExp,
  chance: Chance,
): { readonly start: number; readonly end: number } | undefined {
  const hit = chance.pickAny([...text.matchAll(pattern)]);
  return hit && { start: hit.index, end: hit.index + hit[0].length };
}
