/** What the symbolic evaluation finds in the cases of `micro/`, one test each. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { differences, effectsOf, findCases } from "./cases.ts";
import { NOT_YET } from "./not-yet.ts";

describe("evaluateEffects()", () => {
  for (const each of findCases()) {
    const wanted = NOT_YET.includes(each.name) ? "does not agree yet" : "agrees";
    it(`${wanted} with the comments of ${each.name}`, async () => {
      const found = differences(each, await effectsOf(each));
      if (NOT_YET.includes(each.name)) assert.notDeepEqual(found, []);
      else assert.deepEqual(found, []);
    });
  }
});
