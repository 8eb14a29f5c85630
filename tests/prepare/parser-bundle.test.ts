/** What ships of TypeScript does what the package does. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import typescript from "typescript";
import * as taken from "../../runtime-core/prepare/1-parse/typescript.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const shipped = createRequire(import.meta.url)("../../dist/typescript.cjs") as typeof typescript;
const PATTERNS = ["runtime-core/prepare/5-symbolic/**/*.ts", "tests/effects/micro/**/*.{ts,js}"];
const TOKENS =
  "=> await yield async enum class { } ( ) [ ] < > , ; : ? ?. ... @ # \" ' ` ${ /* /a/gg 1n 0x 08 1_ \\u static abstract get set import export default from as let const var return break new super this in of instanceof declare namespace accessor satisfies infer keyof unique case switch do try catch 'use strict' #x -- ** ??= <a> </a> /** @type".split(
    " ",
  );
const JSX =
  "export const App = <T,>(p: T) => <a b={1} {...p}>x &amp; {p /* y */}<C.D/></a>; <>{...[1]}</>; <a:b c-d='e'>";

describe("the parser that ships", () => {
  const files = globSync(PATTERNS, { cwd: ROOT, exclude: ["**/node_modules/**"] }).toSorted();
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(ROOT, file), "utf8")]));

  it("has every name that is taken of the package", () => {
    const names = [...Object.keys(taken), "createScanner", "LanguageVariant"];
    assert.deepEqual(
      names.filter((name) => !(name in shipped)),
      [],
    );
  });

  it("gives the same trees and errors", () => {
    assert.ok(texts.size > 300);
    for (const [file, text] of [...texts, ["jsx.tsx", JSX] as const])
      assert.equal(treeOf(shipped, file, text), treeOf(typescript, file, text), file);
  });

  it("gives the same of texts that break off", () => {
    for (const [file, text] of texts) {
      const cut = text.slice(0, ((text.length * 7919) % (text.length + 1)) >> 1);
      assert.equal(treeOf(shipped, file, cut), treeOf(typescript, file, cut), file);
    }
  });

  it("gives the same of texts with tokens where none belong", () => {
    const seen = new Set<string>();
    const some = [...texts].filter((_, index) => index % 12 === 0);
    for (const [file, text] of some)
      for (const [index, token] of TOKENS.entries()) {
        const at = (text.length * (index + 1) * 7919) % (text.length + 1);
        const wrong = `${text.slice(0, at)} ${token} ${text.slice(at, at + 2000)}`.slice(Math.max(0, at - 2000));
        const tree = treeOf(shipped, file, wrong);
        assert.equal(tree, treeOf(typescript, file, wrong), `${file}, ${token}`);
        for (const [code = ""] of tree.matchAll(/^1\d{3}(?= \d+ \D)/gm)) seen.add(code);
      }
    assert.ok(seen.size > 30, `${seen.size} kinds of errors`);
  });

  it("gives the same after an edit", () => {
    for (const [file, text] of texts) {
      const at = text.length >> 1;
      assert.equal(afterEdit(shipped, file, text, at), afterEdit(typescript, file, text, at), file);
    }
  });

  it("reads settings with comments alike", () => {
    const text = '{ // here\n "a": [1, "two",], "b": }';
    assert.equal(settingsOf(shipped, text), settingsOf(typescript, text));
  });
});

function treeOf(ts: typeof typescript, file: string, text: string): string {
  return written(ts, ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
}

function afterEdit(ts: typeof typescript, file: string, text: string, at: number): string {
  const before = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const range = ts.createTextChangeRange(ts.createTextSpanFromBounds(at, at + 1), 2);
  return written(ts, ts.updateSourceFile(before, `${text.slice(0, at)}({${text.slice(at + 1)}`, range));
}

/** Every node with its place, flags and text, and the errors. */
function written(ts: typeof typescript, file: typescript.SourceFile): string {
  const lines: string[] = [];
  const visit = (node: typescript.Node): void => {
    const text = ts.isIdentifier(node) || ts.isStringLiteral(node) ? node.text : "";
    lines.push(`${node.kind} ${node.getStart(file)}-${node.end} ${node.flags} ${text} ${node.parent?.kind}`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly typescript.Diagnostic[] };
  for (const { code, start, messageText } of parseDiagnostics)
    lines.push(`${code} ${start} ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  return lines.join("\n");
}

function settingsOf(ts: typeof typescript, text: string): string {
  const { config, error } = ts.parseConfigFileTextToJson("tsconfig.json", text);
  return JSON.stringify({ config, code: error?.code, at: error?.start });
}
