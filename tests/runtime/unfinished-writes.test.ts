/** Files that a module is about to change when it ends. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { makeProject, type Project } from "./project.ts";

const imports = 'import { copy, writeBytes } from "ambit:fs";';
const permissions = { fs: { read: ["/*"], write: ["/*"] } };

describe("a file that is changed when its module ends", function () {
  this.timeout(30_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({ "/from": "new ".repeat(250_000), "/to": "old" });
  });
  afterEach(() => project[Symbol.asyncDispose]());

  for (const limits of [{ "fs/write": "100kB/s" }, { "fs/read": "100kB/s" }])
    it(`is what it was while a copy waits for ${JSON.stringify(limits)}`, async () => {
      const manifest = { permissions, limits: { ...limits, "execution/total-time": "300ms" } };
      const body = 'await Promise.all([copy("/from", "/to"), copy("/from", "/new")])';
      const { outcome } = await project.runBody(body, { manifest, imports });
      assert.equal(outcome.limit, "execution/total-time", JSON.stringify(outcome));
      assert.equal(statSync(join(project.root, "to")).size, 3);
      assert.ok(!existsSync(join(project.root, "new")));
    });

  it("is gone when the copy that made it was given up", async () => {
    writeFileSync(join(project.root, "large"), new Uint8Array(90e6));
    const body = `
      let done = false; const copying = copy("/large", "/new").then(() => (done = true));
      while (!(await exists("/new"))) await null;
      return done;`;
    const given = { manifest: { permissions }, imports: 'import { copy, exists } from "ambit:fs";' };
    const { result, error } = await project.runBody(body, given);
    assert.equal(result, false, error);
    assert.ok(!existsSync(join(project.root, "new")));
  });

  it("has all that it was to have when the write had begun", async () => {
    const manifest = { permissions, limits: { "memory/heap": "300MB" } };
    const begun = 'while (!(await exists("/written"))) await null';
    const body = `void writeBytes("/written", new Uint8Array(90e6).fill(1)); ${begun}`;
    const { error } = await project.runBody(body, {
      manifest,
      imports: 'import { exists, writeBytes } from "ambit:fs";',
    });
    assert.equal(error, "");
    const written = readFileSync(join(project.root, "written"));
    assert.ok(written.length === 90e6 && written.at(-1) === 1, `${written.length} bytes`);
  });
});
