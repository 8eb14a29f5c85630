import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { prepare } from "../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../runtime-core/workspace/index.ts";
import { newModuleText } from "./new-module.ts";

describe("newModuleText()", () => {
  for (const file of ["main.ts", "jobs/my count.mts", "plain.js", "a.b.mjs", "view.tsx"]) {
    it(`has nothing wrong, and reads itself: ${file}`, async () => {
      const text = newModuleText(file);
      const prepared = await prepare(`/${file}`, new MemoryWorkspace({ [`/${file}`]: text }));
      assert.deepEqual(prepared.diagnostics, []);
      const [, name = "", ending = ""] = /([^/]*)\.(\w+)$/.exec(file) ?? [];
      assert.ok(text.includes(`default: "${name}"`) && text.includes(`["./*.${ending}"]`), text);
      assert.equal(text.includes(": { name: string }"), /ts/.test(ending));
    });
  }
});
