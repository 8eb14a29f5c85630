import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { within } from "../../tests/cpu.ts";
import { findProjectRoot } from "./index.ts";

describe("findProjectRoot()", () => {
  let folder: string;
  beforeEach(() => void (folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ambit-root-")))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
  }

  const rootOf = (file: string): string => path.relative(folder, findProjectRoot(path.join(folder, file)));

  it("goes up to the nearest package.json, else stays", () => {
    write({ "src/main.ts": "" });
    assert.equal(rootOf("src/main.ts"), "src");
    write({ "package.json": "{}" });
    assert.equal(rootOf("src/main.ts"), "");
    write({ "src/package.json": "{}" });
    assert.equal(rootOf("src/main.ts"), "src");
  });

  const workspaces: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    npm: { "package.json": `{ "workspaces": ["./apps/*", "tools/**", "!tools/old/"] }` },
    Yarn: { "package.json": `{ "workspaces": { "packages": ["apps/*/", "tools/**", "!tools/old"] } }` },
    pnpm: {
      "package.json": "{}",
      "pnpm-workspace.yaml": `packages:\n  # those that ship\n  - "apps/*"\n\n  - 'tools/**'\n  - !tools/old # left\n  - "!tools/old"\ncatalog:\n  - "other/*"\n`,
    },
  };
  for (const [name, files] of Object.entries(workspaces))
    it(`is the workspace of ${name} that a package belongs to`, () => {
      write({ ...files, "apps/one/package.json": "{}", "tools/a/b/package.json": "{}" });
      write({ "tools/old/package.json": "{}", "other/two/package.json": "{}" });
      assert.equal(rootOf("apps/one/src/main.ts"), "");
      assert.equal(rootOf("tools/a/b/main.ts"), "");
      assert.equal(rootOf("tools/old/main.ts"), "tools/old");
      assert.equal(rootOf("other/two/main.ts"), "other/two");
    });

  it("takes a list of alternatives, and patterns of strangers in no time", () => {
    write({ "package.json": `{ "workspaces": ["{apps,tools}/*"] }`, "tools/a/package.json": "{}" });
    assert.equal(rootOf("tools/a/main.ts"), "");
    const hostile = [
      "{a,b}".repeat(30),
      `${"*a".repeat(40)}x`,
      "+(a|aa)".repeat(9),
      "[",
      "../**",
      `${"**/".repeat(60)}x`,
      "\0",
    ];
    write({ "package.json": JSON.stringify({ workspaces: hostile }), [`${"a".repeat(200)}/package.json`]: "{}" });
    const name = "a".repeat(200);
    within(20, () => assert.equal(rootOf(`${name}/main.ts`), name));
  });

  it("passes by what is broken on the way up", () => {
    write({
      "package.json": `{ "workspaces": [1, null, "apps/*"] }`,
      "apps/package.json": "{",
      "apps/a/package.json": "{",
    });
    assert.equal(rootOf("apps/a/main.ts"), "");
    write({ "pnpm-workspace.yaml": "packages" });
    assert.equal(rootOf("apps/a/main.ts"), "apps/a");
  });
});
