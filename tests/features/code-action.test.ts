import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { codeActionNamed, codeActions, sourceActions } from "../../server/features/code-action.ts";
import { prepareAtCursor } from "./cursor.ts";

const module = (manifest: string, main: string): string =>
  `import { defineManifest } from "ambit:module";\nexport const manifest = defineManifest(${manifest});\nexport default async function main() {\n  ${main}\n}\n`;

describe("textDocument/codeAction", () => {
  it("grants what a call lacks, after which nothing is lacking", async () => {
    const cursor = await prepareAtCursor(module("{}", `return fe$0tch("https://a.example/x");`));
    const [fix, ...more] = codeActions(cursor.prepared, {
      file: cursor.file,
      span: { start: cursor.offset, end: cursor.offset },
    });
    assert.deepEqual(
      more.map((each) => each.title),
      [`Grant "http.read https://a.example/**"`],
    );
    assert.equal(fix?.title, `Grant "http.read https://a.example/x"`);
    assert.equal(fix.preferred, true);
    assert.equal(fix.fixes?.code, "symbolic/missing-permission");
    const edits = await fix.edits(cursor.workspace());
    assert.deepEqual(await codeActionNamed(cursor.prepared, cursor, fix.name)?.edits(cursor.workspace()), edits);
    const text = edits
      .toSorted((one, other) => other.span.start - one.span.start)
      .reduce((now, edit) => now.slice(0, edit.span.start) + edit.text + now.slice(edit.span.end), cursor.text);
    const fixed = await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": text }));
    assert.deepEqual(fixed.diagnostics, []);
  });

  it("offers a fix only where the finding is", async () => {
    for (const main of [`$0return fetch("https://a.example/x");`, `return fetch("https://a.example/x");\n$0`]) {
      const cursor = await prepareAtCursor(module("{}", main));
      assert.deepEqual(
        codeActions(cursor.prepared, { file: cursor.file, span: { start: cursor.offset, end: cursor.offset } }),
        [],
      );
    }
  });

  it("changes nothing where the text has moved and several places have a change of that name", async () => {
    const module = (main: string): string =>
      `import { writeText } from "ambit:fs";\nexport const manifest = { permissions: { fs: { write: ["./a", "./b"] } } };\nexport default async () => {\n${main}};\n`;
    const [first, second] = [`  writeText("./a", "");\n`, `  write$0Text("./b", "");\n`];
    const listed = await prepareAtCursor(module(first + second));
    const span = { start: listed.offset, end: listed.offset };
    const [action] = codeActions(listed.prepared, { file: listed.file, span });
    assert.equal(action?.title, "Wait for it with `await`");
    const moved = await prepareAtCursor(module(`\n${first}${second}`));
    assert.equal(codeActionNamed(moved.prepared, moved, action.name), undefined);
    const alone = await prepareAtCursor(module(`\n${second}`));
    assert.equal((await codeActionNamed(alone.prepared, alone, action.name)?.edits(alone.workspace()))?.length, 1);
  });

  it("offers fixes for each finding in a selection", async () => {
    const cursor = await prepareAtCursor(
      module("{}", `$0await fetch("https://a.example/x");\n  await fetch("https://b.example/");`),
    );
    const fixes = codeActions(cursor.prepared, {
      file: cursor.file,
      span: { start: cursor.offset, end: cursor.text.length },
    });
    assert.deepEqual(
      fixes.filter((fix) => fix.preferred).map((fix) => fix.title),
      [`Grant "http.read https://a.example/x"`, `Grant "http.read https://b.example/"`],
    );
  });

  it("leaves none of several repetitions", async () => {
    const main = `return [await fetch("https://a.example/x"), await fetch("https://b.example/x")];`;
    const manifestOf = (...grants: string[]): string =>
      `{ permissions: { http: { read: [${grants.map((host) => `"https://${host}.example/x"`).join(", ")}] } } }`;
    const prepared = await prepare(
      "/main.ts",
      new MemoryWorkspace({ "/main.ts": module(manifestOf("a", "a", "a", "b", "a", "b", "b"), main) }),
    );
    const [action] = sourceActions(prepared, "/main.ts");
    assert.equal(action?.title, "Fix everything that needs no decision");
    const text = prepared.files.get("/main.ts")?.source.text ?? "";
    const [edit, ...more] = await action.edits(new MemoryWorkspace({ "/main.ts": text }));
    assert.ok(edit);
    assert.deepEqual(more, []);
    assert.equal(
      text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end),
      module(manifestOf("a", "b"), main),
    );
  });

  for (const [what, manifest, title, after] of [
    [
      "takes out a grant that nothing uses",
      `{ permissions: { http: { read: ["https://a.example/x", "https://old.e$0xample/**"] } } }`,
      `Remove the grant "http.read https://old.example/**"`,
      `{ permissions: { http: { read: ["https://a.example/x"] } } }`,
    ],
    [
      "narrows a grant that is wider than what uses it",
      `{ permissions: { http: { read: ["https://*.e$0xample/**"] } } }`,
      `Grant only "https://a.example/x"`,
      `{ permissions: { http: { read: ["https://a.example/x"] } } }`,
    ],
  ] as const) {
    it(what, async () => {
      const cursor = await prepareAtCursor(module(manifest, `return fetch("https://a.example/x");`));
      const span = { start: cursor.offset, end: cursor.offset };
      const [fix, ...more] = codeActions(cursor.prepared, { file: cursor.file, span }).filter(
        ({ kind }) => kind === "quickfix.ambit",
      );
      assert.deepEqual(more, []);
      assert.equal(fix?.title, title);
      const found = codeActionNamed(cursor.prepared, cursor, fix.name);
      const [edit, ...others] = (await found?.edits(cursor.workspace())) ?? [];
      assert.deepEqual(others, []);
      assert.ok(edit);
      assert.equal(
        cursor.text.slice(0, edit.span.start) + edit.text + cursor.text.slice(edit.span.end),
        module(after, `return fetch("https://a.example/x");`),
      );
    });
  }

  for (const [name, newline] of [
    ["Unix line ends", "\n"],
    ["Windows line ends", "\r\n"],
  ] as const)
    it(`moves a function to a child that may do no more than it does, and both are right (${name})`, async () => {
      const cursor = await prepareAtCursor(
        `import { readText as read } from "ambit:fs";
export const manifest = { permissions: { fs: { read: ["./in/*.json", "./b.txt"] } } };
export async function lo$0ad(id: string, twice: boolean): Promise<string> {
  const text = await read("./in/" + id + ".json");
  return twice ? text + text : text;
}
export default async () => (await load("a", true)) + (await read("./b.txt"));
`.replaceAll("\n", newline),
      );
      const span = { start: cursor.offset, end: cursor.offset };
      const action = codeActions(cursor.prepared, { ...cursor, span }).find(({ creates }) => creates !== undefined);
      assert.equal(action?.creates, "/load.ts");
      const byFile = Map.groupBy(await action.edits(cursor.workspace()), (edit) => edit.file);
      const texts = Object.fromEntries(
        [...byFile].map(([file, edits]) => {
          const before = file === cursor.file ? cursor.text : "";
          const after = edits
            .toSorted((one, other) => other.span.start - one.span.start)
            .reduce((now, edit) => now.slice(0, edit.span.start) + edit.text + now.slice(edit.span.end), before);
          return [file, after];
        }),
      );
      for (const path of ["/main.ts", "/load.ts"]) {
        const { diagnostics, manifest } = await prepare(path, new MemoryWorkspace(texts));
        assert.deepEqual(diagnostics, [], path);
        assert.doesNotMatch((texts[path] ?? "").replaceAll(newline, ""), /[\r\n]/, path);
        if (path === "/load.ts")
          assert.deepEqual(
            manifest?.grants.map(({ text }) => text),
            ["./in/*.json"],
          );
      }
    });
});
