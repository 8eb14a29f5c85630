import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { nearestName, nearestNames } from "./nearest-name.ts";

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

describe("nearestNames()", () => {
  it("finds what nearestName() does, for as many misspelt names as is little work", () => {
    const few = ["city", "days"];
    const nearFew = nearestNames(few);
    for (const written of ["citty", "dayz", "x"]) assert.equal(nearFew(written), nearestName(written, few));
    const many = Array.from({ length: 4000 }, (_, i) => `p${i}`);
    const nearMany = nearestNames(many);
    const found = many.map((name) => nearMany(name.replace("p", "q")));
    const told = found.filter((name) => name !== undefined).length;
    assert.ok(told >= 10 && told < 100, `${told} are told`);
    assert.deepEqual(found.slice(0, told), many.slice(0, told));
  });
});
