import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseFixture } from "../fixtures/markers.ts";
import { prepareFixture } from "./prepare-fixture.ts";

interface Case {
  readonly title: string;
  readonly specifier: string;
  readonly json: unknown;
  readonly files: readonly string[];
  /** The file that is found, or the code of the finding. */
  readonly result: string;
}

const CASES: readonly Case[] = [
  { title: "exports as a text", specifier: "p", json: { exports: "./a.js" }, files: ["a.js"], result: "a.js" },
  {
    title: "the first condition that holds",
    specifier: "p",
    json: { exports: { node: "./n.js", worker: "./w.js", ambit: "./a.js" } },
    files: ["w.js", "a.js"],
    result: "w.js",
  },
  {
    title: "nested conditions",
    specifier: "p",
    json: { exports: { ".": { browser: "./b.js", import: { types: "./t.d.ts", default: "./a.js" } } } },
    files: ["a.js"],
    result: "a.js",
  },
  {
    title: "no condition that holds",
    specifier: "p",
    json: { exports: { ".": { require: "./a.js" } } },
    files: ["a.js"],
    result: "parse/package-path-not-exported",
  },
  {
    title: "a list of alternatives",
    specifier: "p",
    json: { exports: { ".": [{ node: "./n.js" }, "./a.js"] } },
    files: ["a.js"],
    result: "a.js",
  },
  {
    title: "a sub-path",
    specifier: "p/sub",
    json: { exports: { "./sub": "./s.js" } },
    files: ["s.js"],
    result: "s.js",
  },
  {
    title: "a pattern",
    specifier: "p/x/y",
    json: { exports: { "./*": "./all/*.js" } },
    files: ["all/x/y.js"],
    result: "all/x/y.js",
  },
  {
    title: "the longest pattern",
    specifier: "p/x/y",
    json: { exports: { "./*": "./all/*.js", "./x/*": "./x-*.js" } },
    files: ["x-y.js"],
    result: "x-y.js",
  },
  {
    title: "a refused pattern",
    specifier: "p/internal/y",
    json: { exports: { "./*": "./*.js", "./internal/*": null } },
    files: ["internal/y.js"],
    result: "parse/package-path-not-exported",
  },
  {
    title: "main without its ending",
    specifier: "p",
    json: { main: "lib/a" },
    files: ["lib/a.js"],
    result: "lib/a.js",
  },
  {
    title: "a file without its ending, in a package without exports",
    specifier: "p/get",
    json: {},
    files: ["get.js"],
    result: "get.js",
  },
  {
    title: "a file that is not there",
    specifier: "p/get",
    json: {},
    files: ["index.js"],
    result: "parse/invalid-package",
  },
  { title: "a folder with an index", specifier: "p/get", json: {}, files: ["get/index.js"], result: "get/index.js" },
  { title: "no main", specifier: "p", json: {}, files: ["index.js"], result: "index.js" },
  { title: "a path without exports", specifier: "p/lib/a.js", json: {}, files: ["lib/a.js"], result: "lib/a.js" },
  {
    title: "a target that leaves the package",
    specifier: "p",
    json: { exports: "./../q/a.js" },
    files: [],
    result: "parse/invalid-package",
  },
];

describe("npm packages", () => {
  for (const { files, json, result, specifier, title } of CASES) {
    it(`resolve by ${title}`, async () => {
      const parts = files.map((file) => `//- /node_modules/p/${file}\nexport {};\n`).join("");
      const text = `//- /src/main.ts\nimport "${specifier}";\n//- /node_modules/p/package.json\n${JSON.stringify({ name: "p", ...(json as object) })}\n${parts}`;
      const prepared = await prepareFixture(parseFixture(text));
      const target = prepared.files.get("/src/main.ts")?.imports[0]?.target;
      assert.equal(target?.replace("/node_modules/p/", "") ?? prepared.diagnostics[0]?.code, result);
    });
  }

  it("are found in the nearest node_modules upwards, and find their own", async () => {
    const text =
      `//- /src/main.ts\nimport "@s/p";\n//- /src/node_modules/@s/p/package.json\n{ "name": "@s/p", "exports": "./a.js", "imports": { "#own": "./own.js" } }\n` +
      `//- /src/node_modules/@s/p/a.js\nimport "q"; import "#own"; import "@s/p"; import "./own";\nexport {};\n//- /src/node_modules/@s/p/own.js\nexport {};\n` +
      `//- /node_modules/q/package.json\n{ "exports": "./q.js" }\n//- /node_modules/q/q.js\nexport {};\n//- /node_modules/@s/p/package.json\n{}\n`;
    const prepared = await prepareFixture(parseFixture(text));
    assert.deepEqual(prepared.diagnostics, []);
    assert.deepEqual(
      [...prepared.files.keys()],
      ["/src/main.ts", "/src/node_modules/@s/p/a.js", "/node_modules/q/q.js", "/src/node_modules/@s/p/own.js"],
    );
  });
});
