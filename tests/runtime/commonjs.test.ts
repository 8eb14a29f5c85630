/** CommonJS packages: what a module imports of them is what it would import in Node, which runs the same files beside. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const MODULES = new URL("../../node_modules/", import.meta.url).pathname;
/** Packages of npm, with those that they require. */
const REAL = [
  "ms",
  "semver",
  "qs",
  "side-channel",
  "side-channel-list",
  "side-channel-map",
  "side-channel-weakmap",
  "es-errors",
]
  .concat([
    "object-inspect",
    "call-bound",
    "get-intrinsic",
    "call-bind-apply-helpers",
    "function-bind",
    "es-define-property",
  ])
  .concat([
    "es-object-atoms",
    "gopd",
    "has-symbols",
    "async-function",
    "async-generator-function",
    "generator-function",
    "hasown",
    "math-intrinsics",
    "get-proto",
    "dunder-proto",
    "js-yaml",
    "argparse",
  ])
  .concat(["picomatch", "lodash.once", "underscore", "balanced-match", "concat-map"]);

const PACKAGES: Readonly<Record<string, string>> = {
  "/node_modules/whole/package.json": '{ "name": "whole", "main": "./lib" }',
  "/node_modules/whole/lib/index.js":
    'var inner = require("./inner"); exports.answer = 42; exports.twice = function (n) { return inner.twice(n); }; exports["a-b"] = 1; exports.later = "?"; exports.json = require("../data.json").list; exports.same = require("../data") === require("../data.json"); exports.own = this === exports; exports.where = [__filename, __dirname, module.id]; exports.later = "set";',
  "/node_modules/whole/lib/inner/index.js": "#!/usr/bin/env node\nmodule.exports = { twice: (n) => n * 2 };",
  "/node_modules/whole/data.json": '{ "list": [1, { "__proto__": 2 }] }',
  "/node_modules/replaced/index.js":
    "module.exports = function greet(name) { return `hi ${name}`; }; module.exports.loud = (name) => name.toUpperCase();",
  "/node_modules/replaced/package.json": "{}",
  "/node_modules/cycle/package.json": '{ "main": "a" }',
  "/node_modules/cycle/a.js": 'exports.early = 1; const b = require("./b"); exports.seen = b.seen; exports.late = 2;',
  "/node_modules/cycle/b.js": 'const a = require("./a"); exports.seen = Object.keys(a);',
  "/node_modules/both/package.json":
    '{ "exports": { ".": { "require": "./r.cjs", "import": "./i.mjs" }, "./sub/*": "./lib/*.js" }, "imports": { "#own": "./lib/own.js" } }',
  "/node_modules/both/r.cjs":
    'exports.kind = "require"; exports.own = require("#own").own; exports.self = typeof require("./r.cjs").own;',
  "/node_modules/both/i.mjs": 'export const kind = "import";',
  "/node_modules/both/lib/own.js": "exports.own = true;",
  "/node_modules/both/lib/x.js": "exports.x = 'sub';",
  "/node_modules/user/package.json": '{ "main": "main.js" }',
  "/node_modules/user/main.js":
    'exports.kind = require("both").kind; exports.x = require("both/sub/x").x; exports.deep = require("nested"); Object.assign(exports, { hidden: 1 }); exports.esm = require("modern").value; exports.lazy = () => import("modern").then((m) => m.value);',
  "/node_modules/user/node_modules/nested/package.json": "{}",
  "/node_modules/user/node_modules/nested/index.json": '"nested json"',
  "/node_modules/modern/package.json": '{ "type": "module", "exports": "./m.js" }',
  "/node_modules/modern/m.js": 'export const value = "ecma"; export { default as greet } from "replaced";',
  "/node_modules/again/package.json": "{}",
  "/node_modules/again/index.js": 'module.exports = require("./inner.js");',
  "/node_modules/again/inner.js":
    'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = "the default"; exports.named = "named"; function f() { return this === undefined; } exports.sloppy = !f();',
  "/node_modules/fails/package.json": "{}",
  "/node_modules/fails/index.js":
    'exports.runs = (globalThis.runs = (globalThis.runs || 0) + 1); try { require("./bad"); } catch (error) { exports.first = error.message; } try { require("./bad"); } catch (error) { exports.second = error.message; } try { require("not-there"); } catch (error) { exports.code = error.code; }',
  "/node_modules/fails/bad.js":
    'globalThis.bads = (globalThis.bads || 0) + 1; throw new Error("bad " + globalThis.bads);',
  "/node_modules/browsed/package.json":
    '{ "main": "./node", "browser": { "./node.js": "./page.js", "fs": false, "./os": "modern" } }',
  "/node_modules/browsed/node.js": 'exports.from = "node"; exports.fs = {}; exports.os = "ecma";',
  "/node_modules/browsed/page.js":
    'exports.from = "page"; exports.fs = require("fs"); exports.os = require("./os").value;',
  "/node_modules/browsed/os.js": 'exports.value = require("os");',
  "/node_modules/mode/package.json": "{}",
  "/node_modules/mode/index.js":
    'if (process.env.NODE_ENV === "production") { module.exports = require("./production"); } else { module.exports = require("./development"); } // process.env.NODE_ENV\nmodule.exports.text = "process.env.NODE_ENV";',
  "/node_modules/mode/production.js": "exports.build = 'production';",
  "/node_modules/mode/development.js": "exports.build = 'development';",
};

const EXPRESSIONS: readonly (readonly [imports: string, body: string])[] = [
  [
    'import whole, { answer, twice, "a-b" as ab, later, json, same, own } from "whole"',
    "return [Object.keys(whole), answer, twice(4), ab, later, json, same, own]",
  ],
  ['import * as whole from "whole"', "return [Object.keys(whole).sort(), whole.default.answer === whole.answer]"],
  ['import { where } from "whole"', "return where.map((path) => path.replace(/^.*node_modules/, ''))"],
  [
    'import greet, { loud } from "replaced"; import * as all from "replaced"',
    "return [greet('x'), loud('x'), Object.keys(all)]",
  ],
  ['import { early, late, seen } from "cycle"', "return [early, late, seen]"],
  [
    'import * as both from "both"; import user, { kind, x, deep, esm, lazy } from "user"; import { x as direct } from "both/sub/x"',
    "return [both.kind, kind, x, direct, deep, esm, await lazy(), user.hidden, Object.keys(both)]",
  ],
  ['import { greet } from "modern"; import replaced from "replaced"', "return greet === replaced"],
  [
    'import again, { named, sloppy } from "again"; import * as all from "again"',
    "return [again.default, named, sloppy, all.default === again]",
  ],
  ['import fails from "fails"; import "fails"', "return [fails.runs, fails.first, fails.second, fails.code]"],
  ['import mode from "mode"', "return mode"],
  ['import * as browsed from "browsed"', "return [browsed.fs, browsed.os]"],
  ["", 'const { default: whole, twice } = await import("whole"); return [whole.answer, twice(2)]'],
  ['import ms from "ms"', "return [ms('2 days'), ms(60000), ms(90000, { long: true })]"],
  [
    'import semver, { satisfies } from "semver"',
    "return [satisfies('1.2.3', '^1.0.0'), semver.inc('1.2.3', 'minor'), semver.sort(['2.0.0', '1.0.0-beta'])]",
  ],
  ['import qs from "qs"', "return [qs.parse('a[b]=c&d[]=1&d[]=2'), qs.stringify({ a: [1, { b: 2 }] })]"],
  ['import once from "lodash.once"', "let n = 0; const f = once(() => ++n); f(); f(); return n"],
  ['import _ from "underscore"', "return [_.chunk([1, 2, 3], 2), _.template === undefined]"],
  [
    'import picomatch from "picomatch/posix.js"',
    "return [picomatch('src/**/*.ts')('src/a/b.ts'), picomatch('*.js')('a.ts')]",
  ],
];

describe("CommonJS packages", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = await makeProject(PACKAGES);
    for (const name of REAL) cpSync(join(MODULES, name), join(project.root, "node_modules", name), { recursive: true });
  });
  after(() => project[Symbol.asyncDispose]());

  describe("are imported as in Node", () => {
    let inside: readonly unknown[];
    let outside: readonly unknown[];
    before(async () => {
      const names = EXPRESSIONS.map((_, i) => `e${i}`);
      for (const [i, [imports, body]] of EXPRESSIONS.entries())
        project.write(`/e${i}.ts`, `${imports};\nexport default async () => { ${body} };`);
      const all = `const all = []; for (const each of [${names.join()}]) all.push(await each()); return all;`;
      const imports = names.map((name) => `import ${name} from "./${name}.ts";`).join("\n");
      project.write("/main.ts", moduleText({}, all, imports));
      const report = await project.run("/main.ts", { skipCheck: true });
      assert.equal(report.outcome.kind, "completed", JSON.stringify(report.outcome));
      inside = report.result as readonly unknown[];
      project.write("/node.ts", `${imports}\nconsole.log(JSON.stringify(await (async () => { ${all} })()));`);
      const env = { ...process.env, NODE_ENV: "production" };
      const options = { cwd: project.root, encoding: "utf8", env } as const;
      outside = JSON.parse(execFileSync(process.execPath, ["node.ts"], options)) as readonly unknown[];
    });

    for (const [i, [imports, body]] of EXPRESSIONS.entries())
      it(`${imports}; ${body}`, () => assert.deepEqual(inside[i], outside[i]));
  });

  it("have the build for browsers where they have one", async () => {
    project.write("/main.ts", moduleText({}, "return from;", 'import { from } from "browsed";'));
    assert.equal((await project.run("/main.ts", { skipCheck: true })).result, "page");
  });

  it("what only Node has throws where it is required, and says what to use instead", async () => {
    project.write("/node_modules/nodes/package.json", "{}");
    project.write(
      "/node_modules/nodes/index.js",
      'exports.try = () => { try { require("node:fs"); } catch (error) { return [error.code, error.message]; } };',
    );
    project.write("/main.ts", moduleText({}, "return nodes.try();", 'import nodes from "nodes";'));
    const { result } = await project.run("/main.ts", { skipCheck: true });
    const sentence =
      'Cannot load "node:fs", which only Node has; import `readText`, `writeText` and others from "ambit:fs"';
    assert.deepEqual(result, ["MODULE_NOT_FOUND", sentence]);
  });

  it("an error in one has the line and the column of its file", async () => {
    project.write("/node_modules/thrower/package.json", "{}");
    project.write("/node_modules/thrower/index.js", "exports.go = () => null.x;");
    project.write("/main.ts", moduleText({}, "return go();", 'import { go } from "thrower";'));
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.match(JSON.stringify(outcome), /thrower\/index\.js:1:25/);
  });

  it("cannot be reached by a module that names the loader's own module", async () => {
    const imports = 'import * as inner from "ambit:hooks"; import "whole";';
    project.write("/main.ts", moduleText({}, "return Object.keys(inner);", imports));
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(outcome.kind, "exception");
  });

  it("are held to the grants of the module, and the check sees what they reach", async () => {
    project.write("/node_modules/reader/package.json", "{}");
    project.write(
      "/node_modules/reader/index.js",
      'const { get } = require("./get"); module.exports = (name) => get("https://api.example/" + name);',
    );
    project.write("/node_modules/reader/get.js", "exports.get = function (url) { return fetch(url); };");
    project.write("/main.ts", moduleText({}, 'await read("a");', 'import read from "reader";'));
    await assert.rejects(project.run("/main.ts"), /it has an error: .*`fetch` needs http.read/);
    const { outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(outcome.kind, "permission-denied");
    const granted = { permissions: { http: { read: ["https://api.example/a"] } } };
    project.write("/main.ts", moduleText(granted, 'if (args === 5) await read("a");', 'import read from "reader";'));
    assert.equal((await project.run("/main.ts")).outcome.kind, "completed");
  });
});
