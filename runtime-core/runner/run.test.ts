/** What a run leaves behind in its process, besides what it tells. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, realpathSync, rmSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { BlankIsolate } from "../isolate/blank-isolate.ts";
import type { FromRunner, ModuleImage } from "./protocol.ts";
import { Run } from "./run.ts";
import { warmModule } from "./warm-module.ts";

const THROWS = imageOf("/throws.js", 'export default () => { throw new Error("thrown"); };');

describe("a run", function () {
  this.timeout(30_000);

  it("leaves no timer for a child that has failed", async () => {
    const before = timers();
    await runParent('for (let i = 0; i < 8; i++) await (await spawn("/throws.js")).result.catch(() => {});');
    assert.ok(timers() - before < 4, `${timers() - before} timers are left`);
  });
});

describe("a run whose last change of a file does not come to its end", function () {
  this.timeout(30_000);
  let root: string;
  let opening: Promise<FileHandle>[];
  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "ambit-run-")));
    execFileSync("mkfifo", [join(root, "pipe")]);
    // What opens a pipe waits for the other end, in a thread that nothing else has meanwhile.
    opening = Array.from({ length: 4 }, () => open(join(root, "pipe"), "r"));
  });
  after(async () => {
    const other = openSync(join(root, "pipe"), constants.O_RDWR);
    for (const each of await Promise.all(opening)) await each.close();
    closeSync(other);
    rmSync(root, { recursive: true });
  });

  it("says so", async () => {
    const code =
      'import { writeText } from "ambit:fs"; export default () => void writeText("/a", "a".repeat(100_000));';
    const image = imageOf("/main.js", code, { permissions: { fs: { write: ["/a"] } } });
    const said: FromRunner[] = [];
    await runImage(image, { root, send: async (message) => void said.push(message) });
    const lines = said.flatMap((message) => (message.kind === "output" ? [message.line] : []));
    assert.deepEqual(lines, ["Not done when the module ended: finish what changes files (it takes too long)"]);
  });
});

async function runParent(body: string): Promise<void> {
  const code = `import { spawn } from "ambit:modules"; export default async () => { ${body} };`;
  await runImage(imageOf("/main.js", code, { permissions: { modules: { spawn: ["/*.js"] } } }));
}

async function runImage(
  image: ModuleImage,
  { root = tmpdir(), send = async () => {} }: { root?: string; send?: (message: FromRunner) => Promise<void> } = {},
): Promise<void> {
  const run = new Run(
    { ...warmModule(), image, root },
    {
      send,
      image: async () => THROWS,
      blank: BlankIsolate.create(),
    },
  );
  const { outcome } = await run.execute();
  assert.equal(outcome.kind, "completed", JSON.stringify(outcome));
  await run.dispose();
}

function imageOf(path: string, code: string, manifest: object = {}): ModuleImage {
  const file = { path, code, imports: { "ambit:fs": "ambit:fs", "ambit:modules": "ambit:modules" } };
  return { program: { entry: path, files: [file] }, manifest, files: {} };
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}
