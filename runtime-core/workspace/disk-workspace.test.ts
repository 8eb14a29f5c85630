import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { DiskWorkspace, OverlayWorkspace } from "./index.ts";

describe("DiskWorkspace", () => {
  let outside: string;
  let root: string;

  beforeEach(() => {
    outside = fs.mkdtempSync(path.join(os.tmpdir(), "ambit-workspace-"));
    root = path.join(outside, "project");
    fs.mkdirSync(path.join(root, "src"), { recursive: true });
    fs.writeFileSync(path.join(root, "src/main.ts"), "export {};");
    fs.writeFileSync(path.join(outside, "secret.ts"), "export const secret = 1;");
  });

  afterEach(() => fs.rmSync(outside, { recursive: true }));

  it("reads what is below the root", () => {
    assert.deepEqual(new DiskWorkspace(root).read("/src/main.ts"), { kind: "text", text: "export {};" });
  });

  it("never leaves the root, neither by .. nor through a link", () => {
    fs.symlinkSync(path.join(outside, "secret.ts"), path.join(root, "link.ts"));
    fs.symlinkSync(outside, path.join(root, "up"));
    const workspace = new DiskWorkspace(root);
    for (const file of [
      "/../secret.ts",
      "/src/../../secret.ts",
      "/link.ts",
      "/up/secret.ts",
      "/up/project/../secret.ts",
    ]) {
      assert.deepEqual(workspace.read(file), { kind: "missing" }, file);
    }
    assert.deepEqual(workspace.list("/up"), []);
  });

  it("follows links that stay inside", () => {
    fs.symlinkSync(path.join(root, "src"), path.join(root, "lib"));
    assert.deepEqual(new DiskWorkspace(root).read("/lib/main.ts"), { kind: "text", text: "export {};" });
  });

  it("says what is no text", () => {
    fs.writeFileSync(path.join(root, "a.bin"), Uint8Array.of(65, 0, 66));
    fs.truncateSync((fs.writeFileSync(path.join(root, "big.json"), ""), path.join(root, "big.json")), 10_000_001);
    const workspace = new DiskWorkspace(root);
    assert.deepEqual(workspace.read("/a.bin"), { kind: "binary" });
    assert.deepEqual(workspace.read("/src"), { kind: "directory" });
    assert.deepEqual(workspace.read("/gone.ts"), { kind: "missing" });
    assert.deepEqual(workspace.read("/src/main.ts/x.ts"), { kind: "missing" });
    assert.deepEqual(workspace.read("/a\0b.ts"), { kind: "missing" });
    assert.deepEqual(workspace.read("/big.json"), { kind: "too-large", sizeBytes: 10_000_001, maxBytes: 10_000_000 });
  });

  it("sees a change on the disk", () => {
    const workspace = new DiskWorkspace(root);
    workspace.read("/src/main.ts");
    fs.writeFileSync(path.join(root, "src/main.ts"), "export const changed = true;");
    assert.deepEqual(workspace.read("/src/main.ts"), { kind: "text", text: "export const changed = true;" });
  });

  it("keeps nothing of a file that was found to be gone", () => {
    const file = path.join(root, "src/main.ts");
    const made = (text: string): void => (fs.writeFileSync(file, text), fs.utimesSync(file, 1, 1));
    const workspace = new DiskWorkspace(root);
    made("old");
    assert.deepEqual(workspace.read("/src/main.ts"), { kind: "text", text: "old" });
    fs.rmSync(file);
    assert.deepEqual(workspace.read("/src/main.ts"), { kind: "missing" });
    made("new");
    assert.deepEqual(workspace.read("/src/main.ts"), { kind: "text", text: "new" });
  });

  it("reads without a byte order mark", () => {
    fs.writeFileSync(path.join(root, "bom.ts"), "\uFEFFexport {};");
    assert.deepEqual(new DiskWorkspace(root).read("/bom.ts"), { kind: "text", text: "export {};" });
  });

  it("lists folders with a slash behind", () => {
    assert.deepEqual(new DiskWorkspace(root).list("/"), ["src/"]);
    assert.deepEqual(new DiskWorkspace(root).list("/nowhere"), []);
  });

  it("turns paths of the disk into project paths and back", () => {
    const workspace = new DiskWorkspace(root);
    assert.equal(workspace.filePath(path.join(root, "src/main.ts")), "/src/main.ts");
    assert.equal(workspace.filePath(path.join(outside, "secret.ts")), undefined);
    assert.equal(workspace.diskPath("/src/main.ts"), path.join(root, "src", "main.ts"));
  });

  it("has open texts over it", () => {
    const texts = new Map([
      ["/src/main.ts", "new"],
      ["/src/more.ts", "more"],
    ]);
    const open = new OverlayWorkspace(new DiskWorkspace(root), texts);
    assert.deepEqual(open.read("/src/main.ts"), { kind: "text", text: "new" });
    assert.deepEqual([...open.list("/src")].sort(), ["main.ts", "more.ts"]);
  });
});
