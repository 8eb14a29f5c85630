/**
 * A code is a path: its row, its page and its users belong together.
 */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { CODES } from "../../runtime-core/base/codes/table.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PAGES = path.join(ROOT, "docs/diagnostics");
const codes = Object.keys(CODES);

describe("codes", () => {
  it("every code has a page that opens with it", () => {
    assert.deepEqual(
      codes.filter((code) => {
        const page = path.join(PAGES, `${code}.md`);
        return !existsSync(page) || !readFileSync(page, "utf8").startsWith(`# ${code}\n`);
      }),
      [],
    );
  });

  it("every page belongs to a code", () => {
    assert.deepEqual(
      globSync("**/*.md", { cwd: PAGES })
        .map((page) => page.replaceAll(path.sep, "/").replace(/\.md$/, ""))
        .filter((code) => !codes.includes(code)),
      [],
    );
  });

  it("every code has a user in the code", () => {
    const sources = globSync("{runtime-core,server,debug-adapter,cli}/**/*.ts", { cwd: ROOT })
      .filter((file) => !file.endsWith(".test.ts") && !/[\\/]base[\\/]codes[\\/]/.test(file))
      .map((file) => readFileSync(path.join(ROOT, file), "utf8"))
      .join("\n");
    assert.deepEqual(
      codes.filter((code) => !sources.includes(`"${code}"`)),
      [],
    );
  });

  it("a code is two words of lower case with hyphens", () => {
    assert.deepEqual(
      codes.filter((code) => !/^[a-z]+(?:-[a-z]+)*\/[a-z]+(?:-[a-z]+)*$/.test(code)),
      [],
    );
  });

  it("no other file defines a row", () => {
    assert.deepEqual(
      globSync("runtime-core/base/codes/*.ts", { cwd: ROOT }).filter(
        (file) =>
          !/(?:code|table)\.ts$/.test(file) &&
          !/as const satisfies CodeTable/.test(readFileSync(path.join(ROOT, file), "utf8")),
      ),
      [],
    );
  });
});
