import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { type FileEdit, prepare, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { grantEdits } from "../../runtime-core/prepare/manifest-edits/grant-edits.ts";
import { includes } from "../../runtime-core/permissions/includes.ts";
import { parsePermission } from "../../runtime-core/permissions/parse-permission.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

const CASES = path.resolve(import.meta.dirname, "../fixtures/grant-edits.txt");

describe("grantEdits()", () => {
  const [, ...cases] = fs.readFileSync(CASES, "utf8").split(/^=== /m);
  for (const one of cases) {
    const [header = "", ...lines] = one.trimEnd().split("\n");
    const [title = "", permission = ""] = header.split(/: (?=\w+ \w+ )/);
    const [before = "", after = ""] = lines.join("\n").split("\n---\n");
    it(title, () => checkEdits({ before, after, permission }));
    it(`${title} (Windows line ends)`, () =>
      checkEdits({ before: before.replaceAll("\n", "\r\n"), after: after.replaceAll("\n", "\r\n"), permission }));
  }

  it("gives no edit when there is no manifest", async () => {
    const prepared = await prepareText("export default function main() {}");
    assert.deepEqual(grantEdits(prepared, { domain: "fs", kind: "read", resource: "./a.json" }), []);
  });

  it("gives no edit that would fall into what is still being written", async () => {
    const parts = [
      `{ permissions: { fs: { read: ["./a`,
      `{ permissions: { fs: { read: [\n"./a\n] } } };`,
      `{ permissions: { fs: { read: [\`./a`,
      `{ permissions: { fs: { write: ["./a.json"`,
      `{ limits: { "fs/read": "1`,
      `{ limits: { "fs/read": "1MB/s" `,
      `defineManifest({ limits: Object.freeze({ "fs/read": "1MB/s" }`,
    ];
    for (const part of parts) {
      const prepared = await prepareText(`export const manifest = ${part}\nexport default () => 1;`);
      assert.deepEqual(grantEdits(prepared, { domain: "fs", kind: "read", resource: "./b.json" }), [], part);
    }
  });

  it("spreads a constant of another file at the place where it is used", async () => {
    const main = `import { files } from "./files.ts";\nexport const manifest = { permissions: { fs: { read: files } } };`;
    const workspace = new MemoryWorkspace({ "/main.ts": main, "/files.ts": `export const files = ["./a.json"];` });
    const prepared = await prepare("/main.ts", workspace);
    const edits = grantEdits(prepared, { domain: "fs", kind: "read", resource: "./b.json" });
    assert.equal(applyEdits(main, edits), main.replace("read: files", `read: [...files, "./b.json"]`));
  });
});

async function checkEdits({
  before,
  after,
  permission,
}: {
  before: string;
  after: string;
  permission: string;
}): Promise<void> {
  const [domain = "", kind = "", ...rest] = permission.split(" ");
  const text = { domain, kind, resource: rest.join(" ") };
  const prepared = await prepareText(before);
  const edits = grantEdits(prepared, text);
  const edited = applyEdits(before, edits);
  assert.equal(edited, after);
  const asked = parsePermission(text, "/");
  assert.ok(asked.ok);
  const again = await prepareText(edited);
  assert.ok(
    again.manifest?.grants.some((grant) => includes(grant.permission, asked.value)),
    "the grant is there now",
  );
  const codes = (one: PreparedModule): readonly string[] =>
    one.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
  assert.deepEqual(
    codes(again).filter((code) => !codes(prepared).includes(code)),
    [],
    "and nothing else is wrong",
  );
  assert.deepEqual(grantEdits(again, text), [], "a second time needs no edit");
}

async function prepareText(text: string): Promise<PreparedModule> {
  return await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": text }));
}

function applyEdits(text: string, edits: readonly FileEdit[]): string {
  const fromTheEnd = edits.toSorted((a, b) => b.span.start - a.span.start);
  return fromTheEnd.reduce(
    (now, { span, text: added }) => now.slice(0, span.start) + added + now.slice(span.end),
    text,
  );
}
