/** What is said of the lines of a program whose packages use up the budget. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { effectsOf } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/memory-workspace.ts";

const STEPS = 3000;

/** A package whose `parse` is too much work, and whose `route` calls what it is given. */
const PACKAGE = `
  const tokens = (text) => { for (let i = 0; i < 60; i++) for (let j = 0; j < 60; j++) text = text.replace(i, j); return text; };
  export const parse = (text) => tokens(text);
  export const route = (handler) => { parse(handler.name); if (parse("")) handler(parse("x")); };
`;

/** A program, and what its lines reach. */
const CASES: readonly (readonly [what: string, code: string, reached: readonly string[]])[] = [
  [
    "a statement before and behind what is too much",
    'readFileSync("/before"); parse(readFileSync("/input", "utf8")); readFileSync("/behind");',
    ["/before", "/behind", "/input"],
  ],
  ["a handler that a package is given", "route((name) => readFileSync(`/notes/${name}`));", ["/notes/*"]],
  ["a handler behind what is too much", "parse(''); route((name) => readFileSync(`/late/${name}`));", ["/late/*"]],
  [
    "a function of its own that handlers call",
    "const load = (name) => readFileSync(`/pages/${name}`); route(() => load('a')); parse('');",
    ["/pages/*"],
  ],
  [
    "a handler that is made several times, for something else each time",
    'for (const each of ["/a", "/b"]) route(() => readFileSync(each));',
    ["/a", "?"],
  ],
  [
    "a handler that stands in a function",
    "const setUp = (folder) => route((name) => readFileSync(`${folder}/${name}`)); setUp('/a'); setUp('/b');",
    ["/a/*", "?"],
  ],
];

describe("effectsOf()", () => {
  for (const [what, code, reached] of CASES) {
    it(`says what ${what} reaches when the budget is used up`, () => {
      const workspace = new MemoryWorkspace({
        "/main.mjs": `import { readFileSync } from "node:fs"; import { parse, route } from "p"; ${code}`,
        "/node_modules/p/package.json": '{ "name": "p", "type": "module", "exports": "./index.js" }',
        "/node_modules/p/index.js": PACKAGE,
      });
      const { report } = effectsOf("/main.mjs", workspace, { profile: "node", steps: STEPS });
      assert.equal(report.degraded, true);
      assert.deepEqual([...new Set(report.effects.map(({ resource }) => resource ?? "?"))].sort(), reached);
    });
  }
});
