/** `watch` of `ambit:fs` on the real disk. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import type { Run } from "../../runtime-core/index.ts";
import { Changes } from "../../runtime-core/host/changes.ts";
import { makeProject, type Project } from "./project.ts";

/** A module that keeps the paths it was told of. */
const WATCHER = (permissions: object): string => `
import { watch } from "ambit:fs";
import { drop } from "ambit:context";
export const manifest = { permissions: ${JSON.stringify(permissions)} };
const seen: string[] = [];
let watching: AsyncIterableIterator<{ path: string }> | undefined;
/** Resolves when a path was told of that ends so. */
export async function take(end: string) {
  for (;;) {
    const next = await watching!.next();
    if (next.done) return "done";
    seen.push(next.value.path);
    if (next.value.path.endsWith(end)) return seen.splice(0);
  }
}
export const begin = (path: string, options?: any) => void (watching = watch(path, options));
export const leave = async () => (await watching!.return!()).done;
export const leaveWhileWaiting = async () => { const next = watching!.next(); await watching!.return!(); return (await next).done };
export const giveUp = () => drop("fs.read", "/data/**");
/** Resolves with the first refusal. */
export const open = (times: number) => new Promise<string>((refused) => {
  for (let i = 0; i < times; i++) watch("/data").next().catch((error) => refused(error.message));
});
`;

describe("watch", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({
      "/data/a.txt": "a",
      "/data/sub/deep/b.txt": "b",
      "/data/.hidden/x": "",
      "/secret/s.txt": "s",
    });
    symlinkSync("../secret", join(project.root, "data/link"));
    symlinkSync("../secret/s.txt", join(project.root, "data/link.txt"));
    symlinkSync("/tmp", join(project.root, "data/out"));
  });
  after(() => project[Symbol.asyncDispose]());

  const disk = (path: string): string => join(project.root, path);

  async function start(permissions: object = { fs: { read: ["/data/**"] } }): Promise<Run> {
    project.write("/watcher.ts", WATCHER(permissions));
    return await project.runtime.start("/watcher.ts", { stay: true, skipCheck: true });
  }

  /** Makes a change again and again, since watching begins a while after it was asked for. */
  async function told(run: Run, end: string, change: () => void): Promise<string[]> {
    const taking = run.call("take", [end]);
    const again = setInterval(change, 20);
    try {
      return (await taking) as string[];
    } finally {
      clearInterval(again);
    }
  }

  it("tells of what is made, changed, renamed and removed in a folder, not below it", async () => {
    const run = await start();
    await run.call("begin", ["/data"]);
    await told(run, "/data/a.txt", () => writeFileSync(disk("data/a.txt"), String(Math.random())));
    writeFileSync(disk("data/sub/new.txt"), "");
    writeFileSync(disk("data/new.txt"), "");
    assert.deepEqual(
      new Set((await run.call("take", ["new.txt"])) as string[]).difference(new Set(["/data/a.txt"])),
      new Set(["/data/new.txt"]),
    );
    renameSync(disk("data/new.txt"), disk("data/moved.txt"));
    await run.call("take", ["/moved.txt"]);
    rmSync(disk("data/moved.txt"));
    assert.deepEqual(await run.call("take", ["/moved.txt"]), ["/data/moved.txt"]);
    await run.finish();
  });

  it("tells of one file, also when it is replaced", async () => {
    const run = await start({ fs: { read: ["/data/a.txt"] } });
    await run.call("begin", ["/data/a.txt"]);
    await told(run, "a.txt", () => writeFileSync(disk("data/a.txt"), String(Math.random())));
    for (let i = 0; i < 3; i++) {
      writeFileSync(disk("data/other.txt"), "other");
      renameSync(disk("data/other.txt"), disk("data/a.txt"));
      assert.deepEqual(new Set((await run.call("take", ["a.txt"])) as string[]), new Set(["/data/a.txt"]));
    }
    await run.finish();
  });

  it("tells of all that is granted below a folder, also in folders that are made later", async () => {
    const run = await start();
    await run.call("begin", ["/data", { recursive: true }]);
    await told(run, "/b.txt", () => writeFileSync(disk("data/sub/deep/b.txt"), String(Math.random())));
    writeFileSync(disk("data/.hidden/x"), "hidden");
    mkdirSync(disk("data/made/inner"), { recursive: true });
    writeFileSync(disk("data/made/inner/c.txt"), "c");
    const paths = (await run.call("take", ["/c.txt"])) as string[];
    assert.ok(paths.includes("/data/made"), paths.join());
    assert.ok(!paths.some((path) => path.includes("hidden")), paths.join());
    writeFileSync(disk("data/made/inner/d.txt"), "d");
    await run.call("take", ["/data/made/inner/d.txt"]);
    rmSync(disk("data/made"), { recursive: true });
    await run.call("take", ["/data/made"]);
    await run.finish();
  });

  it("goes on when only the rights or times of a folder change, or another is put in its place", async () => {
    const run = await start();
    mkdirSync(disk("data/kept"));
    await run.call("begin", ["/data", { recursive: true }]);
    await told(run, "/data/a.txt", () => writeFileSync(disk("data/a.txt"), String(Math.random())));
    for (const folder of ["data", "data/kept"]) {
      chmodSync(disk(folder), 0o700);
      await told(run, `/${folder}/e.txt`, () => writeFileSync(disk(`${folder}/e.txt`), String(Math.random())));
    }
    renameSync(disk("data/kept"), disk("data/away"));
    mkdirSync(disk("data/kept"));
    await told(run, "/data/kept/f.txt", () => writeFileSync(disk("data/kept/f.txt"), String(Math.random())));
    await run.finish();
  });

  const REFUSED: readonly (readonly [string, string, RegExp])[] = [
    ["what no grant covers", '"/secret"', /No grant covers fs.read \/secret/],
    ["a link to a folder without a grant", '"/data/link"', /No grant covers fs.read \/secret/],
    ["a link to a file without a grant", '"/data/link.txt"', /No grant covers fs.read \/secret\/s.txt/],
    ["a link out of the project", '"/data/out"', /outside the project/],
    ["what is not there", '"/data/none"', /there is no such file or folder/],
    ["more than is granted", '"/", { "recursive": true }', /No grant covers fs.read \/\*\*/],
  ];
  it("refuses what the grants do not cover", async () => {
    const run = await start();
    for (const [title, args, message] of REFUSED) {
      await run.call("begin", JSON.parse(`[${args}]`) as unknown[]);
      await assert.rejects(run.call("take", ["x"]), message, title);
    }
    await run.finish();
  });

  it("ends when it is left, when the run is cancelled, and says nothing of what was dropped", async () => {
    const run = await start();
    await run.call("begin", ["/data"]);
    assert.equal(await run.call("leaveWhileWaiting"), true);
    assert.equal(await run.call("take", ["x"]), "done");
    await run.call("begin", ["/data"]);
    await told(run, "/a.txt", () => writeFileSync(disk("data/a.txt"), String(Math.random())));
    await run.call("giveUp");
    const waiting = run.call("take", ["/e.txt"]).then(
      () => "told",
      () => "cancelled",
    );
    for (let i = 0; i < 5; i++) {
      writeFileSync(disk("data/e.txt"), String(i));
      await run.snapshot();
    }
    run.cancel("enough");
    assert.equal((await run.report).outcome.kind, "cancelled");
    assert.equal(await waiting, "cancelled");
  });

  it("has so many at one time", async () => {
    const run = await start();
    assert.match((await run.call("open", [129])) as string, /128 streams are open/);
    await run.finish();
  });
});

describe("Changes", () => {
  it("tells a path once, and of the whole when there are too many", async () => {
    const changes = new Changes("/whole", () => {});
    const next = async (): Promise<string[]> => JSON.parse(new TextDecoder().decode(await changes.next())) as string[];
    for (const path of ["/a", "/b", "/a"]) changes.add(path);
    assert.deepEqual(await next(), ["/a", "/b"]);
    for (let i = 0; i < 1001; i++) changes.add(`/${i}`);
    assert.deepEqual(await next(), ["/whole", "/1000"]);
    const waiting = changes.next();
    changes.close();
    assert.equal(await waiting, undefined);
    assert.equal(await changes.next(), undefined);
  });
});
