import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { shownFrame } from "./shown-frame.ts";

describe("shownFrame()", () => {
  for (const [frame, shown] of [
    ["main (./src/main.ts:3:9)", "main (/disk/src/main.ts:3:9)"],
    ["async ./my file (1).ts:3:9", "async /disk/my file (1).ts:3:9"],
    ["./a.ts:1:1", "/disk/a.ts:1:1"],
    ["Promise.all (index 0)", "Promise.all (index 0)"],
    ["JSON.parse (<anonymous>)", "JSON.parse (<anonymous>)"],
  ] as const)
    it(`shows "${frame}"`, () =>
      assert.equal(
        shownFrame(frame, (file) => `/disk${file}`),
        shown,
      ));
});
