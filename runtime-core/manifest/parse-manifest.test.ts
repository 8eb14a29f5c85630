import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { messageOf } from "../base/codes/table.ts";
import type { ManifestCode } from "../base/codes/manifest.ts";
import { printPermission } from "../permissions/parse-permission.ts";
import type { ManifestProblem } from "./manifest-problem.ts";
import { EMPTY_MANIFEST, parseManifest } from "./parse-manifest.ts";
import { SECTION_NAMES } from "./sections.ts";

/** "error path(.key) [start-end]: message" of each problem. */
function problemsOf(data: unknown): readonly string[] {
  return parseManifest(data, "/src").problems.map(printProblem);
}

function printProblem(problem: ManifestProblem): string {
  const { code, data, on, path, span } = problem;
  const place = `${path.join(".")}${on === "key" ? " (key)" : ""}${span === undefined ? "" : ` ${span.start}-${span.end}`}`;
  return `${place}: ${messageOf(code, data as never)}`;
}

describe("parseManifest()", () => {
  it("takes only texts for the defaults of variables, and their type in any form", () => {
    const problemsOf = (schema: object): string[] =>
      parseManifest({ env: { PORT: schema } }, "/").problems.map(({ code }) => code);
    assert.deepEqual(problemsOf({ default: 8080 }), ["manifest/invalid-default"]);
    assert.deepEqual(problemsOf({ type: "string", default: 8080 }), ["manifest/invalid-default"]);
    assert.deepEqual(problemsOf({ type: ["string"], default: "8080" }), []);
    assert.deepEqual(problemsOf({ type: ["string", "null"] }), ["manifest/invalid-schema"]);
  });

  it("reads every section", () => {
    const { manifest, problems } = parseManifest(
      {
        description: "Fetches the forecast",
        parameters: { city: { type: "string", minLength: 1 } },
        env: { UNITS: { type: "string", enum: ["metric"], default: "metric" } },
        files: { settings: { path: "./settings.json", schema: { type: "object" } } },
        permissions: { fs: { read: ["./*.json"] }, http: { read: ["https://api.example"] }, secrets: { use: ["key"] } },
        limits: { "http/request": { rate: "10/s", burst: 20 }, "memory/heap": "32MB" },
        hosts: { "api:weather": "https://api.example", "db:main": "./data/main" },
        databases: { main: { location: "./data/main", schema: {}, expectedSchemaUpdate: true } },
        secrets: ["key"],
        serve: { "GET /": "index" },
        schedule: undefined,
      },
      "/src",
    );
    assert.deepEqual(problems.map(printProblem), []);
    assert.deepEqual(manifest.permissions.map(printPermission), [
      "fs.read /src/*.json",
      "http.read https://api.example",
      "secrets.use key",
    ]);
    assert.deepEqual(
      { ...manifest, permissions: [] },
      {
        description: "Fetches the forecast",
        parameters: { city: { type: "string", minLength: 1 } },
        env: { UNITS: { type: "string", enum: ["metric"], default: "metric" } },
        files: { settings: { path: "/src/settings.json", schema: { type: "object" } } },
        permissions: [],
        limits: [
          { name: "http/request", quantity: { kind: "frequency", value: 10, burst: 20 } },
          { name: "memory/heap", quantity: { kind: "bytes", value: 32e6 } },
        ],
        hosts: { "api:weather": "https://api.example", "db:main": "./data/main" },
        databases: { main: { location: "./data/main", schema: {}, expectedSchemaUpdate: true } },
        secrets: ["key"],
        serve: { "GET /": "index" },
        schedule: undefined,
      },
    );
  });

  it("says of every kind of problem where it is and what would be right", () => {
    const cases: readonly (readonly [unknown, readonly string[]])[] = [
      [null, [": The manifest is null; write an object of sections"]],
      [{ limit: {} }, [`limit (key): There is no section "limit"; did you mean "limits"?`]],
      [{ description: 5 }, ["description: The description is a number; write a string"]],
      [{ permissions: [] }, [`permissions: The section "permissions" is an array; write an object`]],
      [
        { permissions: { fs: "x", htp: {}, http: { reed: [], read: "https://a.example", write: [5] } } },
        [
          `permissions.fs: The domain "fs" is a string; write an object`,
          `permissions.htp (key): There is no permission domain "htp"; did you mean "http"?`,
          `permissions.http.reed (key): Permissions of "http" have no kind "reed"; did you mean "read"?`,
          `permissions.http.read: The kind "read" is a string; write a list of resources`,
          "permissions.http.write.0: The resource is a number; write a string",
        ],
      ],
      [{ limits: 5 }, [`limits: The section "limits" is a number; write an object of quantities`]],
      [
        { limits: { "http/requests": "10/s", "fs/read": { rate: "1MB/s", burst: 5 }, "fs/write": { rat: "1MB/s" } } },
        [
          `limits.http/requests (key): There is no limit "http/requests"; did you mean "http/request"?`,
          `limits.fs/read.burst: Cannot limit "fs/read": the burst is a number of bytes, such as "32MB"`,
          `limits.fs/write.rat (key): Cannot limit "fs/write": there is no key "rat" beside "rate" and "burst"; did you mean "rate"?`,
        ],
      ],
      [
        { limits: { "fs/read": "5KB/s" } },
        [
          `limits.fs/read 1-5: Cannot limit "fs/read": "5KB/s" is no rate of bytes: write it with the unit "kB/s", as in "5kB/s"; units are B/s kB/s MB/s GB/s TB/s KiB/s MiB/s GiB/s TiB/s`,
        ],
      ],
      [
        { files: { a: "./a.json", b: { path: "./b.json" }, c: { path: "", schema: true, name: "c" } } },
        [
          `files.a: The file "a" is a string; write an object with path, schema`,
          `files.b: The file "b" needs the key "schema"`,
          `files.c.name (key): The file "c" has no key "name"; there are "path", "schema"`,
          "files.c.path: The path is empty; write a string",
        ],
      ],
      [
        { hosts: { api: "//a.example" } },
        [
          `hosts.api: The host "api" cannot be "//a.example": write a URL such as "https://api.example" or a path such as "./data/main"`,
        ],
      ],
      [
        { databases: { main: { location: 5, expectedSchemaUpdate: "yes" } } },
        ["databases.main.location: The location is a number; write a string"],
      ],
      [{ secrets: "key" }, [`secrets: The section "secrets" is a string; write a list of names`]],
      [
        { env: { A: true, B: { type: ["string", "null"] } } },
        [`env.B.type: The keyword "type" is not "string", but every environment variable is one`],
      ],
      [
        {
          parameters: {
            a: 5,
            b: { type: "strin" },
            c: { pattern: "(" },
            d: { items: { minimum: "1" } },
            e: { anyOf: [] },
            f: { pattern: "[a-z", type: ["int", "null"] },
            g: { pattern: "a{1,2" },
            h: { pattern: "\\-" },
            i: { pattern: 5, type: 5 },
          },
        },
        [
          "parameters.a: The schema is a number; a schema is an object or a boolean",
          `parameters.b.type: The keyword "type" is "strin", which is none of "string", "number", "integer", "boolean", "object", "array", "null"; did you mean "string"?`,
          `parameters.c.pattern: The keyword "pattern" is no regular expression: "(" is not closed; add ")"`,
          `parameters.d.items.minimum: The keyword "minimum" is a string; write a number`,
          `parameters.e.anyOf: The keyword "anyOf" is an array; write a list of schemas`,
          `parameters.f.pattern: The keyword "pattern" is no regular expression: "[" is not closed; add "]"`,
          `parameters.f.type: The keyword "type" is "int", which is none of "string", "number", "integer", "boolean", "object", "array", "null"; did you mean "integer"?`,
          `parameters.g.pattern: The keyword "pattern" is no regular expression: "{" is not closed; write "\\{" for the character itself`,
          `parameters.h.pattern: The keyword "pattern" is no regular expression: a "\\" stands only in front of a character that has a meaning`,
          `parameters.i.pattern: The keyword "pattern" is a number; write a regular expression that is valid with the flag u`,
          `parameters.i.type: The keyword "type" is a number; write one of "string", "number", "integer", "boolean", "object", "array", "null", or a list of them`,
        ],
      ],
      [
        { parameters: { a: { $ref: "#/$defs/none", default: 1 } } },
        [
          `parameters.a.default: The default of "a" does not fit its own schema: the schema cannot be applied: "$ref" leads nowhere: "#/$defs/none"`,
        ],
      ],
    ];
    for (const [data, expected] of cases) assert.deepEqual(problemsOf(data), expected);
  });

  it("leaves out what has a problem and keeps the rest", () => {
    const { manifest } = parseManifest(
      { permissions: { fs: { read: ["a", "/b"] } }, limits: { "fs/read": "5", "http/simultaneous": 5 }, hosts: [] },
      "/",
    );
    assert.deepEqual(manifest.permissions.map(printPermission), ["fs.read /b"]);
    assert.deepEqual(manifest.limits, [{ name: "http/simultaneous", quantity: { kind: "count", value: 5 } }]);
    assert.deepEqual(parseManifest([], "/").manifest, EMPTY_MANIFEST);
  });

  it("takes names of Object.prototype for names", () => {
    const data = JSON.parse(
      `{ "hosts": { "__proto__": "https://a.example" }, "constructor": 5, "parameters": { "toString": {} } }`,
    );
    const { manifest, problems } = parseManifest(data, "/");
    assert.deepEqual(
      problems.map((problem) => problem.path),
      [["constructor"]],
    );
    assert.deepEqual(Object.entries(manifest.hosts), [["__proto__", "https://a.example"]]);
    assert.deepEqual(Object.keys(manifest.parameters), ["toString"]);
  });

  it("bears schemas of any depth", () => {
    let schema: unknown = { type: "string" };
    for (let depth = 0; depth < 5000; depth++) schema = { items: schema };
    const codes: readonly ManifestCode[] = parseManifest({ parameters: { a: schema } }, "/").problems.map(
      ({ code }) => code,
    );
    assert.deepEqual(codes, ["manifest/invalid-schema"]);
  });

  it("never throws, and gives each problem a message, for any JSON", () => {
    const names = [
      "fs",
      "http",
      "read",
      "write",
      "path",
      "schema",
      "location",
      "rate",
      "burst",
      "fs/read",
      "type",
      "default",
    ];
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(fc.constantFrom<unknown>("", "./a", "/a/**", "10/s", "string", null, true, 0, 1.5), fc.string()),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie("value"), { maxKeys: 4 }),
      ),
    }));
    const data = fc.oneof(value, fc.dictionary(fc.constantFrom<string>(...SECTION_NAMES, "x"), value, { maxKeys: 6 }));
    fc.assert(
      fc.property(data, (written) => {
        for (const problem of parseManifest(written, "/src").problems) assert.notEqual(printProblem(problem), "");
      }),
      { numRuns: 500 },
    );
  });
});
