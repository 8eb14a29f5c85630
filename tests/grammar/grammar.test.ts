/**
 * Holds the injection grammar to the scopes that are marked in the fixtures beside this file, in the grammars of
 * TypeScript and JavaScript that editors use.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "mocha";

const ROOT = path.resolve(import.meta.dirname, "../..");
const TESTER = fileURLToPath(import.meta.resolve("vscode-tmgrammar-test/dist/unit.js"));
const BASES = [
  import.meta.resolve("tm-grammars/grammars/typescript.json"),
  import.meta.resolve("tm-grammars/grammars/tsx.json"),
  import.meta.resolve("tm-grammars/grammars/javascript.json"),
].map((url) => fileURLToPath(url));

/** What the tester says about a fixture, and whether every scope is as marked. */
async function checkFixture(file: string): Promise<{ readonly ok: boolean; readonly said: string }> {
  const bases = BASES.flatMap((base) => ["--grammar", base]);
  const argv = [TESTER, "--config", "package.json", ...bases, path.join("tests/grammar", file)];
  const { promise, resolve } = Promise.withResolvers<{ readonly ok: boolean; readonly said: string }>();
  execFile(process.execPath, argv, { cwd: ROOT, timeout: 20_000 }, (error, stdout, stderr) =>
    resolve({ ok: error === null, said: stdout + stderr }),
  );
  return promise;
}

describe("grammar", () => {
  for (const file of globSync("*.txt", { cwd: import.meta.dirname }).toSorted()) {
    it(`${file}: ${titleOf(file)}`, async () => {
      const { ok, said } = await checkFixture(file);
      assert.ok(ok, said);
    });
  }
});

function titleOf(file: string): string {
  const text = readFileSync(path.join(import.meta.dirname, file), "utf8");
  return /^\S+ SYNTAX TEST "\S+" "(.*)"/.exec(text)?.[1] ?? "no SYNTAX TEST line";
}
