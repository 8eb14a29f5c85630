/**
 * Every bench runs and says its figures as the schema wants them.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { assertFits } from "./schemas.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const RUNNER = path.join(ROOT, "tools/bench.ts");

describe("npm run bench", () => {
  for (const file of globSync("tests/bench/*.bench.ts", { cwd: ROOT })) {
    const name = path.basename(file, ".bench.ts");
    it(`${name} --json fits its schema`, () => {
      const stdout = execFileSync(process.execPath, [RUNNER, name, "--json", "--quick"], { encoding: "utf8" });
      const output = JSON.parse(stdout) as { bench: string };
      assertFits("bench", output);
      assert.equal(output.bench, name);
    }).timeout(120_000);
  }

  it("names the benches there are when it is asked for another", () => {
    const { status, stderr } = spawnSync(process.execPath, [RUNNER, "nothing"], { encoding: "utf8" });
    assert.equal(status, 2);
    assert.match(stderr, /^There is no bench nothing; benches are .*\bstart\b/);
  });
});
