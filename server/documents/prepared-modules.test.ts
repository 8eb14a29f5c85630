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

  /** A module that is open, and what is told of it; `onPause` is called between the steps of its preparation. */
  const openModule = (text: string, onPause: () => void = () => undefined) => {
    const file = path.join(folder, "main.ts");
    writeFileSync(file, text);
    const documents = new Documents();
    const projects = new Projects({ maxCachedTextLength: 1_000_000 });
    projects.configure([folder], "");
    const told: (Preparation | undefined)[] = [];
    const modules = new PreparedModules({
      documents,
      projects,
      defer: afterMessages,
      pause: () => (onPause(), turn()),
      onPrepared: (_, now) => void told.push(now),
      onError: (error) => assert.fail(String(error)),
    });
    const document = documents.open({ uri: pathToFileURL(file).href, languageId: "typescript", version: 1, text });
    modules.opened(document);
    return { documents, modules, projects, file, told, uri: document.uri };
  };

  it("prepares a module again when a file changes that it has just read for the first time", async () => {
    const lib = path.join(folder, "lib.ts");
    writeFileSync(lib, "export const load = () => 1;\n");
    let isChanged = false;
    const onPause = (): void => {
      if (isChanged || opened.told.length === 0) return;
      isChanged = true;
      writeFileSync(lib, `export const load = () => fetch("https://a.example/");\n`);
      opened.modules.filesChanged([{ file: lib, kind: "changed" }]);
    };
    const opened = openModule("export const manifest = {};\nexport default () => 1;\n", onPause);
    await opened.modules.settled(opened.file);
    const text = `import { load } from "./lib.ts";\nexport const manifest = {};\nexport default load;\n`;
    const changed = opened.documents.change({ uri: opened.uri, version: 2 }, [{ text }]);
    assert.ok(changed);
    opened.modules.changed(changed);
    await opened.modules.settled(opened.file);
    assert.deepEqual(
      opened.told.at(-1)?.module.diagnostics.map(({ code }) => code),
      ["symbolic/missing-permission"],
    );
    opened.modules.clear();
  });

  for (const order of [
    ["a.ts", "b.ts", "shared.ts"],
    ["shared.ts", "b.ts", "a.ts"],
    ["b.ts", "shared.ts", "a.ts"],
  ]) {
    it(`lets the same module answer for a text that several share, opened as ${order.join(", ")}`, async () => {
      const module = `import { load } from "./shared.ts";\nexport const manifest = {};\nexport default load;\n`;
      for (const name of order)
        writeFileSync(path.join(folder, name), name === "shared.ts" ? "export const load = 1;\n" : module);
      const { documents, modules } = openModule("export const manifest = {};\n");
      const open = (name: string): string => {
        const text = name === "shared.ts" ? "export const load = 1;\n" : module;
        const uri = pathToFileURL(path.join(folder, name)).href;
        modules.opened(documents.open({ uri, languageId: "typescript", version: 1, text }));
        return uri;
      };
      const uris = new Map(order.map((name) => [name, open(name)]));
      const shared = uris.get("shared.ts") ?? "";
      assert.equal((await modules.current(shared))?.path, "/a.ts");
      const closed = documents.close(uris.get("a.ts") ?? "");
      assert.ok(closed);
      modules.closed(closed);
      assert.equal((await modules.current(shared))?.path, "/b.ts");
      open("a.ts");
      assert.equal((await modules.current(shared))?.path, "/a.ts");
      modules.clear();
    });
  }

  it("gets a module ready for its first edit when its findings are told", async () => {
    const { file, modules, projects, told } = openModule(TEXT);
    const memory = () => projects.of(file).cache.memories.get("/main.ts");
    while (told.length === 0) await turn();
    assert.equal(memory()?.counts, undefined);
    while (memory()?.counts === undefined) await turn();
    assert.equal(told.length, 1);
    modules.clear();
  });
});
