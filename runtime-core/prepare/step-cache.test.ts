import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { MemoryWorkspace } from "../workspace/index.ts";
import { prepare } from "./prepare.ts";
import { StepCache } from "./step-cache.ts";

const textOf = (name: string): string => `// ${"x".repeat(2000)}\nexport const ${name} = process.env;\n`;
const FILES = Object.fromEntries(["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => [`/${name}.ts`, textOf(name)]));
const WORKSPACE = new MemoryWorkspace({
  ...FILES,
  "/all.ts": Object.keys(FILES)
    .map((path) => `export * from ".${path}";\n`)
    .join(""),
});

describe("StepCache", () => {
  it("lets go of the modules that were not used for longest", async () => {
    const cache = new StepCache({ maxTextLength: 8000 });
    for (const path of ["/a.ts", "/b.ts", "/c.ts", "/a.ts", "/d.ts"]) await prepare(path, WORKSPACE, { cache });
    assert.deepEqual(kept(cache), ["/a.ts", "/c.ts", "/d.ts"]);
    assert.deepEqual([...cache.analyses.keys()].toSorted(), ["/a.ts", "/c.ts", "/d.ts"]);
    assert.deepEqual([...cache.memories.keys()].toSorted(), ["/a.ts", "/c.ts", "/d.ts"]);
  });

  it("keeps the last module whole, however long it is, and finds the same when it has let go of files", async () => {
    const cache = new StepCache({ maxTextLength: 8000 });
    const first = await prepare("/all.ts", WORKSPACE, { cache });
    assert.deepEqual(kept(cache), [...Object.keys(FILES), "/all.ts"].toSorted());
    await prepare("/a.ts", WORKSPACE, { cache });
    assert.ok(kept(cache).length < 5);
    assert.deepEqual((await prepare("/all.ts", WORKSPACE, { cache })).diagnostics, first.diagnostics);
  });

  it("takes nothing from a preparation that is running", async () => {
    const cache = new StepCache({ maxTextLength: 1000 });
    const slow = prepare("/a.ts", WORKSPACE, {
      cache,
      pause: async () => {
        const tree = cache.tree("/a.ts");
        const { syntax } = tree ?? {};
        await prepare("/b.ts", WORKSPACE, { cache });
        assert.equal(cache.tree("/a.ts"), tree);
        assert.equal(tree?.syntax, syntax);
      },
    });
    await slow;
    await prepare("/c.ts", WORKSPACE, { cache });
    assert.deepEqual(kept(cache), ["/c.ts"]);
  });
});

function kept(cache: StepCache): readonly string[] {
  return [...Object.keys(FILES), "/all.ts"].filter((path) => cache.tree(path) !== undefined).toSorted();
}
