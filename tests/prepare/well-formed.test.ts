/**
 * Modules as people write them, of many kinds, that keep to what they declare: nothing may be said against them.
 *
 * A false alarm is worse than a finding that is missing: it is what makes people turn a check off.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { DiskWorkspace } from "../../runtime-core/workspace/index.ts";

const FOLDER = path.join(import.meta.dirname, "well-formed");
const EXAMPLES = path.resolve(import.meta.dirname, "../../examples");

describe("a well-formed module", () => {
  const modules = readdirSync(FOLDER).filter((name) => /\.[jt]s$/.test(name));

  it("is not alone", () => {
    assert.ok(modules.length >= 40, `there are ${modules.length}`);
  });

  for (const name of modules) {
    it(`${name} is left in peace`, async () => assert.deepEqual(await complaints(FOLDER, name), []));
  }

  for (const name of ["forecast/main.ts", "forecast/advice.ts"]) {
    it(`the example ${name} is left in peace`, async () => assert.deepEqual(await complaints(EXAMPLES, name), []));
  }
});

async function complaints(root: string, name: string): Promise<readonly string[]> {
  const text = readFileSync(path.join(root, name), "utf8");
  assert.match(text, /export const manifest/);
  const { diagnostics } = await prepare(`/${name}`, new DiskWorkspace(root));
  return diagnostics
    .filter(({ severity }) => severity === "error" || severity === "warning")
    .map(({ code, message, span }) => `${code} at ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`);
}
