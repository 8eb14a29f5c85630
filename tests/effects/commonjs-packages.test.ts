/** What CommonJS packages reach, as the check of a module that imports them sees it. They do not run in strict mode. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/memory-workspace.ts";

const HEAD = 'import { defineManifest } from "ambit:module"; export const manifest = defineManifest({});';

/** The file of a package, what a module does with it, and the resources that are reached; "?" is an unknown call. */
const CASES: readonly (readonly [code: string, use: string, reached: readonly string[]])[] = [
  [
    'exports.get = (name) => fetch("https://a.example/" + name);',
    'import { get } from "p"; await get("x");',
    ["https://a.example/x"],
  ],
  [
    'module.exports = class { get() { return fetch("https://a.example/x"); } };',
    'import P from "p"; await new P().get();',
    ["https://a.example/x"],
  ],
  ['fetch("https://a.example/init");', 'import "p";', ["https://a.example/init"]],
  ['exports.go = () => require("./inner").go();', 'import p from "p"; await p.go();', ["https://inner.example/"]],
  ['exports.go = () => require("q")();', 'import p from "p"; await p.go();', ["https://q.example/"]],
  ['module.exports = require("./inner");', 'import * as p from "p"; await p.go();', ["https://inner.example/"]],
  [
    'exports.go = () => import("./inner.js").then((m) => m.default.go());',
    'import { go } from "p"; await go();',
    ["https://inner.example/"],
  ],
  [
    'const { readText } = require("ambit:fs"); exports.go = () => readText("/a.txt");',
    'import { go } from "p"; await go();',
    ["/a.txt"],
  ],
  [
    'exports.go = function () { return (function () { return this.fetch("https://a.example/self"); })(); };',
    'import { go } from "p"; await go();',
    ["https://a.example/self"],
  ],
  [
    'exports.go = function () { leaked = fetch; return leaked("https://a.example/global"); };',
    'import { go } from "p"; await go();',
    ["https://a.example/global"],
  ],
  [
    'exports.go = function () { with (globalThis) { return fetch("https://a.example/with"); } };',
    'import { go } from "p"; await go();',
    ["https://a.example/with", "?"],
  ],
  [
    'exports.go = function () { var r = require; return r("./in" + "ner").go(); };',
    'import { go } from "p"; await go();',
    ["?"],
  ],
  [
    'var fs; try { fs = require("fs"); } catch (e) { exports.go = () => fetch("https://a.example/without-node"); }',
    'import p from "p"; await p.go();',
    ["https://a.example/without-node"],
  ],
];

describe("the effects of CommonJS packages", () => {
  for (const [code, use, reached] of CASES) {
    it(`${code} ${use}`, async () => {
      const [, imports = "", body = ""] = /^(import [^;]*;) ?(.*)$/.exec(use) ?? [];
      const workspace = new MemoryWorkspace({
        "/main.ts": `${imports} ${HEAD} export default async function main() { ${body} }`,
        "/node_modules/p/package.json": "{}",
        "/node_modules/p/index.js": code,
        "/node_modules/p/inner.js": 'exports.go = function () { return fetch("https://inner.example/"); };',
        "/node_modules/q/package.json": '{ "exports": { "import": "./i.mjs", "require": "./r.cjs" } }',
        "/node_modules/q/i.mjs": "export default () => undefined;",
        "/node_modules/q/r.cjs": 'module.exports = () => fetch("https://q.example/");',
      });
      const { diagnostics, effects } = await prepare("/main.ts", workspace);
      const found = [...effects.effects.map(({ resource }) => resource), ...effects.unknowns.map(() => "?")];
      for (const each of reached) assert.ok(found.includes(each), `${each} is not among ${found.join(", ")}`);
      assert.ok(
        found.every((each) => each === "?" || (each !== null && reached.includes(each))),
        found.join(", "),
      );
      assert.deepEqual(
        diagnostics.filter(({ code: said }) => said.startsWith("parse/")),
        [],
      );
    });
  }
});
