/**
 * The smallest manifest that covers what a module does, written into its text.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import {
  grantsExactly,
  type InferredManifest,
  inferManifest,
  isWhole,
  prepare,
  type PreparedModule,
} from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { type Case, findCases } from "../effects/cases.ts";

const FIXTURES = path.resolve(import.meta.dirname, "../fixtures/infer.txt");

describe("inferManifest()", () => {
  for (const each of findCases()) {
    it(`covers what ${each.name} does`, async () => checkCase(each));
  }

  for (const fixture of fixtures()) {
    it(fixture.name, async () => checkFixture(fixture));
    it(`${fixture.name} (Windows line ends)`, async () => checkFixture(withWindowsLineEnds(fixture)));
  }

  it("grants what a child has that is spawned", async () => {
    const files = {
      "/main.ts": `import { spawn } from "ambit:modules";\n\nexport default async () => await spawn("./child.ts");\n`,
      "/child.ts": `export const manifest = { permissions: { fs: { read: ["./data/*"] } } };\nexport default () => 1;\n`,
    };
    const { after, unwritten } = await inferManifest("/main.ts", new MemoryWorkspace(files));
    assert.deepEqual(unwritten, []);
    const { diagnostics, manifest } = await prepare(
      "/main.ts",
      new MemoryWorkspace({ ...files, "/main.ts": after.text }),
    );
    assert.deepEqual(
      manifest?.grants.map(({ text }) => text),
      ["./child.ts", "./data/*"],
    );
    assert.deepEqual(diagnostics, []);
  });

  it("shows the constants that it changed before the manifest", async () => {
    const text = `const old = ["./a", "./b"];\nconst kept = ["./c"];\nexport const manifest = { permissions: { fs: { read: [...old, ...kept], write: kept } } };\n`;
    const { declaration } = await inferManifest("/main.ts", new MemoryWorkspace({ "/main.ts": text }));
    assert.equal(
      declaration,
      `const old = [];\nconst kept = [];\nexport const manifest = { permissions: { fs: { read: [...old, ...kept], write: kept } } };`,
    );
  });

  it("says what it could not write because the manifest is no literal", async () => {
    const files = {
      "/main.ts": `import { read } from "./read.ts";\nexport const manifest = { permissions: { fs: { read } } };\nexport default async () => await fetch("https://a.example/");\n`,
      "/read.ts": `export const read = ["./a.txt"];\n`,
    };
    const inferred = await inferManifest("/main.ts", new MemoryWorkspace(files));
    assert.deepEqual(inferred.unwritten, []);
    assert.match(
      inferred.after.text,
      /permissions: \{ fs: \{ read \}, http: \{ read: \["https:\/\/a\.example\/"\] \} \}/,
    );
    const computed = `export const manifest = JSON.parse("{}");\nexport default async () => await fetch("https://a.example/");\n`;
    const { after, before, unwritten } = await inferManifest("/main.ts", new MemoryWorkspace({ "/main.ts": computed }));
    assert.equal(after.text, before.text);
    assert.deepEqual(unwritten, [{ domain: "http", kind: "read", resource: "https://a.example/" }]);
  });
});

async function checkCase({ entry, files }: Case): Promise<void> {
  const texts = Object.fromEntries(files);
  const before = await prepare(entry, new MemoryWorkspace(texts));
  const inferred = await inferManifest(entry, new MemoryWorkspace(texts));
  const workspace = new MemoryWorkspace({ ...texts, [entry]: inferred.after.text });
  const after = await prepare(entry, workspace);
  assert.deepEqual(inferred.unwritten, []);
  const left = new Set(inferred.after.leftOut.map(({ span }) => span.start));
  const decided = after.diagnostics.filter(({ span }) => !left.has(span.start));
  const missing = decided.filter(({ code }) => code === "symbolic/missing-permission");
  assert.deepEqual(
    missing.map(({ message }) => message),
    [],
    "nothing is missing but what is left out",
  );
  assert.deepEqual(newErrors(before.diagnostics, decided), []);
  assert.deepEqual(effectsOf(after), effectsOf(before), "the effects are the same");
  const again = await inferManifest(entry, workspace);
  assert.equal(again.after.text, inferred.after.text, "a second time changes nothing");
  for (const each of [inferred, again]) assertKnown(each);
  assert.deepEqual(
    inferred.after.leftOut.map(({ call }) => call),
    inferred.before.leftOut.map(({ call }) => call),
  );
  assert.deepEqual(
    again.after.leftOut.map(({ call }) => call),
    inferred.after.leftOut.map(({ call }) => call),
  );
}

function newErrors(before: readonly Diagnostic[], after: readonly Diagnostic[]): readonly string[] {
  const codes = (all: readonly Diagnostic[]): readonly string[] =>
    all.filter(({ severity }) => severity === "error").map(({ code }) => code);
  // Children are looked for only once there is a manifest.
  return codes(after).filter((code) => code !== "symbolic/child-refused" && !codes(before).includes(code));
}

function effectsOf({ effects }: PreparedModule): readonly string[] {
  return effects.effects.map(({ kind, phase, resource }) => `${phase} ${kind} ${resource}`);
}

interface Fixture {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

function fixtures(): readonly Fixture[] {
  const text = readFileSync(FIXTURES, "utf8");
  const parts = text.split(/^=== (.*)\n/m).slice(1);
  return parts.flatMap((name, index) => {
    if (index % 2 === 1) return [];
    const [before = "", after = ""] = (parts[index + 1] ?? "").split(/^---\n/m);
    return [{ name, before, after: after.replace(/\n$/, "") }];
  });
}

function withWindowsLineEnds({ after, before, name }: Fixture): Fixture {
  return { name, before: before.replaceAll("\n", "\r\n"), after: after.replaceAll("\n", "\r\n") };
}

async function checkFixture({ after, before }: Fixture): Promise<void> {
  const inferred = await inferManifest("/src/main.ts", new MemoryWorkspace({ "/src/main.ts": before }));
  assert.equal(inferred.after.text, after);
  const again = await inferManifest("/src/main.ts", new MemoryWorkspace({ "/src/main.ts": after }));
  assert.equal(again.after.text, after, "a second time changes nothing");
  for (const each of [inferred, again]) assertKnown(each);
}

/** Of a module with a manifest it is known before whether anything would be changed. */
function assertKnown({ after, before }: InferredManifest): void {
  const { manifest, parsed } = before.prepared;
  if (manifest !== undefined && isWhole(parsed))
    assert.equal(grantsExactly(before.prepared), after.text === before.text, before.text);
}
