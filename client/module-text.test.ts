import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { exportsManifest, usesAmbit } from "./module-text.ts";

const MODULE = 'import { defineManifest } from "ambit:module";\nexport const manifest = defineManifest({});\n';

describe("module-text", () => {
  it("exportsManifest() knows the ways to export one", () => {
    for (const text of [
      MODULE,
      "export const manifest = {};",
      "  export let manifest: Manifest = {};",
      "const manifest = {};\nexport { manifest };",
      "const m = {};\nexport {\n  other,\n  m as manifest,\n};",
    ]) {
      assert.equal(exportsManifest(text), true, text);
    }
  });

  it("exportsManifest() takes nothing else for one", () => {
    for (const text of [
      "",
      "const manifest = {};",
      "export const manifests = {};",
      "export { other };\nconst manifest = {};",
      "// export const manifest = {};",
      'import { env } from "ambit:env";',
    ]) {
      assert.equal(exportsManifest(text), false, text);
    }
  });

  it("usesAmbit() is true for modules and for files that are part of one", () => {
    for (const text of [
      MODULE,
      'import { env } from "ambit:env";',
      "import {\n  readText,\n} from 'ambit:fs'",
      'import "ambit:fs";',
      'const fs = await import("ambit:fs");',
      'export { readText } from "ambit:fs";',
    ]) {
      assert.equal(usesAmbit(text), true, text);
    }
  });

  it("usesAmbit() is false where nothing is Ambit's", () => {
    for (const text of ["", 'import fs from "node:fs";', 'const place = "ambit:fs";', "export const a = 1;"]) {
      assert.equal(usesAmbit(text), false, text);
    }
  });
});
