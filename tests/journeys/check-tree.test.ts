/**
 * `ambit check` on more modules than one thread is given.
 */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ambit, Folder } from "./ambit-process.ts";
import { assertFits } from "./schemas.ts";

const MODULES = 60;
/** Long enough that all modules together are worth several threads. */
const PADDING = `${`// ${"x".repeat(97)}\n`.repeat(200)}`;

interface Output {
  readonly diagnostics: readonly { readonly file: string; readonly code: string }[];
  readonly summary: Readonly<Record<string, unknown>>;
}

/** Modules with a missing grant in each, in an order of names that is not that of their numbers, and a file that all import. */
function tree(modules = MODULES): Folder {
  const files: Record<string, string> = { "package.json": "{}", "shared.ts": "export const shared = document;\n" };
  for (let i = 0; i < modules; i++)
    files[`part-${i % 7}/module-${i}.ts`] = `import { readText } from "ambit:fs";
import { shared } from "../shared.ts";
export const manifest = { permissions: {} };
export default async function main() {
  return [shared, await readText("/${i}.txt")];
}
${i % 3 === 0 ? "" : PADDING}`;
  return new Folder(files);
}

describe("ambit check of many modules", () => {
  it("finds in threads what it finds without, in the same order", async () => {
    using folder = tree();
    const { code, stdout, stderr } = await ambit(["check", "--json"], { cwd: folder.path });
    assert.equal(stderr, "");
    assert.equal(code, 1);
    const all = JSON.parse(stdout) as Output;
    assertFits("check", all);
    assert.equal(all.summary["modules"], MODULES);
    assert.equal(all.summary["errors"], MODULES + 1);
    const alone: unknown[] = [];
    for (let part = 0; part < 7; part++) {
      const few = JSON.parse((await ambit(["check", "--json", `part-${part}`], { cwd: folder.path })).stdout) as Output;
      alone.push(...few.diagnostics.filter(({ file }) => part === 0 || file !== "/shared.ts"));
    }
    assert.deepEqual(all.diagnostics, alone);
  }).timeout(60_000);

  it("says the same as text, the shared finding once", async () => {
    using folder = tree();
    const { code, stdout } = await ambit(["check", "part-0", "."], { cwd: folder.path });
    assert.equal(code, 1);
    assert.equal(stdout.match(/ error static-check\/unknown-global\n/g)?.length, 1);
    assert.equal(stdout.match(/ error symbolic\/missing-permission\n/g)?.length, MODULES);
    assert.match(stdout, new RegExp(`\\n${MODULES + 1} errors in ${MODULES} modules, \\d+\\.\\d s\\n$`));
  }).timeout(60_000);

  it("ends at once when it is interrupted", async () => {
    using folder = tree(300);
    const { signal, stdout } = await ambit(["check"], {
      cwd: folder.path,
      during: (child) => child.stdout?.once("data", () => child.kill("SIGINT")),
    });
    assert.equal(signal, "SIGINT");
    assert.doesNotMatch(stdout, /modules/);
  }).timeout(60_000);
});
