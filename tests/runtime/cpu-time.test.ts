/** The CPU time that a run is charged, against what the kernel counted, on a machine that has more to do than it can. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import os from "node:os";
import { after, before, describe, it } from "mocha";
import { cpuMs } from "../processes.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

/** After it a module waits, so that the last of what the kernel counted can be read. */
const WAIT = "await new Promise((resolve) => setTimeout(resolve, 150));";
/** The kernel tells it in steps of 10 ms, and counts the runner's own work, too. */
const SLACK_MS = 30;
const BURN =
  "const burn = (ms: number) => { for (let i = 0, x = 0; i < ms * 100_000; i++) x = Math.imul(x, 31) + i; };";

describe("the CPU time of a run", function () {
  this.timeout(120_000);
  let project: Project;
  const busy: ChildProcess[] = [];
  before(async () => {
    project = await makeProject({});
    for (let i = 0; i < 2 * os.availableParallelism(); i++)
      busy.push(spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }));
  });
  after(async () => {
    for (const each of busy) each.kill("SIGKILL");
    await project[Symbol.asyncDispose]();
  });

  /** What a module was charged, and what the kernel counted for its process from its first line on, in milliseconds. */
  async function charged(body: string): Promise<{ chargedMs: number; usedMs: number }> {
    project.write(
      "/main.ts",
      moduleText(
        { permissions: { fs: { read: ["/**"] }, modules: { spawn: ["/**"] } } },
        `${BURN} ${body}; ${WAIT}`,
        'import { exists } from "ambit:fs"; import { spawn } from "ambit:modules";',
      ),
    );
    const run = await project.runtime.start("/main.ts", { held: true });
    const created = new Set<string>();
    await new Promise((resolve) => {
      run.subscribe((event) => {
        if (event.kind !== "isolate" || event.state !== "created") return;
        if (created.size > 0) run.go(event.isolate);
        created.add(event.isolate);
        resolve(undefined);
      });
    });
    const earlierMs = cpuMs(run.pid);
    let laterMs = earlierMs;
    const watch = setInterval(() => (laterMs = Math.max(laterMs, cpuMs(run.pid))), 20);
    run.go("1");
    const { cpuTimeMs, outcome } = await run.report;
    clearInterval(watch);
    assert.equal(outcome.kind, "completed", JSON.stringify(outcome));
    return { chargedMs: cpuTimeMs, usedMs: laterMs - earlierMs };
  }

  function assertNear({ chargedMs, usedMs }: { chargedMs: number; usedMs: number }): void {
    const message = `${chargedMs} ms were charged, ${usedMs} ms used`;
    assert.ok(chargedMs <= usedMs * 1.1 + SLACK_MS, message);
    assert.ok(chargedMs >= usedMs * 0.7 - SLACK_MS, message);
  }

  it("is what it used, not how long it took", async () => {
    assertNear(await charged("burn(200)"));
  });

  it("is what it used when it works a little now and then", async () => {
    assertNear(await charged("for (let i = 0; i < 10; i++) { burn(5); await new Promise((r) => setTimeout(r, 25)); }"));
  });

  it("holds what its calls cost, whatever that is on the machine", async () => {
    assertNear(await charged("for (let i = 0; i < 5000; i++) performance.now()"));
  });

  it("holds what the host does for it on the spot", async () => {
    assertNear(await charged('for (let i = 0; i < 3000; i++) await exists("/main.ts")'));
  });

  it("is its own when two modules work at once", async () => {
    project.write("/child.ts", moduleText({}, `${BURN} burn(100); return 1;`));
    const one = await charged("burn(100)");
    const both = await charged('const child = await spawn("/child.ts"); burn(100); await child.result');
    assertNear(both);
    assert.ok(both.chargedMs > 1.4 * one.chargedMs, `${both.chargedMs} ms for two, ${one.chargedMs} ms for one`);
  });

  it("ends a module about where its limit is", async () => {
    project.write("/spins.ts", moduleText({ limits: { "execution/cpu-time": "50ms" } }, "for (;;);"));
    const { outcome, cpuTimeMs } = await project.run("/spins.ts");
    assert.equal(outcome.limit, "execution/cpu-time");
    assert.ok(cpuTimeMs >= 50 && cpuTimeMs < 80, `${cpuTimeMs} ms were charged`);
  });
});
