import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseText, reparse, syntaxProblems } from "./syntax.ts";

describe("syntaxProblems()", () => {
  it("ends its messages without a full stop", () => {
    assert.deepEqual(syntaxProblems(parseText("/main.ts", "const x = ;", "ts")), [
      { message: "Expression expected", span: { start: 10, end: 11 } },
    ]);
  });

  it("leads to the brace that is not closed", () => {
    const [problem] = syntaxProblems(parseText("/main.ts", "function f() {\n  return 1;\n", "ts"));
    assert.equal(problem?.message, "'}' expected");
    assert.deepEqual(
      problem.related?.map(({ span }) => span),
      [{ start: 13, end: 14 }],
    );
    assert.match(problem.related?.[0]?.message ?? "", /'\{' token here$/);
  });
});

describe("reparse()", () => {
  it("finds the problems of statements that did not change", () => {
    for (const text of ["const a = { ...b) as c), ...d };", "{ a } = b;", "a.b(;\n}\n".repeat(50)]) {
      const [before, after] = [`function f() {\n  g();\n  ${text}\n}\n`, `function f() { /\n  g();\n  ${text}\n}\n`];
      const found = syntaxProblems(reparse(parseText("/main.ts", before, "ts"), after));
      assert.deepEqual(found, syntaxProblems(parseText("/main.ts", after, "ts")));
    }
  });
});
