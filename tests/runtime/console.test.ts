/** What `console` writes, and how errors that nobody catches end a run. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const LINES: readonly (readonly [body: string, lines: readonly (string | RegExp)[]])[] = [
  ['console.log("%s is %d of %i%%, %o", "a", "1.5", 2.7, ["x"], { b: 1 })', ['a is 1.5 of 2%, ["x"] { b: 1 }']],
  [
    'console.log("%s and %s", 1); console.log("100%"); console.log("%c!", "color: red"); console.log(5, "%s", 6)',
    ["1 and %s", "100%", "!", "5 %s 6"],
  ],
  [
    'console.assert(1 > 0, "no"); console.assert(false, "that %s", "b"); console.assert(); console.assert(0, { a: 1 })',
    ["Assertion failed: that b", "Assertion failed", "Assertion failed { a: 1 }"],
  ],
  [
    'console.count(); console.count("b"); console.count(); console.countReset(); console.count()',
    ["default: 1", "b: 1", "default: 2", "default: 1"],
  ],
  [
    'console.group("outer"); console.log("a\\nb"); console.groupCollapsed(); console.warn("c"); console.groupEnd(); console.log("d"); console.groupEnd(); console.groupEnd(); console.log("e")',
    ["outer", "  a", "  b", "    c", "  d", "e"],
  ],
  [
    'console.time("t"); console.time("t"); console.timeLog("t", 1); console.timeEnd("t"); console.timeEnd("t"); console.timeLog("none")',
    [/^t: \d+\.\d{3} ms 1$/, /^t: \d+\.\d{3} ms$/],
  ],
  ['console.dir("a"); console.table(5); console.dirxml("b", 1); console.clear()', ['"a"', "5", "b 1"]],
  [
    'console.table([{ a: 1, b: "x" }, { b: 2 }, 3])',
    [
      "┌─────────┬───┬─────┬────────┐",
      "│ (index) │ a │ b   │ Values │",
      "├─────────┼───┼─────┼────────┤",
      '│ 0       │ 1 │ "x" │        │',
      "│ 1       │   │ 2   │        │",
      "│ 2       │   │     │ 3      │",
      "└─────────┴───┴─────┴────────┘",
    ],
  ],
  [
    'console.table(new Map([["k", [7, 8]]]), ["Key", "1"])',
    [
      "┌─────────┬─────┬───┐",
      "│ (index) │ Key │ 1 │",
      "├─────────┼─────┼───┤",
      '│ 0       │ "k" │ 8 │',
      "└─────────┴─────┴───┘",
    ],
  ],
  [
    'console.log(new URL("http://a/b"), new Headers({ X: "1" }), new URLSearchParams("a=1"), new Uint8Array([1]).buffer)',
    ['URL "http://a/b" Headers { "x" => "1" } URLSearchParams { "a" => "1" } ArrayBuffer [1]'],
  ],
  [
    'console.log({ get a() { throw 1 }, set b(c) {} }, new Proxy({}, { ownKeys() { throw 2 } }), "%d", { valueOf() { throw 3 } })',
    ["{ a: [getter], b: [setter] } [cannot be shown] %d { valueOf: [function valueOf] }"],
  ],
  ['console.log(new AggregateError([1], "all").errors, "%i", 1)', ["[1] %i 1"]],
  [
    'console.error(new Error("outer", { cause: new TypeError("inner") }))',
    [
      "Error: outer",
      /^ {4}at main \(\.\/main\.ts:\d+:\d+\)$/,
      "  [cause]: TypeError: inner",
      /^ {4}at main \(\.\/main\.ts:/,
    ],
  ],
  ['console.trace("here %d", 1)', ["Trace: here 1", /^ {4}at main .*main\.ts:/]],
];

const MARK = "----";

describe("console", function () {
  this.timeout(30_000);
  let project: Project;
  let written: string[][];
  before(async () => {
    const bodies = LINES.map(([body]) => `${body}; console.log("${MARK}");`);
    project = await makeProject({ "/main.ts": moduleText({}, bodies.join("\n")) });
    const { lines } = await project.run("/main.ts");
    const texts = lines.join("\n").split(`${MARK}`);
    written = texts.map((text) => text.split("\n").filter((line) => line !== ""));
  });
  after(() => project[Symbol.asyncDispose]());

  for (const [i, [body, expected]] of LINES.entries()) {
    it(body, () => {
      const lines = written[i] ?? [];
      assert.equal(lines.length, expected.length, lines.join("\n"));
      for (const [at, line] of expected.entries())
        if (typeof line === "string") assert.equal(lines[at], line);
        else assert.match(lines[at] ?? "", line);
    });
  }

  it("is out although the module goes on without a pause, and is ended", async () => {
    const body = 'console.log("start"); for (let i = 0; i < 300; i++) console.log(i); for (;;);';
    project.write("/spins.ts", moduleText({ limits: { "execution/cpu-time": "300ms" } }, body));
    const { lines, outcome } = await project.run("/spins.ts", { skipCheck: true });
    assert.equal(outcome.limit, "execution/cpu-time");
    assert.deepEqual(lines.slice(0, 256), ["start", ...Array.from({ length: 255 }, (_, i) => String(i))]);
  });

  it("shows of a structure whose parts are in many places as much as a line has", async () => {
    const body = `let all: any = {};
      for (let depth = 0; depth < 5; depth++) all = Object.fromEntries(Array.from({ length: 100 }, (_, i) => ["k" + i, all]));
      console.log(all)`;
    const { lines, error } = await project.runBody(body);
    assert.equal(error, "");
    assert.ok(lines.join("\n").length < 40_000);
  });

  it("reportError() ends the run like an error that nobody catches", async () => {
    const body = 'reportError(new RangeError("told")); await new Promise((resolve) => setTimeout(resolve, 5000));';
    project.write("/reports.ts", moduleText({}, body));
    const { outcome } = await project.run("/reports.ts");
    assert.equal(outcome.kind, "exception");
    assert.match(outcome.cause?.message ?? "", /told/);
  });
});
