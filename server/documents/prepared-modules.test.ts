import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, it } from "mocha";
import { Documents } from "./documents.ts";
import { type Preparation, PreparedModules } from "./prepared-modules.ts";
import { Projects } from "./projects.ts";
import { afterMessages } from "./scheduler.ts";

const TEXT = `export const manifest = { permissions: {} };\nexport default () => fetch("https://a.example/");\n`;

describe("PreparedModules", () => {
  let folder = "";
  beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), "ambit-prepared-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("gets a module ready for its first edit when its findings are told", async () => {
    const file = path.join(folder, "main.ts");
    writeFileSync(file, TEXT);
    const documents = new Documents();
    const projects = new Projects({ maxCachedTextLength: 1_000_000 });
    projects.configure([folder], "");
    const told: (Preparation | undefined)[] = [];
    const modules = new PreparedModules({
      documents,
      projects,
      defer: afterMessages,
      pause: () => turn(),
      onPrepared: (_, now) => void told.push(now),
      onError: (error) => assert.fail(String(error)),
    });
    const memory = () => projects.of(file).cache.memories.get("/main.ts");
    modules.opened(documents.open({ uri: pathToFileURL(file).href, languageId: "typescript", version: 1, text: TEXT }));
    while (told.length === 0) await turn();
    assert.equal(memory()?.counts, undefined);
    while (memory()?.counts === undefined) await turn();
    assert.equal(told.length, 1);
    modules.clear();
  });
});
