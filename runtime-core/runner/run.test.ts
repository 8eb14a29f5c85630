/** What a run leaves behind in its process, besides what it tells. */
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { describe, it } from "mocha";
import { BlankIsolate } from "../isolate/blank-isolate.ts";
import { type ModuleImage, PROTOCOL_VERSION } from "./protocol.ts";
import { Run } from "./run.ts";

const THROWS = imageOf("/throws.js", 'export default () => { throw new Error("thrown"); };');

describe("a run", function () {
  this.timeout(30_000);

  it("leaves no timer for a child that has failed", async () => {
    const before = timers();
    await runParent('for (let i = 0; i < 8; i++) await (await spawn("/throws.js")).result.catch(() => {});');
    assert.ok(timers() - before < 4, `${timers() - before} timers are left`);
  });
});

async function runParent(body: string): Promise<void> {
  const code = `import { spawn } from "ambit:modules"; export default async () => { ${body} };`;
  const run = new Run(
    {
      kind: "start",
      version: PROTOCOL_VERSION,
      image: imageOf("/main.js", code, { permissions: { modules: { spawn: ["/*.js"] } } }),
      root: tmpdir(),
      env: {},
      secrets: {},
      bounds: {},
      args: "{}",
      held: false,
      snapshotEveryMs: 0,
      profile: false,
    },
    {
      send: async () => {},
      image: async () => THROWS,
      blank: BlankIsolate.create(),
    },
  );
  const { outcome } = await run.execute();
  assert.equal(outcome.kind, "completed", JSON.stringify(outcome));
  await run.dispose();
}

function imageOf(path: string, code: string, manifest: object = {}): ModuleImage {
  const file = { path, code, imports: { "ambit:modules": "ambit:modules" } };
  return { program: { entry: path, files: [file] }, manifest, files: {} };
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}
