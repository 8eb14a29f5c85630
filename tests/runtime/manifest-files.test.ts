/** `files` of `ambit:module`: what the manifest declares is there when the module starts. */
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { makeProject, type Project } from "./project.ts";

const IMPORTS = 'import { files } from "ambit:module"; import { spawn } from "ambit:modules";';
const DEEP = 10_000;

describe("files of ambit:module", function () {
  this.timeout(30_000);
  let project: Project;
  const declared = (path: string): object => ({
    permissions: { fs: { read: ["./data/*.json"] }, modules: { spawn: ["./child.ts"] } },
    files: { settings: { path, schema: {} } },
  });

  before(async () => {
    project = await makeProject({
      "/data/a.json": '{ "city": "ulm", "days": [{ "at": 1 }], "__proto__": { "polluted": true } }',
      "/data/deep.json": "[".repeat(DEEP) + "]".repeat(DEEP),
      "/child.ts":
        'import { files } from "ambit:module"; export const manifest = { permissions: { fs: { read: ["./data/a.json"] } }, files: { mine: { path: "./data/a.json", schema: {} } } }; export default () => (files.mine as any).city;',
    });
  });
  after(() => project[Symbol.asyncDispose]());

  it("has the values by their names, which cannot be changed", async () => {
    const { result } = await project.runBody(
      `const { settings } = files as any;
      const tries = [() => { settings.city = "x" }, () => { settings.days.push(1) }, () => { settings.days[0].at = 2 }, () => { (files as any).more = 1 }];
      const failed = tries.filter((attempt) => { try { attempt(); return false } catch (error) { return error instanceof TypeError } }).length;
      return { names: Object.keys(files), city: settings.city, at: settings.days[0].at, failed, polluted: ({} as any).polluted ?? null, own: Object.hasOwn(settings, "__proto__") };`,
      { manifest: declared("./data/a.json"), imports: IMPORTS },
    );
    assert.deepEqual(result, { names: ["settings"], city: "ulm", at: 1, failed: 4, polluted: null, own: true });
  });

  it("is empty without any, and holds what is deep", async () => {
    assert.deepEqual((await project.runBody("return Object.keys(files)", { imports: IMPORTS })).result, []);
    const { result } = await project.runBody(
      "let depth = 0; for (let at: any = files.settings; at !== undefined; at = at[0]) depth++; return depth;",
      { manifest: declared("./data/deep.json"), imports: IMPORTS },
    );
    assert.equal(result, DEEP);
  });

  it("is told as a use of its grant, and refused where the runtime allows less", async () => {
    const { permissions } = await project.runBody("return 1", { manifest: declared("./data/a.json") });
    assert.deepEqual(
      permissions.map(({ permission, verdict }) => [permission, verdict]),
      [["fs.read /data/a.json", "allowed"]],
    );
    await using bounded = await makeProject({ "/data/a.json": "{}" }, { grant: { fs: { read: ["/other/**"] } } });
    const { outcome } = await bounded.runBody("return 1", { manifest: declared("./data/a.json") });
    assert.deepEqual([outcome.kind, outcome.cause?.code], ["permission-denied", "permission/denied"]);
  });

  it("is refused where a link leads to what is not granted", async () => {
    symlinkSync("../package.json", join(project.root, "data/link.json"));
    const { outcome } = await project.runBody("return files", {
      manifest: declared("./data/link.json"),
      imports: IMPORTS,
    });
    assert.deepEqual([outcome.kind, outcome.permission], ["permission-denied", "fs.read /package.json"]);
  });

  it("is not run where a link goes in a circle", async () => {
    symlinkSync("circle.json", join(project.root, "data/circle.json"));
    const { outcome } = await project.runBody("return files", {
      manifest: declared("./data/circle.json"),
      imports: IMPORTS,
    });
    assert.deepEqual([outcome.kind, outcome.cause?.code], ["refused", "host/failed"], JSON.stringify(outcome));
  });

  it("is that of each module: a child has its own", async () => {
    const { result } = await project.runBody('return await (await spawn("./child.ts")).result', {
      manifest: declared("./data/a.json"),
      imports: IMPORTS,
    });
    assert.equal(result, "ulm");
  });
});
