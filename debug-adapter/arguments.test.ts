import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseLaunchArguments } from "./arguments.ts";

describe("parseLaunchArguments()", () => {
  it("takes an empty list for an empty object, which Lua cannot tell apart, and no other list", () => {
    const empty = { env: [], grant: [], limits: [], secrets: [], skipFiles: [] };
    assert.deepEqual(parseLaunchArguments({ program: "/main.ts", ...empty }), {
      program: "/main.ts",
      env: {},
      grant: {},
      limits: {},
      secrets: {},
      skipFiles: [],
    });
    assert.throws(() => parseLaunchArguments({ program: "/main.ts", env: ["A=1"] }), /"env" must be an object/);
    assert.throws(() => parseLaunchArguments({ program: [] }), /"program" must be/);
  });
});
