import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { codeActionEdits, codeActions } from "../../server/features/code-action.ts";
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
    assert.deepEqual(await codeActionEdits(cursor.prepared, cursor, fix.name), edits);
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
      const [edit, ...others] = await codeActionEdits(cursor.prepared, cursor, fix.name);
      assert.deepEqual(others, []);
      assert.ok(edit);
      assert.equal(
        cursor.text.slice(0, edit.span.start) + edit.text + cursor.text.slice(edit.span.end),
        module(after, `return fetch("https://a.example/x");`),
      );
    });
  }
});
