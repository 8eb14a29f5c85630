import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { DiskWorkspace, OverlayWorkspace } from "../../runtime-core/workspace/index.ts";

describe("packages that are linked into node_modules", () => {
  let root: string;
  beforeEach(() => void (root = mkdtempSync(path.join(tmpdir(), "ambit-linked-"))));
  afterEach(() => rmSync(root, { recursive: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    }
  }

  function link(name: string, target: string): void {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    symlinkSync(target, path.join(root, name));
  }

  it("find their own packages beside themselves, as pnpm lays them out", async () => {
    const store = "node_modules/.pnpm";
    write({
      "main.ts": `import { one } from "one";\nexport const manifest = {};\nexport default (): number => one();\n`,
      [`${store}/one@1.0.0/node_modules/one/package.json`]: `{ "type": "module", "exports": "./one.js" }`,
      [`${store}/one@1.0.0/node_modules/one/one.js`]: `import { two } from "two";\nexport const one = () => two() - 1;\n`,
      [`${store}/two@2.0.0/node_modules/two/package.json`]: `{ "main": "two.js" }`,
      [`${store}/two@2.0.0/node_modules/two/two.js`]: `exports.two = require("./number");\n`,
      [`${store}/two@2.0.0/node_modules/two/number.js`]: `module.exports = () => 2;\n`,
    });
    link("node_modules/one", ".pnpm/one@1.0.0/node_modules/one");
    link(`${store}/one@1.0.0/node_modules/two`, "../../two@2.0.0/node_modules/two");
    const prepared = await prepare("/main.ts", new DiskWorkspace(root));
    assert.deepEqual(prepared.diagnostics, []);
    assert.deepEqual(
      [...prepared.files.keys()],
      [
        "/main.ts",
        `/${store}/one@1.0.0/node_modules/one/one.js`,
        `/${store}/two@2.0.0/node_modules/two/two.js`,
        `/${store}/two@2.0.0/node_modules/two/number.js`,
      ],
    );
  });

  it("are the files that lie in the project, also in an editor, and each is there once", async () => {
    write({
      "app/main.ts": `import { n } from "own";\nimport { m } from "../packages/own/n.ts";\nexport const manifest = {};\nexport default (): number => n + m;\n`,
      "packages/own/package.json": `{ "name": "own", "type": "module", "exports": "./n.ts" }`,
      "packages/own/n.ts": "export const n = 1;\nexport const m = 2;\n",
    });
    link("node_modules/own", "../packages/own");
    const disk = new DiskWorkspace(root);
    const prepared = await prepare("/app/main.ts", disk);
    assert.deepEqual(prepared.diagnostics, []);
    assert.deepEqual([...prepared.files.keys()], ["/app/main.ts", "/packages/own/n.ts"]);
    for (const opened of ["/packages/own/n.ts", "/node_modules/own/n.ts"]) {
      const open = new OverlayWorkspace(disk, new Map([[opened, "export const n = 1;\n"]]));
      const { diagnostics } = await prepare("/app/main.ts", open);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        ["static-check/missing-export"],
        opened,
      );
    }
  });

  it("can be CommonJS", async () => {
    write({
      "main.ts": `import { old } from "old";\nexport const manifest = {};\nexport default (): number => old();\n`,
      "packages/old/package.json": `{ "name": "old", "main": "lib/old.js" }`,
      "packages/old/lib/old.js": `const { n } = require("./n");\nexports.old = () => n;\n`,
      "packages/old/lib/n.js": `exports.n = 3;\n`,
    });
    link("node_modules/old", "../packages/old");
    const prepared = await prepare("/main.ts", new DiskWorkspace(root));
    assert.deepEqual(prepared.diagnostics, []);
    const files = ["/main.ts", "/packages/old/lib/old.js", "/packages/old/lib/n.js"];
    assert.deepEqual([...prepared.files.keys()], files);
  });
});
