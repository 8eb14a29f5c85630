import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseText, syntaxProblems } from "./syntax.ts";

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
