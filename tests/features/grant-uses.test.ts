import { describe, it } from "mocha";
import assert from "node:assert/strict";
import type { Location } from "../../runtime-core/base/span.ts";
import { definition } from "../../server/features/definition.ts";
import { references } from "../../server/features/references.ts";
import { prepareAtCursor, type PreparedCursor } from "./cursor.ts";

const MODULE = `import { defineManifest } from "ambit:module";
import { copy } from "ambit:fs";
export const manifest = defineManifest({
  permissions: { fs: { read: ["/in/*", "/other"], write: ["/out/*"] } },
});
export default async function main() {
  await copy("/in/a.txt", "/out/a.txt");
}
`;

describe("textDocument/definition", () => {
  it("leads from a call to every grant that it uses", async () => {
    const cursor = await prepareAtCursor(MODULE.replace("copy(", "co$0py("));
    assert.deepEqual(texts(cursor, definition(cursor.prepared, cursor)), [`"/in/*"`, `"/out/*"`]);
  });

  it("knows nothing of what is no host call", async () => {
    const cursor = await prepareAtCursor(MODULE.replace("main()", "ma$0in()"));
    assert.equal(definition(cursor.prepared, cursor), undefined);
  });
});

describe("textDocument/references", () => {
  it("leads from a grant to the calls that use it", async () => {
    const cursor = await prepareAtCursor(MODULE.replace("/in/*", "/in$0/*"));
    assert.deepEqual(texts(cursor, references(cursor.prepared, cursor)), [`copy("/in/a.txt", "/out/a.txt")`]);
  });

  it("says that nothing uses a grant", async () => {
    const cursor = await prepareAtCursor(MODULE.replace("/other", "/ot$0her"));
    assert.deepEqual(references(cursor.prepared, cursor), []);
  });

  it("knows nothing of what is no grant", async () => {
    const cursor = await prepareAtCursor(MODULE.replace("copy(", "co$0py("));
    assert.equal(references(cursor.prepared, cursor), undefined);
  });
});

function texts(cursor: PreparedCursor, locations: readonly Location[] | undefined): readonly string[] | undefined {
  return locations?.map(({ span }) => cursor.text.slice(span.start, span.end));
}
