import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { nearestName } from "./nearest-name.ts";

describe("nearestName()", () => {
  const names = ["execution/cpu-time", "execution/total-time", "memory/heap", "a"];
  const cases: readonly (readonly [written: string, nearest: string | undefined])[] = [
    ["memory/heep", "memory/heap"],
    ["MEMORY/HEAP", "memory/heap"],
    ["execution/cpu", "execution/cpu-time"],
    ["mem", "memory/heap"],
    ["execution", undefined],
    ["me", undefined],
    ["disk", undefined],
    ["x", undefined],
    ["", undefined],
  ];
  for (const [written, nearest] of cases)
    it(`is ${String(nearest)} for "${written}"`, () => assert.equal(nearestName(written, names), nearest));
});
