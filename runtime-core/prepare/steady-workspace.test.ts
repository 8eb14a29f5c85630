import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { MemoryWorkspace } from "../workspace/index.ts";
import { prepare } from "./prepare.ts";

describe("SteadyWorkspace", () => {
  it("asks for each file once in a preparation, whoever imports it", async () => {
    const files = {
      "/main.ts": `import "./a.ts"; import "./b.ts"; import "pack"; import "pack/more.js";`,
      "/a.ts": `import "./b.ts"; import "./none.ts"; import "pack";`,
      "/b.ts": `import "./a.ts"; import "./none.ts";`,
      "/node_modules/pack/package.json": `{ "name": "pack", "type": "module" }`,
      "/node_modules/pack/index.js": "",
      "/node_modules/pack/more.js": "",
    };
    const below = new MemoryWorkspace(files);
    const asked: string[] = [];
    await prepare("/main.ts", {
      read: (path) => {
        asked.push(path);
        return below.read(path);
      },
      list: (folder) => below.list(folder),
      realPath: (path) => path,
    });
    assert.ok(Object.keys(files).every((path) => asked.includes(path)));
    assert.equal(new Set(asked).size, asked.length);
  });
});
