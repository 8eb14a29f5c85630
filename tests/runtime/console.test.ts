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
    'console.assert(1 > 0, "no"); console.assert(false, "that %s", "b"); console.assert()',
    ["Assertion failed: that %s b", "Assertion failed"],
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
  [
    'console.dir("a"); console.table([{ a: 1 }]); console.dirxml("b", 1); console.clear()',
    ['"a"', "[{ a: 1 }]", "b 1"],
  ],
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

  it("reportError() ends the run like an error that nobody catches", async () => {
    const body = 'reportError(new RangeError("told")); await new Promise((resolve) => setTimeout(resolve, 5000));';
    project.write("/reports.ts", moduleText({}, body));
    const { outcome } = await project.run("/reports.ts");
    assert.equal(outcome.kind, "exception");
    assert.match(outcome.cause?.message ?? "", /told/);
  });
});
