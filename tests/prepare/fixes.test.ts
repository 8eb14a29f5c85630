/**
 * Fixes of findings. The examples of `docs/diagnostics` are their test: after each fix its finding is gone, and no other
 * finding has come that was not there.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import { type FileEdit, type Fix, fixesOf, prepare, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { fixtureWorkspace, parseFixture } from "../fixtures/markers.ts";

const PAGES = path.resolve(import.meta.dirname, "../../docs/diagnostics");
const CASES = path.resolve(import.meta.dirname, "../fixtures/fixes.txt");

/** What a fix may bring to light: the call that is granted can be looked at more closely, or another answer is needed. */
const MAY_FOLLOW: ReadonlySet<string> = new Set([
  "symbolic/missing-permission",
  "symbolic/unused-grant",
  "symbolic/unknown-resource",
  "symbolic/caller-controlled",
  "symbolic/path-may-escape",
  "symbolic/wide-grant",
  "pre-init/unreadable-file",
]);

describe("fixesOf()", () => {
  for (const page of globSync("**/*.md", { cwd: PAGES }).sort()) {
    const examples = [...readFileSync(path.join(PAGES, page), "utf8").matchAll(/^```ts\n(.*?)^```$/gms)];
    const texts = examples.map(([, text = ""]) => text);
    if (texts.length === 0) continue;
    it(`answers the findings of ${page}`, async () => {
      for (const text of texts) await checkFixes(text);
    });
  }

  it("offers nothing for a manifest that cannot be written to", async () => {
    const manifest = "const all = () => ({});\nexport const manifest = { permissions: all(), env: all() };\n";
    const code = `import { env } from "ambit:env";\nexport default async (a: string) => [env.get("A").length, await fetch("https://a.example/v1/" + a)];\n`;
    for (const main of [
      `${manifest}${code}`,
      `import { manifest } from "./m.ts";\nexport { manifest };\n${code}`,
      `const { manifest } = { manifest: {} };\nexport { manifest };\n${code}`,
    ]) {
      const shared = "export const manifest = {};\n";
      const prepared = await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": main, "/m.ts": shared }));
      const fixes = prepared.diagnostics.flatMap((diagnostic) => fixesOf(prepared, diagnostic));
      assert.notEqual(prepared.diagnostics.length, 0);
      assert.deepEqual(
        fixes.filter((fix) => fix.edits().length === 0).map(({ title }) => title),
        [],
      );
    }
  });

  const [, ...cases] = readFileSync(CASES, "utf8").split(/^=== /m);
  for (const one of cases) {
    const end = one.indexOf("\n");
    it(one.slice(0, end), async () => {
      const [text = "", title = "", after = ""] = one.slice(end + 1).split(/^---(.*)\n/m);
      const prepared = await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": text }));
      const fixes = prepared.diagnostics.flatMap((diagnostic) => fixesOf(prepared, diagnostic));
      const titles = fixes.filter(({ decision }) => decision !== "grant").map((fix) => fix.title);
      const wanted = title.trim();
      if (wanted === "") {
        const changesCode = fixes.filter((fix) => fix.edits().some((edit) => !isInManifest(prepared, edit)));
        return assert.deepEqual(
          changesCode.map((fix) => fix.title),
          [],
        );
      }
      const fix = fixes.find((each) => each.title === wanted);
      assert.ok(fix, `there is ${titles.join(", ") || "none"}`);
      assert.equal(applied(text, fix.edits()).trimEnd(), after.trimEnd());
    });
  }
});

function isInManifest({ manifest }: PreparedModule, { span }: FileEdit): boolean {
  const within = manifest?.location.span;
  return within !== undefined && within.start <= span.start && span.end <= within.end;
}

async function checkFixes(text: string): Promise<void> {
  const fixture = parseFixture(text);
  const workspace = fixtureWorkspace(fixture);
  const prepared = await prepare(fixture.entry, workspace);
  for (const diagnostic of prepared.diagnostics)
    for (const fix of fixesOf(prepared, diagnostic)) await checkFix(prepared, { diagnostic, fix, workspace });
}

async function checkFix(
  before: PreparedModule,
  { diagnostic, fix, workspace }: { diagnostic: Diagnostic; fix: Fix; workspace: Workspace },
): Promise<void> {
  const edits = fix.edits();
  assert.notEqual(edits.length, 0, `${diagnostic.code}: ${fix.title} changes nothing`);
  const texts = Object.fromEntries(
    [...before.files].map(([file, { source }]) => [
      file,
      applied(
        source.text,
        edits.filter((edit) => edit.file === file),
      ),
    ]),
  );
  const after = await prepare(before.path, {
    read: (file) => {
      const text = texts[file];
      return text === undefined ? workspace.read(file) : { kind: "text", text };
    },
    list: (folder) => workspace.list(folder),
    realPath: (file) => file,
  });
  const what = `${diagnostic.code}: ${fix.title}\n${edits.map((edit) => texts[edit.file]).join("\n")}`;
  const isSame = (each: Diagnostic): boolean => each.code === diagnostic.code && each.message === diagnostic.message;
  assert.equal(after.diagnostics.filter(isSame).length, before.diagnostics.filter(isSame).length - 1, what);
  const known = new Set<string>([...MAY_FOLLOW, ...before.diagnostics.map(({ code }) => code)]);
  const news = after.diagnostics.filter(({ code }) => !known.has(code));
  assert.deepEqual(
    news.map(({ code, message }) => `${code} ${message}`),
    [],
    what,
  );
}

function applied(text: string, edits: readonly FileEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((now, { span, text: added }) => now.slice(0, span.start) + added + now.slice(span.end), text);
}
