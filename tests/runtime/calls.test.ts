/** Modules that stay: their exports are called by the host, more than once, while they run. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { isAmbitError, type Run } from "../../runtime-core/index.ts";
import { EventQueue } from "../../runtime-core/runtime/event-queue.ts";
import { makeProject, type Project } from "./project.ts";

const COUNTER = `
import { readText } from "ambit:fs";
export const manifest = {
  parameters: { by: { type: "number", default: 1 } },
  limits: { "execution/cpu-time": "400ms" },
};
let count = 0;
let wake = () => {};
export default ({ by }: { by: number }) => (count += by);
export const add = (a: number, b: number) => a + b;
export async function slow(ms: number) { await new Promise((r) => setTimeout(r, ms)); return ms; }
export const sleep = () => new Promise<string>((r) => (wake = () => r("woken")));
export const rouse = () => wake();
export const fail = () => { throw new RangeError("too far"); };
export const secret = () => readText("./secret.txt");
export const spin = () => { for (;;); };
export const say = (n: number) => { for (let i = 0; i < n; i++) console.log(i); };
export const number = 5;
`;

describe("a module that stays", function () {
  this.timeout(30_000);
  let project: Project;
  let run: Run;
  before(async () => {
    project = await makeProject({
      "/counter.ts": COUNTER,
      "/limited.ts": COUNTER.replace("cpu-time", "total-time").replace("400ms", "3s"),
      "/done.ts": "export const manifest = {}; export default () => 1;",
    });
    run = await project.runtime.start("/counter.ts", { stay: true, skipCheck: true });
  });
  after(() => project[Symbol.asyncDispose]());

  /** The data of the error that a call fails with. */
  async function failure(calling: Promise<unknown>): Promise<{ outcome: string; detail: string; stack?: string[] }> {
    const error = await calling.then(
      (value) => assert.fail(`it gave ${JSON.stringify(value)}`),
      (thrown: unknown) => thrown,
    );
    assert.ok(isAmbitError(error, "run/call-failed"), String(error));
    return error.data as never;
  }

  it("answers calls, and keeps its state between them", async () => {
    assert.equal(await run.call("add", [2, 3]), 5);
    assert.equal(await run.call("default", [{ by: 4 }]), 4);
    assert.equal(await run.call("default"), 5);
  });

  it("runs calls at the same time, also such as wait for each other", async () => {
    const sleeping = run.call("sleep");
    assert.equal(await run.call("rouse"), null);
    assert.equal(await sleeping, "woken");
    const many = Array.from({ length: 500 }, (_, i) => run.call("add", [i, i]));
    assert.deepEqual(
      await Promise.all(many),
      many.map((_, i) => 2 * i),
    );
  });

  it("says how a call failed, and goes on", async () => {
    const thrown = await failure(run.call("fail"));
    assert.deepEqual([thrown.outcome, thrown.detail], ["exception", "RangeError: too far"]);
    assert.match(thrown.stack?.[0] ?? "", /\/counter\.ts:14:/);
    assert.equal((await failure(run.call("secret"))).outcome, "permission-denied");
    assert.match((await failure(run.call("nothing"))).detail, /exports no function "nothing"/);
    assert.match((await failure(run.call("number"))).detail, /exports no function "number"/);
    assert.match((await failure(run.call("default", [{ by: "1" }]))).detail, /"by"/);
    await assert.rejects(run.call("add", [1n]), { code: "run/invalid-arguments", message: /as JSON: .*BigInt/ });
    assert.equal(await run.call("add", [1, 1]), 2);
  });

  it("has exports of any names", async () => {
    const source =
      "export const manifest = {}; export function then() {} export const add = (a, b) => a + b; export default () => 1;";
    project.write("/thenable.js", source);
    const { result } = await project.run("/thenable.js", { skipCheck: true });
    assert.equal(result, 1);
    const stays = await project.runtime.start("/thenable.js", { skipCheck: true, stay: true });
    assert.equal(await stays.call("add", [1, 2]), 3);
    stays.cancel("enough");
    await stays.report;
  });

  it("lets a caller give up", async () => {
    await assert.rejects(run.call("slow", [10_000], { signal: AbortSignal.timeout(10) }), { name: "TimeoutError" });
    await assert.rejects(run.call("add", [1, 1], { signal: AbortSignal.abort("no") }), (reason) => reason === "no");
    assert.equal(await run.call("add", [1, 1]), 2);
  });

  it("tells of its contexts while it stays", async () => {
    const { contexts } = await run.snapshot();
    assert.deepEqual(
      contexts.map(({ module, status }) => [module, status]),
      [["/counter.ts", "running"]],
    );
    assert.ok(contexts[0]?.permissions.some((use) => use.verdict === "denied"));
  });

  it("gives its events to whoever iterates, and ends them", async () => {
    const lines: string[] = [];
    const reading = (async () => {
      for await (const event of run.events) {
        if (event.kind === "output") lines.push(event.line);
        if (lines.length === 3) break;
      }
    })();
    await run.call("say", [3]);
    await reading;
    assert.deepEqual(lines, ["0", "1", "2"]);
  });

  it("finishes after the calls that were made before", async () => {
    const other = await project.runtime.start("/counter.ts", { stay: true, skipCheck: true });
    const kinds: string[] = [];
    const reading = (async () => {
      for await (const event of other.events) kinds.push(event.kind === "isolate" ? event.state : event.kind);
    })();
    const last = other.call("slow", [50]);
    const report = await other.finish();
    assert.equal(await last, 50);
    assert.equal(report.outcome.kind, "completed");
    await reading;
    assert.deepEqual(kinds, ["created", "ended"]);
    assert.equal((await failure(other.call("add", [1, 1]))).outcome, "cancelled");
    assert.deepEqual(await other.snapshot(), { contexts: [] });
    for await (const event of other.events) assert.fail(event.kind);
  });

  for (const [name, args] of [
    ["sleep", []],
    ["slow", [100_000]],
    ["spin", []],
  ] as const)
    it(`finishes although a call that was given up goes on: ${name}`, async () => {
      const other = await project.runtime.start("/limited.ts", { stay: true, skipCheck: true });
      await other.call("add", [1, 1]);
      const finishing = new AbortController();
      const given = assert.rejects(other.call(name, args, { signal: finishing.signal }), { name: "AbortError" });
      const finished = other.finish();
      await other.snapshot();
      finishing.abort();
      await given;
      assert.equal((await finished).outcome.kind, "completed");
    });

  it("lets a call that was given up tear down before it finishes", async () => {
    project.write(
      "/tidy.ts",
      `import { signal } from "ambit:context";
export const manifest = {};
export async function work() {
  const given = signal();
  console.log("begun");
  await new Promise((resolve) => given.addEventListener("abort", resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log("tidied");
}`,
    );
    const tidy = await project.runtime.start("/tidy.ts", { stay: true });
    const lines: string[] = [];
    const abort = new AbortController();
    tidy.subscribe((event) => {
      if (event.kind !== "output") return;
      lines.push(event.line);
      abort.abort();
    });
    await assert.rejects(tidy.call("work", [], { signal: abort.signal }), { name: "AbortError" });
    await tidy.finish();
    assert.deepEqual(lines, ["begun", "tidied"]);
  });

  it("fails all calls when a limit ends it", async () => {
    const waiting = failure(run.call("sleep"));
    const spinning = failure(run.call("spin"));
    assert.equal((await spinning).outcome, "limit-exceeded");
    assert.equal((await waiting).outcome, "limit-exceeded");
    assert.equal((await run.report).outcome.limit, "execution/cpu-time");
  });

  it("takes from its total time only while it is called", async () => {
    const limited = await project.runtime.start("/limited.ts", { stay: true, skipCheck: true });
    await limited.call("slow", [200]);
    await new Promise((resolve) => setTimeout(resolve, 3200));
    const left = (await limited.snapshot()).contexts[0]?.limits.find((each) => each.name === "execution/total-time");
    assert.ok((left?.taken ?? 0) >= 200 && (left?.taken ?? 0) < 3000, JSON.stringify(left));
    assert.equal(await limited.call("slow", [1]), 1);
    assert.equal((await failure(limited.call("slow", [10_000]))).outcome, "limit-exceeded");
    assert.equal((await limited.report).outcome.limit, "execution/total-time");
  });

  it("ends by itself when it does not stay", async () => {
    const once = await project.runtime.start("/done.ts");
    assert.equal((await once.finish()).result, 1);
  });
});

describe("EventQueue", () => {
  const event = (line: number) => ({ kind: "output", isolate: "1", stream: "stdout", line: String(line) }) as const;

  it("tells how many events had no room, in their place", async () => {
    const queue = new EventQueue(() => {});
    for (let i = 0; i < 10_005; i++) queue.add(event(i));
    assert.deepEqual((await queue.next()).value, event(0));
    queue.add(event(10_005));
    queue.end();
    const rest = [];
    for (let each = await queue.next(); each.done !== true; each = await queue.next()) rest.push(each.value);
    assert.deepEqual(rest.slice(-2), [{ kind: "lost", count: 5 }, event(10_005)]);
    assert.equal(rest.length, 10_001);
  });

  it("keeps no more text than there is room for, and takes some again when it was read", async () => {
    const long = { ...event(0), line: "x".repeat(2 ** 20) };
    const queue = new EventQueue(() => {});
    for (let i = 0; i < 100; i++) queue.add(long);
    let kept = 0;
    while (kept < 100 && (await queue.next()).value?.kind === "output") kept += 1;
    assert.equal(kept, 16);
    queue.add(event(1));
    assert.deepEqual((await queue.next()).value, event(1));
  });

  it("serves those who wait in order, and lets go when it is left", async () => {
    let left = 0;
    const queue = new EventQueue(() => (left += 1));
    const both = Promise.all([queue.next(), queue.next()]);
    queue.add(event(1));
    queue.add(event(2));
    assert.deepEqual(
      (await both).map((each) => each.value),
      [event(1), event(2)],
    );
    const waiting = queue.next();
    await queue.return();
    assert.equal((await waiting).done, true);
    assert.equal(left, 1);
  });
});
