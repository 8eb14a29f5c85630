import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { diagnostics } from "../../server/features/diagnostics.ts";
import { fixtureWorkspace, parseFixture } from "../fixtures/markers.ts";

const PART = `import { readText } from "ambit:fs";
export const load = () => readText("/a.txt");
`;

describe("textDocument/publishDiagnostics", () => {
  it("gives each file its own findings", async () => {
    const found = await codes(`//- /main.ts
import { defineManifest } from "ambit:module";
import { load } from "./load.ts";
export const manifest = defineManifest({ nothing: 1 });
export default load;
//- /load.ts
${PART}`);
    assert.deepEqual(found, {
      "/main.ts": ["manifest/unknown-section"],
      "/load.ts": ["symbolic/missing-permission"],
    });
  });

  it("leaves what a part lacks to the module that it is part of", async () => {
    assert.deepEqual(await codes(PART), { "/main.ts": [] });
    const started = `${PART}export default load;\n`;
    assert.deepEqual(await codes(started), { "/main.ts": ["static-check/missing-manifest"] });
  });
});

async function codes(text: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const fixture = parseFixture(text);
  const prepared = await prepare(fixture.entry, fixtureWorkspace(fixture));
  return Object.fromEntries(
    [...prepared.files.keys()].map((file) => [file, diagnostics(prepared, file).map((one) => one.code)]),
  );
}
