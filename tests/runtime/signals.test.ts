/** How modules learn that they are to end: `signal` of `ambit:context`. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import type { Run } from "../../runtime-core/index.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

const IMPORTS = `
  import { signal } from "ambit:context"; import { spawn } from "ambit:modules"; import { exists, writeText } from "ambit:fs";
  const aborted = (given: AbortSignal) => given.aborted ? given.reason : new Promise<any>((r) => given.addEventListener("abort", () => r(given.reason)));
  const said = (reason: any) => reason.name + ": " + reason.message;`;
const RIGHTS = { fs: { read: ["/*.txt"], write: ["/*.txt"], delete: ["/*.txt"] }, modules: { spawn: ["/*.ts"] } };

/** A module that writes why it was told to end. */
function telling(name: string, more = ""): string {
  const manifest = { permissions: RIGHTS };
  const body = `const given = signal(); await writeText("./${name}-ready.txt", ""); console.log("ready");
    ${more} const reason = await aborted(given);
    await writeText("./${name}.txt", said(reason)); console.log("told"); await new Promise(() => {});`;
  return moduleText(manifest, body, IMPORTS);
}

const STAYING = `${IMPORTS}
export const manifest = {};
const told: string[] = [];
export async function work(name: string) { const given = signal(); told.push(name + " " + said(await aborted(given))); }
export async function late() { await null; return signal() === signal(); }
export const reasons = () => told;
export const module = () => aborted(signal());
`;

describe("signal of ambit:context", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({
      "/main.ts": telling("main"),
      "/child.ts": telling("child"),
      "/other.ts": telling("other"),
      "/deaf.ts": moduleText({}, "await new Promise((r) => setTimeout(r, 60_000))"),
      "/stubborn.ts": moduleText(
        {},
        `signal(); console.log("ready"); await new Promise((r) => setTimeout(r, 60_000))`,
        IMPORTS,
      ),
      "/busy.ts": moduleText({}, `signal(); console.log("ready"); for (;;) await null;`, IMPORTS),
      "/parent.ts": telling("parent", `const child = await spawn("./child.ts"); child.result.catch(() => {});`),
      "/timeout.ts": moduleText(
        { permissions: RIGHTS },
        `const child = await spawn("./child.ts", { timeout: args.ms }); return await child.result.then(() => 0, (e) => e.message)`,
        IMPORTS,
      ),
      "/cancels.ts": moduleText(
        { permissions: RIGHTS },
        `const child = await spawn("./other.ts"); while (!(await exists("./other-ready.txt"))); await child.cancel("no more"); return await child.result.then(() => 0, (e) => e.message)`,
        IMPORTS,
      ),
      "/staying.ts": STAYING,
    });
  });
  after(() => project[Symbol.asyncDispose]());
  const text = (name: string): string => readFileSync(join(project.root, name), "utf8");

  /** Resolves when the run has written a line. */
  async function wrote(run: Run, line: string): Promise<void> {
    for await (const event of run.events) if (event.kind === "output" && event.line === line) return;
  }

  it("fires when a run is cancelled, and leaves time to write that down", async () => {
    const run = await project.runtime.start("/main.ts");
    await wrote(run, "ready");
    run.cancel("enough");
    const { outcome } = await run.report;
    assert.deepEqual([outcome.kind, outcome.cause?.message], ["cancelled", "The run was cancelled: enough"]);
    assert.equal(text("main.txt"), "CancelledError: The run was cancelled: enough");
  });

  it("fires in children too", async () => {
    const run = await project.runtime.start("/parent.ts", { skipCheck: true });
    await wrote(run, "ready");
    await wrote(run, "ready");
    run.cancel("all of you");
    assert.equal((await run.report).outcome.kind, "cancelled");
    assert.equal(text("parent.txt"), text("child.txt"));
    assert.match(text("child.txt"), /all of you/);
  });

  it("fires in a child that its parent cancels, or whose time is over", async () => {
    const cancelled = await project.run("/cancels.ts", { skipCheck: true });
    assert.match(String(cancelled.result), /The child "\/other.ts" ended with cancelled: .*no more/);
    assert.match(text("other.txt"), /no more/);
    const late = await project.run("/timeout.ts", { args: { ms: 3000 }, skipCheck: true });
    assert.match(String(late.result), /The child "\/child.ts" ended with timed-out: "\/child.ts" had 3000 ms/);
    assert.match(text("child.txt"), /had 3000 ms and has not ended/);
    const wrong = await project.run("/timeout.ts", { args: { ms: -1 }, skipCheck: true });
    assert.match(wrong.outcome.cause?.message ?? "", /The timeout of spawn is a number of milliseconds/);
  });

  it("keeps its time to tear down when it is cancelled again", async () => {
    const run = await project.runtime.start("/main.ts");
    await wrote(run, "ready");
    for (const reason of ["enough", "once more", "and again"]) run.cancel(reason);
    const { outcome } = await run.report;
    assert.equal(outcome.cause?.message, "The run was cancelled: enough");
    assert.equal(text("main.txt"), "CancelledError: The run was cancelled: enough");
  });

  it("fires in a call that was given up before it began, or before it asks", async () => {
    const loading = `await new Promise((r) => setTimeout(r, 300));`;
    project.write(
      "/slow.ts",
      `${IMPORTS}export const manifest = {};
let works = 0;
export async function work() { works += 1; const given = signal(); await aborted(given); works -= 1; }
export const running = () => works;
${loading}`,
    );
    const run = await project.runtime.start("/slow.ts", { stay: true, skipCheck: true });
    const early = AbortSignal.timeout(50);
    await assert.rejects(run.call("work", [], { signal: early }), { name: "TimeoutError" });
    assert.equal(await run.call("running"), 0);
    const asking = run.call("work", [], { signal: AbortSignal.timeout(100) });
    await assert.rejects(asking, { name: "TimeoutError" });
    assert.equal(await run.call("running"), 0);
    await run.finish();
    assert.equal((await run.report).outcome.kind, "completed");
  });

  it("does not keep a module that goes on, and costs one that never asked for it nothing", async () => {
    const endOf = async (path: string, ready: boolean): Promise<number> => {
      const run = await project.runtime.start(path, { skipCheck: true });
      if (ready) await wrote(run, "ready");
      else await run.snapshot();
      const startedMs = performance.now();
      run.cancel("enough");
      assert.equal((await run.report).outcome.kind, "cancelled");
      return performance.now() - startedMs;
    };
    const stubbornMs = await endOf("/stubborn.ts", true);
    assert.ok(stubbornMs > 900);
    assert.ok((await endOf("/busy.ts", true)) > 900);
    assert.ok((await endOf("/deaf.ts", false)) < stubbornMs);
  });

  it("costs a module that stays nothing for calls that have ended", async () => {
    project.write(
      "/many.ts",
      `${IMPORTS}export const manifest = { limits: { "memory/heap": "16MB" } };
const kept = new AbortController();
export const once = () => { signal(); };
export const any = () => { for (let i = 0; i < 2000; i++) AbortSignal.any([kept.signal]); };
export async function heard() {
  const told: string[] = [];
  for (let i = 0; i < 100; i++) AbortSignal.any([kept.signal]).addEventListener("abort", () => told.push("told"));
  any();
  await null;
  kept.abort();
  return told.length;
}`,
    );
    const run = await project.runtime.start("/many.ts", { stay: true, skipCheck: true });
    for (let i = 0; i < 200; i++) await run.call("any");
    for (let i = 0; i < 1000; i++) await run.call("once");
    assert.equal(await run.call("heard"), 100);
    await run.finish();
    const { outcome } = await run.report;
    assert.equal(outcome.kind, "completed", outcome.cause?.message);
  });

  it("is told to calls when the whole run is cancelled", async () => {
    const run = await project.runtime.start("/staying.ts", { stay: true, skipCheck: true });
    assert.equal(await run.call("late"), true);
    const call = run.call("module");
    run.cancel("all");
    assert.equal(((await call) as { code: string }).code, "context/cancelled");
    assert.equal((await run.report).outcome.kind, "cancelled");
  });

  it("fires in the call that is given up, and in no other", async () => {
    const run = await project.runtime.start("/staying.ts", { stay: true, skipCheck: true });
    const first = new AbortController();
    const calls = [run.call("work", ["a"], { signal: first.signal }), run.call("work", ["b"])];
    calls[1]?.catch(() => {});
    assert.equal(await run.call("late"), true);
    first.abort(new Error("too slow"));
    await assert.rejects(calls[0] as Promise<unknown>, /too slow/);
    assert.deepEqual(await run.call("reasons"), ["a AbortError: The call was given up by its caller: too slow"]);
    const reason = run.call("module") as Promise<{ code: string }>;
    run.cancel("the end");
    assert.equal((await reason).code, "context/cancelled");
    assert.equal((await run.report).outcome.kind, "cancelled");
  });
});
