import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isModuleName } from "./module-name.ts";

describe("isModuleName()", () => {
  it("takes sources that an isolate can run, and neither declarations nor hidden files", () => {
    for (const name of ["a.ts", "a.tsx", "a.mts", "a.js", "a.jsx", "a.mjs", "/src/a.test.ts", "C:\\src\\a.ts"])
      assert.ok(isModuleName(name), name);
    for (const name of ["a.d.ts", "a.d.mts", "a.cjs", "a.cts", "a.json", ".a.ts", "/src/.a.ts", "ts"])
      assert.ok(!isModuleName(name), name);
  });
});
