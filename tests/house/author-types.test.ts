/** The declarations that authors see: up to date with the tables, and right for the examples. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "mocha";
import { authorTypes } from "../../runtime-core/capabilities/author-types.ts";

const FILE = new URL("../../types/modules.d.ts", import.meta.url);
const COMPILER = new URL("../../node_modules/typescript-7/bin/tsc", import.meta.url).pathname;

describe("the types of ambit:*", function () {
  this.timeout(60_000);

  it("are those of the capability table", () => {
    if (process.env["UPDATE"] === "1") writeFileSync(FILE, authorTypes());
    assert.equal(readFileSync(FILE, "utf8"), authorTypes());
  });

  for (const [title, file] of [
    ["fit the examples", "../../examples/tsconfig.json"],
    ["say what fits a schema, and let common idioms compile", "../fixtures/types/tsconfig.json"],
  ] as const) {
    it(title, () => {
      const project = new URL(file, import.meta.url).pathname;
      execFileSync(process.execPath, [COMPILER, "--noEmit", "-p", project], { stdio: "pipe", encoding: "utf8" });
    });
  }
});
