/** How many runs there are at one time, and what is counted of them, with the real prom-client. */
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import * as client from "prom-client";
import { createRuntime, isAmbitError, type Run, type Runtime } from "../../runtime-core/index.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

describe("a runtime with bounds", function () {
  this.timeout(30_000);
  let project: Project;
  let runtime: Runtime;
  let registry: client.Registry;
  before(async () => {
    const waits = "await new Promise((resolve) => setTimeout(resolve, 1e6))";
    project = await makeProject({
      "/waits.ts": moduleText({}, waits),
      "/done.ts": `${moduleText({}, "return 1")}\nexport const fail = () => { throw new Error("no") };`,
      "/denied.ts": moduleText({}, 'await fetch("http://localhost:1/")'),
      "/stubborn.ts": moduleText(
        {},
        `for (let i = 0; i < 3; i++) await fetch("http://localhost:1/").catch(() => {}); console.log("refused"); await new Promise((r) => setTimeout(r, 10)); for (;;);`,
      ),
      "/parent.ts": moduleText(
        { permissions: { modules: { spawn: ["/*.ts"] } } },
        'const end = async () => (await spawn("/denied.ts")).result.catch(() => {}); await end(); await end();',
        'import { spawn } from "ambit:modules";',
      ),
      "/spins.ts": moduleText({ limits: { "execution/cpu-time": "50ms" } }, "for (;;);"),
    });
  });
  beforeEach(async () => {
    registry = new client.Registry();
    const concurrency = { runs: 1, waiting: 2, deadlineMs: 20_000 };
    runtime = await createRuntime({ root: project.root, concurrency, metrics: { client, registry } });
  });
  afterEach(() => runtime.close());
  after(() => project[Symbol.asyncDispose]());

  /** The value of a metric, as it is scraped: `ambit_runs_total{outcome="completed"}`. */
  async function metric(name: string): Promise<number> {
    const line = (await registry.metrics()).split("\n").find((each) => each.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1) ?? Number.NaN);
  }

  async function code(starting: Promise<Run>): Promise<string> {
    return await starting.then(
      () => "started",
      (error: unknown) =>
        isAmbitError(error, "run/refused") ? "refused" : ((error as { code?: string }).code ?? String(error)),
    );
  }

  it("lets a run wait until another has ended", async () => {
    const first = await runtime.start("/waits.ts");
    const second = runtime.start("/done.ts");
    assert.equal(await metric('ambit_queue_waiting{priority="normal"}'), 1);
    first.kill("enough");
    assert.equal((await (await second).report).result, 1);
    assert.equal(await metric('ambit_queue_waiting{priority="normal"}'), 0);
    assert.equal(await metric('ambit_queue_wait_seconds_count{priority="normal"}'), 2);
    assert.equal(await metric("ambit_runs_running"), 0);
    assert.equal(await metric('ambit_runs_total{outcome="completed"}'), 1);
    assert.equal(await metric('ambit_runs_total{outcome="cancelled"}'), 1);
  });

  it("counts what a run was refused and used that is killed", async () => {
    const run = await runtime.start("/stubborn.ts", { skipCheck: true });
    for await (const event of run.events) if (event.kind === "output" && event.line === "refused") break;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    run.kill("enough");
    const { outcome, permissions, cpuTimeMs } = await run.report;
    assert.equal(outcome.kind, "cancelled");
    assert.deepEqual(
      permissions.map(({ permission, verdict, count }) => [permission, verdict, count]),
      [["http.read http://localhost:1/", "denied", 3]],
    );
    assert.ok(cpuTimeMs > 0);
    assert.equal(await metric('ambit_permissions_denied_total{kind="http.read"}'), 3);
    assert.ok((await metric("ambit_run_cpu_seconds_total")) > 0);
  });

  it("gives the turn back when a run does not start", async () => {
    assert.equal(await code(runtime.start("/none.ts")), "refused");
    assert.equal((await (await runtime.start("/done.ts")).report).result, 1);
  });

  it("refuses who waits too long, who comes when too many wait, and who gives up", async () => {
    const hasty = await createRuntime({
      root: project.root,
      concurrency: { runs: 1, waiting: 1, deadlineMs: 50 },
      metrics: { client, registry, prefix: "hasty_" },
    });
    await hasty.start("/waits.ts");
    const late = code(hasty.start("/done.ts", { client: "a" }));
    assert.equal(await code(hasty.start("/done.ts")), "run/queue-full");
    assert.equal(await late, "run/queue-timed-out");
    const abort = new AbortController();
    const given = code(hasty.start("/done.ts", { signal: abort.signal }));
    abort.abort("changed my mind");
    assert.equal(await given, "changed my mind");
    for (const reason of ["full", "timed-out", "given-up"])
      assert.equal(await metric(`hasty_queue_refused_total{reason="${reason}"}`), 1, reason);
    const waiting = code(runtime.start("/waits.ts").then(() => runtime.start("/done.ts")));
    await hasty.close();
    await runtime.close();
    assert.equal(await waiting, "context/cancelled");
  });

  it("cancels a run when its signal fires", async () => {
    const abort = new AbortController();
    const run = await runtime.start("/waits.ts", { signal: abort.signal });
    abort.abort(new Error("no longer"));
    const { outcome } = await run.report;
    assert.deepEqual([outcome.kind, outcome.cause?.message], ["cancelled", "The run was cancelled: no longer"]);
    await assert.rejects(runtime.start("/done.ts", { signal: abort.signal }), /no longer/);
    const unprintable = new AbortController();
    const other = await runtime.start("/waits.ts", { signal: unprintable.signal });
    unprintable.abort(Object.create(null));
    assert.equal((await other.report).outcome.cause?.message, "The run was cancelled: the reason cannot be shown");
  });

  it("counts what children were refused", async () => {
    const run = await runtime.start("/parent.ts", { skipCheck: true });
    assert.deepEqual((await run.report).refusals, { "http.read": 2 });
    assert.equal(await metric('ambit_permissions_denied_total{kind="http.read"}'), 2);
  });

  it("counts a call that is given up", async () => {
    const run = await runtime.start("/done.ts", { stay: true });
    const abort = new AbortController();
    const call = run.call("default", [], { signal: abort.signal }).catch(() => "given up");
    abort.abort();
    assert.equal(await call, "given up");
    assert.equal(await metric('ambit_calls_total{outcome="cancelled"}'), 1);
    await run.finish();
  });

  it("counts calls, limits and refusals", async () => {
    const run = await runtime.start("/done.ts", { stay: true });
    await run.call("default");
    await run.call("default");
    await run.call("fail").catch(() => {});
    await run.finish();
    await (
      await runtime.start("/spins.ts")
    ).report;
    await (
      await runtime.start("/denied.ts", { skipCheck: true })
    ).report;
    assert.equal(await metric('ambit_calls_total{outcome="completed"}'), 2);
    assert.equal(await metric('ambit_call_duration_seconds_count{outcome="exception"}'), 1);
    assert.equal(await metric('ambit_limits_exceeded_total{limit="execution/cpu-time"}'), 1);
    assert.equal(await metric('ambit_permissions_denied_total{kind="http.read"}'), 1);
    assert.ok((await metric("ambit_run_cpu_seconds_total")) >= 0.045);
  });
});
