/** Runners that wait for modules: they are there in time, and never longer than they should. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "mocha";
import { createRuntime } from "../../runtime-core/index.ts";
import { RunnerPool } from "../../runtime-core/runtime/runner-pool.ts";
import type { Runner } from "../../runtime-core/runtime/supervisor.ts";
import { isAlive, until } from "../processes.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

const DOOR = join(import.meta.dirname, "../../runtime-core/index.ts");

describe("RunnerPool", function () {
  this.timeout(30_000);
  let root: string;
  before(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "ambit-pool-")));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it("gives what has waited longest, and starts another", async () => {
    const pool = new RunnerPool({ root, size: 2 });
    const [first, second] = pool.pids;
    const taken = await pool.take();
    assert.equal(taken.pid, first);
    await until(() => pool.pids.length === 2);
    assert.equal(pool.pids[0], second);
    await pool.close();
    assert.ok(![taken.pid, second].some(isAlive), "those that were taken end too");
  });

  it("forgets a runner that died, and gives a new one", async () => {
    const pool = new RunnerPool({ root, size: 1 });
    const [first] = pool.pids;
    assert.ok(first);
    process.kill(first, "SIGKILL");
    await until(() => pool.pids.length === 0);
    const taken = await pool.take();
    assert.ok(isAlive(taken.pid));
    taken.kill();
    await pool.close();
  });

  it("takes none back that died meanwhile", async () => {
    const pool = new RunnerPool({ root, size: 1 });
    const taken = await pool.take();
    taken.kill();
    await taken.exit;
    pool.giveBack(taken);
    assert.ok(isAlive((await pool.take()).pid));
    await pool.close();
  });

  it("takes one back that nobody needed, in the place of one that came later", async () => {
    const pool = new RunnerPool({ root, size: 1 });
    const [first] = pool.pids;
    const taken = await pool.take();
    await until(() => pool.pids.length === 1);
    const [second] = pool.pids;
    pool.giveBack(taken);
    assert.deepEqual(pool.pids, [first]);
    await until(() => !isAlive(second));
    assert.ok(isAlive(first));
    await pool.close();
    pool.giveBack(taken);
    assert.deepEqual(pool.pids, []);
  });

  it("starts none for who has left", async () => {
    const pool = new RunnerPool({ root, size: 0 });
    const takes = Array.from({ length: availableParallelism() }, () => pool.take());
    const leaving = new AbortController();
    const left = Array.from({ length: 100 }, () => pool.take(leaving.signal));
    const next = pool.take();
    leaving.abort("refused");
    for (const each of left) await assert.rejects(each, (reason) => reason === "refused");
    const [first, ...others] = await Promise.all(takes);
    first?.kill();
    assert.ok(isAlive((await next).pid));
    assert.ok(others.every(({ pid }) => isAlive(pid)));
    await pool.close();
  });

  it("goes on after runners that could not be started", async () => {
    const place = join(root, "place");
    writeFileSync(place, "");
    const pool = new RunnerPool({ root: place, size: 1 });
    const takes = Array.from({ length: availableParallelism() + 2 }, () => pool.take());
    for (const runner of await Promise.all(takes)) assert.match((await runner.exit).stderr, /ENOTDIR/);
    rmSync(place);
    mkdirSync(place);
    const taken = await pool.take();
    assert.ok(isAlive(taken.pid));
    taken.kill();
    await pool.close();
  });

  it("starts few processes at a time, so that all get ready", async () => {
    const pool = new RunnerPool({ root, size: 0 });
    const takes = Array.from({ length: availableParallelism() + 3 }, () => pool.take());
    const begun: Runner[] = [];
    for (const each of takes) void each.then((runner) => begun.push(runner));
    let mostStarting = 0;
    const look = async (): Promise<void> => {
      let starting = begun.length;
      for (const runner of begun) void runner.ready.then(() => (starting -= 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
      mostStarting = Math.max(mostStarting, starting);
    };
    while (begun.length < takes.length) await look();
    assert.ok(mostStarting <= availableParallelism() + 1, `${mostStarting} started at once`);
    for (const runner of begun) runner.kill();
  });

  it("starts few of those that are to wait at a time", async () => {
    const size = availableParallelism() + 2;
    const pool = new RunnerPool({ root, size });
    assert.equal(pool.pids.length, availableParallelism());
    await until(() => pool.pids.length === size);
    await pool.close();
  });

  it("turns away who waits when it is closed", async () => {
    const pool = new RunnerPool({ root, size: 0 });
    const takes = Array.from({ length: availableParallelism() + 2 }, () => pool.take());
    const closed = pool.close();
    const ends = await Promise.allSettled(takes);
    assert.ok(ends.slice(-2).every(({ status }) => status === "rejected"));
    await closed;
  });

  it("ends runners that nobody wants, and starts again when somebody comes", async () => {
    const pool = new RunnerPool({ root, size: 2, idleMs: 100 });
    const pids = pool.pids;
    await until(() => pool.pids.length === 0 && !pids.some(isAlive));
    (await pool.take()).kill();
    await until(() => pool.pids.length === 2);
    await pool.close();
  });
});

describe("a runtime with warm runners", function () {
  this.timeout(30_000);
  let project: Project;
  let host: ChildProcess | undefined;
  before(async () => {
    project = await makeProject({
      "/hello.ts": moduleText({}, "return 'hello'"),
      "/spins.ts": moduleText({ limits: { "execution/cpu-time": "60s" } }, "for (;;);"),
      "/asks.ts": moduleText({ limits: { "execution/cpu-time": "60s" } }, "for (;;) performance.now();"),
      "/floods.ts": moduleText(
        { permissions: { modules: { spawn: ["/asks.ts"] } } },
        'for (let i = 0; i < 4; i++) await spawn("/asks.ts"); for (;;) performance.now();',
        'import { spawn } from "ambit:modules";',
      ),
    });
  });
  after(async () => {
    host?.kill("SIGKILL");
    await project[Symbol.asyncDispose]();
  });

  /** A process that embeds Ambit, starts a module, and says the ids of all its runners. */
  async function startHost(module: string): Promise<readonly number[]> {
    const code = `
      const { createRuntime } = await import(${JSON.stringify(DOOR)});
      const { readdirSync, readFileSync } = await import("node:fs");
      const runtime = await createRuntime({ root: ${JSON.stringify(project.root)}, warmRunners: 2 });
      const run = await runtime.start(${JSON.stringify(module)});
      await new Promise((resolve) => run.subscribe((event) => event.kind === "isolate" && resolve()));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const children = readdirSync("/proc/self/task").flatMap((task) =>
        readFileSync("/proc/self/task/" + task + "/children", "utf8").trim().split(" "));
      console.log(JSON.stringify(children.filter(Boolean).map(Number)));`;
    host = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    assert.ok(host.stdout !== null);
    const [line] = (await once(createInterface(host.stdout), "line")) as [string];
    return JSON.parse(line) as number[];
  }

  it("runs modules one after another, each in a process of its own", async () => {
    const runtime = await createRuntime({ root: project.root, warmRunners: 1 });
    const pids = new Set<number | undefined>();
    for (let i = 0; i < 5; i++) {
      const run = await runtime.start("/hello.ts");
      pids.add(run.pid);
      assert.equal((await run.report).result, "hello");
    }
    assert.equal(pids.size, 5);
    await runtime.close();
    assert.ok(![...pids].some(isAlive));
  });

  it("has no process left when it is closed, so that a port is free again", async () => {
    const runtime = await createRuntime({ root: project.root, warmRunners: 1 });
    const runs = await Promise.all(["/spins.ts", "/floods.ts"].map((path) => runtime.start(path)));
    const starting = runtime.start("/hello.ts").catch(() => {});
    await runtime.close();
    assert.deepEqual(
      runs.filter(({ pid }) => isAlive(pid)),
      [],
    );
    await starting;
  });

  for (const module of ["/spins.ts", "/floods.ts"]) {
    it(`leaves no runner when its process is killed, not even one with ${module}`, async () => {
      const pids = await startHost(module);
      assert.equal(pids.length, 3);
      host?.kill("SIGKILL");
      await until(() => !pids.some(isAlive));
    });
  }

  it("keeps its process until a run has started that was asked for after refused ones", async () => {
    const code = `
      const { createRuntime } = await import(${JSON.stringify(DOOR)});
      const runtime = await createRuntime({ root: ${JSON.stringify(project.root)} });
      await runtime.start("/none.ts").catch(() => {});
      for (let i = 0; i < 20; i++) await runtime.start("/none.ts").catch(() => {});
      console.log((await (await runtime.start("/hello.ts")).report).result);`;
    host = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
    assert.ok(host.stdout !== null);
    assert.deepEqual(await host.stdout.toArray(), [Buffer.from("hello\n")]);
  });

  it("lets its process end by itself, and nothing is left", async () => {
    const pids = await startHost("/hello.ts");
    assert.ok(host !== undefined);
    if (host.exitCode === null) await once(host, "exit");
    assert.equal(host.exitCode, 0);
    await until(() => !pids.some(isAlive));
  });
});
