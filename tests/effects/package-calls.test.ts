/** What is said of a module of ours when a package that it calls is too much work to follow. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/memory-workspace.ts";

/** A parser whose work doubles with each level, and which knows what it is given in the end. */
const PARSER = `
  const level = (n, text, done) => {
    if (n === 0) return done === undefined ? text : done(text);
    const left = level(n - 1, text + "a", done);
    return level(n - 1, left + "b", done);
  };
  export const parse = (text, done) => level(20, text, done);
`;

/** What a module does, and the resources that its lines reach; "?" is an unknown call. */
const CASES: readonly (readonly [what: string, code: string, reached: readonly string[]])[] = [
  [
    "what stands before and behind the call",
    'const config = parse(await readText("/in")); await writeText("/out", config); await readText(`/x/${config.name}`);',
    ["/in", "/out", "/x/*", "?"],
  ],
  ["each such call", 'parse("a"); parse("b"); await readText("/behind");', ["/behind", "?", "?"]],
  [
    "what the package can change",
    'const at = { file: "/a" }; const same = { file: "/b" }; parse(at); await readText(at.file); await readText(same.file);',
    ["/a", "/b", "null", "?"],
  ],
  ["what the package is given", 'parse("a", (text) => readText(`/given/${text}`));', ["/given/*", "?"]],
];

describe("prepare()", () => {
  for (const [what, code, reached] of CASES) {
    it(`finds ${what} when a package is too much work`, async () => {
      const workspace = new MemoryWorkspace({
        "/main.ts": `import { readText, writeText } from "ambit:fs"; import { parse } from "p";
          export default async function main() { ${code} }`,
        "/node_modules/p/package.json": '{ "name": "p", "type": "module", "exports": "./index.js" }',
        "/node_modules/p/index.js": PARSER,
      });
      const { effects: report } = await prepare("/main.ts", workspace);
      assert.equal(report.degraded, true);
      const ofCalls = report.unknowns.filter(({ detail }) => !detail.startsWith("the module"));
      const found = [...report.effects.map(({ resource }) => resource ?? "null"), ...ofCalls.map(() => "?")];
      assert.deepEqual(found.toSorted(), reached.toSorted());
    });
  }
});
