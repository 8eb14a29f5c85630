import assert from "node:assert/strict";
import crypto from "node:crypto";
import v8 from "node:v8";
import { describe, it } from "mocha";
import { nodeCrypto, nodeV8, takeLoadingMs } from "./node-later.ts";

describe("modules of Node that are loaded later", () => {
  it("are those of Node, and the time of the first load is told once", () => {
    takeLoadingMs();
    for (const [load, module] of [
      [nodeCrypto, crypto],
      [nodeV8, v8],
    ] as const) {
      assert.equal(load(), module);
      assert.ok(takeLoadingMs() > 0);
      assert.equal(load(), module);
      assert.equal(takeLoadingMs(), 0);
    }
  });
});
