import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "mocha";
import { ProjectPaths } from "./convert.ts";
import { SkippedFiles } from "./skipped-files.ts";

const ROOT = tmpdir();

describe("SkippedFiles", () => {
  const cases: [glob: string, met: string[], others: string[]][] = [
    ["**/vendor/**", ["/vendor/a.ts", "/src/vendor/b/c.ts"], ["/vendors/a.ts", "/src/vendor.ts"]],
    ["./vendor/*.{ts,js}", ["/vendor/a.ts", "/vendor/a.js"], ["/vendor/b/a.ts", "/vendor/a.mjs", "/src/vendor/a.ts"]],
    ["lib/a?.ts", ["/lib/a1.ts"], ["/lib/a.ts", "/lib/a12.ts"]],
    [path.join(ROOT, "lib/**/*.ts"), ["/lib/a.ts", "/lib/b/c.ts"], ["/a.ts"]],
    ["**/a b (1).ts", ["/a%20b%20(1).ts"], ["/a%20b%201.ts"]],
    ["vendor/{a,b", ["/vendor/%7Ba,b"], ["/vendor/a", "/vendor/b"]],
    ["vendor/a},b.ts", ["/vendor/a%7D,b.ts"], ["/vendor/a"]],
    ["{a,{b,c}/d}.ts", ["/a.ts", "/b/d.ts", "/c/d.ts"], ["/b.ts", "/d.ts"]],
    ["a,b.ts", ["/a,b.ts"], ["/a.ts", "/ab.ts", "/b.ts"]],
    ["<ambit_internals>/**", [], ["/main.ts"]],
    ["/elsewhere/**", [], ["/main.ts", "/elsewhere/main.ts"]],
  ];
  for (const [glob, met, others] of cases) {
    it(glob, () => {
      const skipped = new SkippedFiles([glob], new ProjectPaths(ROOT));
      assert.deepEqual(
        met.filter((file) => !skipped.has(`.${file}`)),
        [],
      );
      assert.deepEqual(
        others.filter((file) => skipped.has(`.${file}`)),
        [],
      );
    });
  }
});
