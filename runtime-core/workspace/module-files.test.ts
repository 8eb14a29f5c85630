import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { within } from "../../tests/cpu.ts";
import { exportsManifest } from "./module-files.ts";

describe("exportsManifest()", () => {
  it("finds a declaration or a list that exports a manifest, and nothing else", () => {
    for (const text of [
      "export const manifest = {};",
      "  export let manifest: Manifest",
      "export declare const manifest: unknown",
      "export async function manifest() {}",
      "export {\n  other,\n  manifest,\n}",
      "export { made as manifest } from './made.ts'",
    ])
      assert.ok(exportsManifest(text), text);
    for (const text of [
      "export const a = 1\n// see the manifest of x",
      "const manifest = {};",
      "export const manifests = [];",
      "export * from './manifest.ts'",
      "export { a } from './a.ts'\nconst manifest = 1",
    ])
      assert.ok(!exportsManifest(text), text);
  });

  it("answers at once", () => {
    const text = `// manifest\n${"export * from './x'\n".repeat(20_000)}${"export { a, ".repeat(5000)}`;
    assert.equal(
      within(1000, () => exportsManifest(text)),
      false,
    );
  });
});
