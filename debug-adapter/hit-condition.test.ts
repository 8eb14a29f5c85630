import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseHitCondition } from "./hit-condition.ts";

describe("parseHitCondition()", () => {
  it("says at which of five hits it stops", () => {
    const stops = (text: string): number[] => {
      const { condition } = parseHitCondition(text);
      assert(condition !== undefined, text);
      return [1, 2, 3, 4, 5].filter(condition);
    };
    assert.deepEqual(stops("3"), [3]);
    assert.deepEqual(stops("== 3"), [3]);
    assert.deepEqual(stops(">3"), [4, 5]);
    assert.deepEqual(stops(">= 3"), [3, 4, 5]);
    assert.deepEqual(stops(" <3 "), [1, 2]);
    assert.deepEqual(stops("<= 3"), [1, 2, 3]);
    assert.deepEqual(stops("% 2"), [2, 4]);
  });

  it("refuses what is none", () => {
    for (const text of ["often", "% 0", "-1", "> x", "1.5", "=> 3"])
      assert.match(parseHitCondition(text).problem ?? "", /^The hit condition ".+" is none of "3"/, text);
    for (const none of [undefined, "", " "]) assert.deepEqual(parseHitCondition(none), {});
  });
});
