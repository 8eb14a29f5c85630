/**
 * Many runs: nothing piles up in the process that starts them, and none pays for another.
 *
 * `AMBIT_ENDURANCE=long` does 2,000 in sequence and 200 at once, which takes some minutes.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "mocha";
import { createRuntime, type Runtime } from "../../runtime-core/index.ts";
import { until } from "../processes.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

const LONG = process.env["AMBIT_ENDURANCE"] === "long";
const IN_SEQUENCE = LONG ? 2000 : 24;
const AT_ONCE = LONG ? 200 : 8;
/** Runs until caches and pools have their size. */
const WARM_UP = IN_SEQUENCE / 4;
const MAX_GROWTH_MB = 16;

const WARM_RUNNERS = 2;

describe("many runs", function () {
  this.timeout(LONG ? 3_600_000 : 60_000);
  let project: Project;
  let runtime: Runtime;
  let others: ReadonlySet<number>;
  const ours = () => children().filter(({ pid }) => !others.has(pid));
  before(async () => {
    others = new Set(children().map(({ pid }) => pid));
    const manifest = { permissions: { fs: { read: ["/a.txt"] } }, limits: { "fs/total-new-files": 1 } };
    const body = 'console.log(args.i); return (await readText("/a.txt")) + args.i';
    project = await makeProject({
      "/a.txt": "a",
      "/main.ts": moduleText(manifest, body, 'import { readText } from "ambit:fs";'),
    });
    runtime = await createRuntime({ root: project.root, warmRunners: WARM_RUNNERS });
  });
  after(() => project[Symbol.asyncDispose]());

  async function run(i: number): Promise<void> {
    const { result, outcome } = await (await runtime.start("/main.ts", { args: { i } })).report;
    assert.equal(result, `a${i}`, JSON.stringify(outcome));
  }

  it(`${IN_SEQUENCE} in sequence leave the process as it was`, async () => {
    // Each runner that waits holds some files: what is compared is the state in which as many wait as are to be.
    const isReady = (): boolean => ours().length === WARM_RUNNERS && ours().every(({ state }) => state !== "Z");
    for (let i = 0; i < WARM_UP; i++) await run(i);
    await until(isReady);
    const earlier = held();
    for (let i = WARM_UP; i < IN_SEQUENCE; i++) await run(i);
    const grownMb = (held().bytes - earlier.bytes) / 2 ** 20;
    assert.ok(grownMb < MAX_GROWTH_MB, `it grew by ${grownMb} MB`);
    await until(
      () => isReady() && held().files <= earlier.files,
      () => `${held().files} files are open, ${earlier.files} were, and there are ${JSON.stringify(ours())}`,
    );
  });

  it(`${AT_ONCE} at once all come to their end, but for the one that is killed`, async () => {
    const runs = Array.from({ length: AT_ONCE }, async (_, i) => await run(i));
    const victim = await runtime.start("/main.ts", { args: { i: -1 }, held: true });
    assert.ok(victim.pid);
    process.kill(victim.pid, "SIGKILL");
    assert.equal((await victim.report).outcome.kind, "crashed");
    await Promise.all(runs);
  });

  it("leave no process, not even a dead one", async () => {
    await runtime.close();
    await until(
      () => ours().length === 0,
      () => `there still are ${JSON.stringify(ours())}`,
    );
  });
});

/** What this process holds: memory, and open files, of which each runner that waits has some. */
function held(): { readonly bytes: number; readonly files: number } {
  return { bytes: process.memoryUsage().heapUsed, files: readdirSync("/proc/self/fd").length };
}

function children(): readonly { readonly pid: number; readonly state: string }[] {
  const pids = readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean),
  );
  return pids.flatMap((pid) => {
    try {
      const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.charAt(0) ?? "";
      return [{ pid: Number(pid), state }];
    } catch {
      return [];
    }
  });
}
