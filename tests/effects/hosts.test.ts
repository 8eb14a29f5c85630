/** What the symbolic evaluation finds in the cases of other hosts, one test each. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { differences, findForeignCases, foreignEffectsOf } from "./cases.ts";

for (const profile of ["node", "deno", "workers"] as const) {
  describe(`effectsOf() with the profile ${profile}`, () => {
    for (const each of findForeignCases(profile)) {
      it(`agrees with the comments of ${each.name}`, () => {
        assert.deepEqual(differences(each, foreignEffectsOf(each, profile)), []);
      });
    }
  });
}
