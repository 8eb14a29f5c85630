/** What steps 1 to 4 keep from the text before an edit: never anything that changes what they find. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { parseModule } from "../../runtime-core/prepare/1-parse/parse-module.ts";
import { survey } from "../../runtime-core/prepare/1-parse/survey.ts";
import { parseText, reparse, ts } from "../../runtime-core/prepare/1-parse/syntax.ts";
import { stepsBeforeEvaluation } from "../../runtime-core/prepare/analysis.ts";
import { StepCache } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

/** Something for every rule, in statements of every kind. */
const PIECE = `
function names(process: unknown, { Buffer = require("x") } = {}): void {
  const later = () => document.title;
  if (typeof window !== "undefined") window.alert(Buffer, process);
  for (const Deno of [1]) { fetch("https://a.example/" + Deno); eval("1"); }
  switch (process) { case 1: readText("/a"); break; default: void import("./" + process); }
  try { var global = 1; } catch (exports) { exports.navigator = module; }
}
export class Store extends Worker implements EventSource {
  constructor(private readonly folder = __dirname, public plain = 1) { super(); }
  static { setTimeout("1", 2); }
  accessor size = setImmediate;
  @log async load() { await readText("/b"); fs.stat("/c").finally(() => location); return x + 1 as number * 2; }
}
namespace Inner { export const value = process.env; fetch(value); }
declare namespace Outer { const Bun: number; function f(a: typeof process): void; }
enum Kind { a = alert.length }
import { base } from "./other.ts";
export default async (a = defineManifest({})) => import("./other.ts");
`;

const TEXT = `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import * as fs from "ambit:fs";
const folder = "/data";
export const manifest = defineManifest({ permissions: { fs: { read: [\`\${folder}/**\`] } }, limits: { "fs/read": "1MB/s" } });
${PIECE}
export function long() {
${PIECE.replaceAll("export ", "").repeat(3)}
}
class Long {
${"  method(process) { fetch(process); { const Deno = 1; } return [Deno, eval(document), () => readText(location)]; }\n".repeat(20)}
}
`;

const WORKSPACE = { "/other.ts": "export const base = process.env;\nexport type manifest = 1;\n" };

const EDIT = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, fc.nat(400)),
  add: fc.constantFrom(
    ...'{ } ( ) ` " a \n / , ; = .'.split(" "),
    ...["", "declare ", "export ", "var process = 1;", "const readText = 1;", "type T = ", "async ", "// ", "/* "],
    ...["import { readText as fetch } from 'ambit:fs';", "document", "class A {", "function f() {", "(".repeat(1100)],
  ),
  back: fc.boolean(),
});

describe("steps 1 to 4", () => {
  it("find after any edits what they find from scratch, in trees that are whole", () => {
    const check = (edits: readonly { at: number; remove: number; add: string; back: boolean }[]): void => {
      const cache = new StepCache();
      let text = TEXT;
      found(text, cache);
      for (const { add, at, back, remove } of edits) {
        const from = back ? TEXT : text;
        const start = Math.floor(at * from.length);
        text = from.slice(0, start) + add + from.slice(start + remove);
        assert.deepEqual(found(text, cache), found(text, new StepCache()));
        assertPlaces(cache.tree("/main.ts")?.syntax);
      }
    };
    fc.assert(fc.property(fc.array(EDIT, { minLength: 1, maxLength: 6 }), check), { numRuns: 60 });
  }).timeout(60_000);

  it("see in the manifest of an import what changes in the file that it takes constants from", () => {
    const cache = new StepCache();
    const files = {
      "/main.ts": `import "./lib.ts";\nexport const manifest = { permissions: { fs: { read: ["/in/**"] } } };\n`,
      "/lib.ts": `import { path } from "./path.ts";\nexport const manifest = { permissions: { fs: { read: [path] } } };\n`,
    };
    const codes = (path: string): readonly string[] => {
      const workspace = new MemoryWorkspace({ ...files, "/path.ts": `export const path = "${path}";\n` });
      const { diagnostics } = stepsBeforeEvaluation(parseModule("/main.ts", workspace, cache).value, cache);
      return diagnostics.map(({ code }) => code);
    };
    assert.deepEqual(codes("/in/a.txt"), []);
    assert.deepEqual(codes("/out/a.txt"), ["manifest/exceeds-importer"]);
    assert.deepEqual(codes("/in/b.txt"), []);
  });

  for (const [what, before, edit] of [
    ["behind a line that is being typed", "\nconst typed", "\nconst typed = 1"],
    ["behind a comment", "// typ", "// typed"],
    ["beside a syntax error", "\nconst typed = ;", "\nconst typed = { a b };"],
    ["behind an await", "\nawait one", "\nawait one;"],
  ] as const)
    it(`know a statement again ${what}`, () => {
      const textWith = (typed: string): string =>
        `import { one } from "./one.ts";${typed}\nfunction beside() {\n  return await;\n}\nbeside();\n`;
      let tree = parseText("/main.ts", textWith("\n"), "ts");
      survey(tree);
      for (const text of [before, edit, `${edit} `, edit, before].map(textWith)) {
        const [first, beside] = [tree.statements[0], tree.statements.find(ts.isFunctionDeclaration)];
        tree = reparse(tree, text);
        survey(tree);
        assertParents(tree);
        assertPlaces(tree);
        assert.ok(tree.statements[0] === first, text);
        assert.ok(tree.statements.find(ts.isFunctionDeclaration) === beside, text);
      }
    });

  it("take apart two statements that say the same", () => {
    const [one, two] = ["function same() {\n  return same();\n}\n", "beside();\n"];
    let tree = parseText("/main.ts", one + two, "ts");
    survey(tree);
    for (const text of [one + one + two, `f${one.slice(15)}${one}${two}`, one + one + two]) {
      tree = reparse(tree, text);
      survey(tree);
      assertParents(tree);
      assertPlaces(tree);
    }
  });

  it("walk no statement again that an edit left alone", () => {
    const tree = parseText("/main.ts", TEXT, "ts");
    survey(tree);
    const before = new Set(statementsIn(tree));
    const at = TEXT.indexOf("setTimeout", TEXT.indexOf("function long"));
    const next = reparse(tree, `${TEXT.slice(0, at)}x${TEXT.slice(at)}`);
    const untouched = statementsIn(next).filter((statement) => before.has(statement));
    let walked = 0;
    for (const statement of untouched) ts.forEachChild(statement, (child) => watch(child, () => walked++));
    survey(next);
    assert.ok(untouched.length > before.size - 10, `${untouched.length} of ${before.size} are left`);
    assert.equal(walked, 0);
  });
});

/** Statements, members and clauses of a few lines that stand in longer ones or at the top level. */
function statementsIn(node: ts.Node): readonly ts.Node[] {
  const isPart =
    (ts.isStatement(node) && !ts.isBlock(node)) || ts.isMethodDeclaration(node) || ts.isCaseOrDefaultClause(node);
  if (isPart && node.end - node.pos <= 1000) return [node];
  const inside: ts.Node[] = [];
  ts.forEachChild(node, (child) => void inside.push(...statementsIn(child)));
  return inside;
}

/** Calls `onSet` when the parent of a node is set. */
function watch(node: ts.Node, onSet: () => void): void {
  const { parent } = node;
  Object.defineProperty(node, "parent", { get: () => parent, set: onSet });
}

/** All findings, and the manifest as data; checks the parents in the tree on the way. */
function found(text: string, cache: StepCache): unknown {
  const { value: module, diagnostics } = parseModule(
    "/main.ts",
    new MemoryWorkspace({ ...WORKSPACE, "/main.ts": text }),
    cache,
  );
  for (const { syntax } of module.files.values()) assertParents(syntax);
  const { value, diagnostics: others } = stepsBeforeEvaluation(module, cache);
  return { data: value?.data, diagnostics: [...diagnostics, ...others] };
}

/** Kinds and places are those of a tree that is made from scratch. */
function assertPlaces(tree: ts.SourceFile | undefined): void {
  assert.ok(tree !== undefined);
  const isSame = placesIn(tree) === placesIn(parseText(tree.fileName, tree.text, "ts"));
  assert.ok(isSame, `the tree is not that of the text:\n${tree.text}`);
}

function placesIn(node: ts.Node): string {
  const lines = [`${ts.SyntaxKind[node.kind]} ${node.pos} ${node.end}`];
  ts.forEachChild(
    node,
    (child) => void lines.push(placesIn(child)),
    (list) => void lines.push(`${list.pos} ${list.end}`, ...list.map(placesIn)),
  );
  return lines.join("\n");
}

function assertParents(node: ts.Node): void {
  ts.forEachChild(node, (child) => {
    assert.ok(child.parent === node, `${ts.SyntaxKind[child.kind]} at ${child.pos} has another parent`);
    assertParents(child);
  });
}
