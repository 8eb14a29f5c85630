/** How runs end: one program for each way, run for real in runner processes. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { OutcomeKind } from "../../runtime-core/index.ts";
import { isAlive, until } from "../processes.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

const LIMITS = { "execution/cpu-time": "300ms", "execution/total-time": "3s", "memory/heap": "48MB" };

interface Case {
  readonly title: string;
  readonly body: string;
  readonly kind: OutcomeKind;
  readonly limit?: string;
  /** Others than those of all. */
  readonly limits?: Readonly<Record<string, string>>;
  /** Contained in the sentence of the cause. */
  readonly cause?: string;
  readonly result?: unknown;
}

const CASES: readonly Case[] = [
  { title: "a value", body: "return { a: [1, null, 'x'] }", kind: "completed", result: { a: [1, null, "x"] } },
  { title: "nothing", body: "", kind: "completed", result: null },
  { title: "a thenable", body: "return { then(resolve: any) { resolve(5) } }", kind: "completed", result: 5 },
  {
    title: "what a module of the host says that is imported late",
    body: `const { basename } = await import("ambit:path"); return basename("/a/b")`,
    kind: "completed",
    result: "b",
  },
  { title: "an error", body: "throw new TypeError('bad')", kind: "exception", cause: "TypeError: bad" },
  { title: "a thrown text", body: "throw 'just text'", kind: "exception", cause: "Thrown value: just text" },
  { title: "a thrown null", body: "throw null", kind: "exception", cause: "Thrown value: null" },
  {
    title: "a null that a timer throws",
    body: "setTimeout(() => { throw null }, 1); await new Promise(r => setTimeout(r, 50))",
    kind: "exception",
    cause: "Thrown value: null",
  },
  {
    title: "a symbol that a timer throws",
    body: "setTimeout(() => { throw Symbol('s') }, 1); await new Promise(r => setTimeout(r, 50))",
    kind: "exception",
    cause: "Thrown value: an object or a symbol, which is no error",
  },
  {
    title: "an error whose stack cannot be read",
    body: "Error.prepareStackTrace = () => { throw new Error('never seen') }; throw new TypeError('seen')",
    kind: "exception",
    cause: "TypeError: seen",
  },
  {
    title: "a thrown proxy",
    body: "throw new Proxy({}, { get() { throw 1 }, has() { throw 2 } })",
    kind: "exception",
    cause: "cannot be read",
  },
  {
    title: "a rejection that nobody handles",
    body: "Promise.reject(new Error('lost')); await new Promise(r => setTimeout(r, 50))",
    kind: "exception",
    cause: "Error: lost",
  },
  {
    title: "an error in a timer",
    body: "setTimeout(() => { throw new Error('late') }, 1); await new Promise(r => setTimeout(r, 50))",
    kind: "exception",
    cause: "Error: late",
  },
  {
    title: "a promise that nothing settles",
    body: "await new Promise(() => {})",
    kind: "exception",
    cause: "nothing can settle",
  },
  {
    title: "a result that has no JSON",
    body: "const a: any = {}; a.a = a; return a",
    kind: "exception",
    cause: "circular",
  },
  { title: "a tight loop", body: "for (;;);", kind: "limit-exceeded", limit: "execution/cpu-time" },
  { title: "a loop of microtasks", body: "for (;;) await null", kind: "limit-exceeded", limit: "execution/cpu-time" },
  {
    title: "a getter that never returns, thrown",
    body: "throw { get message() { for (;;); } }",
    kind: "limit-exceeded",
    limit: "execution/cpu-time",
  },
  {
    title: "an uninterruptible loop",
    body: "return new Array(1e9).fill(0).length",
    kind: "limit-exceeded",
    limit: "execution/cpu-time",
  },
  {
    title: "a catastrophic regular expression",
    body: "return /^(a+)+$/.test('a'.repeat(40) + 'b')",
    kind: "limit-exceeded",
    limit: "execution/cpu-time",
  },
  {
    title: "arrays without end",
    body: "const a: any[] = []; for (;;) a.push(new Array(1e4).fill(1))",
    kind: "limit-exceeded",
    limit: "memory/heap",
  },
  {
    title: "arrays in a loop that V8 does not interrupt",
    body: "const a: any[] = []; for (;;) a.push(new Array(1000).fill(a.length))",
    kind: "limit-exceeded",
    limit: "memory/heap",
    // What a busy machine needs to collect the garbage is the module's CPU time, too.
    limits: { "execution/cpu-time": "3s" },
  },
  {
    title: "much garbage and little that stays",
    body: "let n = 0; for (let i = 0; i < 150; i++) n += new Uint8Array(1e6).length + new Array(1e4).fill(i).length; return n",
    kind: "completed",
    result: 151_500_000,
  },
  {
    title: "a sleep beyond the total time",
    body: "await new Promise(r => setTimeout(r, 20_000))",
    kind: "limit-exceeded",
    limit: "execution/total-time",
  },
  {
    title: "more timers than allowed",
    body: "for (let i = 0; i < 20_000; i++) setTimeout(() => {}, 1e6)",
    kind: "limit-exceeded",
    limit: "timers/simultaneous",
    // Each call to the host costs CPU time, on some machines 50 µs.
    limits: { "execution/cpu-time": "2s" },
  },
  {
    title: "memory that no heap has",
    body: `const text = "x".repeat(1e6), segmenter = new Intl.Segmenter("en"), kept: any[] = [];
      for (;;) { kept.push(segmenter.segment(text)); await new Promise((r) => setTimeout(r, 2)); }`,
    kind: "limit-exceeded",
    limit: "memory/heap",
    cause: "all of its 48MB are used; the process of the run has grown by ",
    limits: { "execution/cpu-time": "10s", "execution/total-time": "20s" },
  },
  {
    title: "a refused request",
    body: "await fetch('http://localhost:1/')",
    kind: "permission-denied",
    cause: "http.read http://localhost:1/",
  },
  {
    title: "a refusal that nobody waits for",
    body: "void fetch('http://localhost:1/'); await new Promise(r => setTimeout(r, 200))",
    kind: "permission-denied",
  },
];

describe("the end of a run", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    const files = CASES.map(
      (each, i) => [`/case-${i}.ts`, moduleText({ limits: { ...LIMITS, ...each.limits } }, each.body)] as const,
    );
    project = await makeProject(Object.fromEntries(files));
  });
  after(() => project[Symbol.asyncDispose]());

  for (const [i, each] of CASES.entries()) {
    it(`${each.title}: ${each.kind}${each.limit === undefined ? "" : ` ${each.limit}`}`, async () => {
      const report = await project.run(`/case-${i}.ts`, { skipCheck: true });
      assert.equal(report.outcome.kind, each.kind, JSON.stringify(report.outcome));
      assert.equal(report.outcome.limit, each.limit);
      if (each.cause !== undefined)
        assert.ok(report.outcome.cause?.message.includes(each.cause), report.outcome.cause?.message);
      if (each.result !== undefined) assert.deepEqual(report.result, each.result);
    });
  }

  it("cuts the message of an error that nobody catches, and keeps its place", async () => {
    for (const thrown of ['new Error("x".repeat(2e7))', '"x".repeat(2e7)', 'new Error("\\n    at x".repeat(1e6))']) {
      project.write(
        "/long.ts",
        moduleText({}, `setTimeout(() => {\n throw ${thrown} });\n await new Promise((r) => setTimeout(r, 9e4))`),
      );
      const { cause } = (await project.run("/long.ts", { skipCheck: true })).outcome;
      assert.ok(
        (cause?.message.length ?? 0) > 9000 && JSON.stringify(cause).length < 20_000,
        `${JSON.stringify(cause).length}`,
      );
      if (thrown.startsWith('new Error("x')) assert.match(cause?.stack?.[0] ?? "", /\/long\.ts:5/);
    }
  });

  it("tells the causes of an error once, also when they go in a circle", async () => {
    const body = 'const a = new Error("a"), b = new Error("b", { cause: a }); a.cause = b; throw a';
    const { cause } = (await project.runBody(body)).outcome;
    assert.deepEqual([cause?.message, cause?.cause?.message, cause?.cause?.cause], ["Error: a", "Error: b", undefined]);
  });

  it("names the place of a refused call in the source", async () => {
    project.write(
      "/denied.ts",
      `import { readText } from "ambit:fs";\nexport const manifest = {};\n\nexport default async function main() {\n  return await readText("./secret.txt");\n}\n`,
    );
    const { outcome } = await project.run("/denied.ts", { skipCheck: true });
    assert.equal(outcome.kind, "permission-denied");
    assert.equal(outcome.permission, "fs.read /secret.txt");
    assert.match(outcome.cause?.stack?.[0] ?? "", /main \(\.\/denied\.ts:5:16\)/);
  });

  it("checks arguments against the parameters and fills in their defaults", async () => {
    const manifest = { parameters: { n: { type: "number" }, unit: { type: "string", default: "m" } } };
    project.write("/args.ts", moduleText(manifest, "return args"));
    assert.deepEqual((await project.run("/args.ts", { args: { n: 1 } })).result, { n: 1, unit: "m" });
    const { outcome } = await project.run("/args.ts", { args: { n: "1", m: 2 } });
    assert.equal(outcome.kind, "refused");
    assert.match(outcome.cause?.message ?? "", /"n".*|"m"/);
  });

  it("refuses a module with errors unless the check is skipped", async () => {
    await assert.rejects(
      project.runtime.start("/denied.ts"),
      (error: { code?: string }) => error.code === "run/refused",
    );
  });

  it("refuses a module that cannot be read, also when the check is skipped", async () => {
    project.write("/large.js", `export const manifest = {};\n//${"x".repeat(5e6)}`);
    for (const path of ["/large.js", "/nowhere.js"])
      await assert.rejects(
        project.runtime.start(path, { skipCheck: true }),
        (error: { code?: string }) => error.code === "run/refused",
      );
  });

  it("kills the runner at the end, and when the runtime closes", async () => {
    const run = await project.runtime.start("/case-0.ts", { skipCheck: true });
    await run.report;
    await until(() => !isAlive(run.pid));
  });

  it("ends a run that is cancelled with the reason", async () => {
    project.write("/waits.ts", moduleText({}, "await new Promise(r => setTimeout(r, 60_000))"));
    const run = await project.runtime.start("/waits.ts", { skipCheck: true });
    await new Promise<void>((resolve) => {
      run.subscribe((event) => {
        if (event.kind === "isolate") resolve();
      });
    });
    run.cancel("nobody wants it any more");
    const { outcome } = await run.report;
    assert.equal(outcome.kind, "cancelled");
    assert.match(outcome.cause?.message ?? "", /nobody wants it any more/);
  });

  it("says why the host ended it in the same words, whatever it gives as the reason", async () => {
    for (const [reason, text] of [
      ["enough", "enough"],
      [new Error("the shop has closed"), "the shop has closed"],
      [1n, "1"],
    ])
      for (const end of ["cancel", "kill"] as const) {
        const run = await project.runtime.start("/waits.ts", { skipCheck: true });
        run[end](reason as string);
        const { outcome } = await run.report;
        assert.deepEqual(
          [outcome.kind, outcome.cause?.message],
          ["cancelled", `The run was cancelled: ${text as string}`],
        );
      }
  });

  it("can be cancelled before its process is ready, and while it is held", async () => {
    const early = await project.runtime.start("/waits.ts", { skipCheck: true });
    early.cancel("at once");
    assert.equal((await early.report).outcome.kind, "cancelled");
    const held = await project.runtime.start("/waits.ts", { skipCheck: true, held: true });
    held.inspect("1");
    await new Promise<void>((resolve) => {
      held.subscribe((event) => {
        if (event.kind === "isolate") resolve();
      });
    });
    held.cancel("while held");
    assert.equal((await held.report).outcome.kind, "cancelled");
  });

  it("lives when a debugger steps that it has disabled", async () => {
    project.write("/stands.ts", moduleText({}, "debugger; return 1"));
    const run = await project.runtime.start("/stands.ts", { skipCheck: true, held: true });
    run.subscribe((event) => {
      const send = (id: number, method: string): void => run.sendToInspector("1", { id, method });
      if (event.kind === "isolate" && event.state === "created") {
        run.inspect("1");
        send(1, "Debugger.enable");
        run.go("1");
      }
      if (event.kind !== "inspector" || event.message.method !== "Debugger.paused") return;
      for (const [i, method] of ["disable", "stepOver", "stepInto", "stepOut"].entries())
        send(i + 2, `Debugger.${method}`);
    });
    assert.equal((await run.report).outcome.kind, "completed");
  });

  it("lives when a sample for a profile comes too late", async () => {
    project.write(
      "/sampled.ts",
      moduleText({}, 'console.log("runs"); await new Promise((done) => setTimeout(done, 200)); return 1'),
    );
    const run = await project.runtime.start("/sampled.ts", { skipCheck: true });
    run.subscribe((event) => {
      if (event.kind === "output" && run.pid !== undefined) process.kill(run.pid, "SIGPROF");
    });
    assert.equal((await run.report).outcome.kind, "completed");
  });

  it("writes every line before it ends", async () => {
    project.write("/lines.ts", moduleText({}, "for (let i = 0; i < 100_000; i++) console.log(i)"));
    const { lines } = await project.run("/lines.ts");
    assert.deepEqual(
      lines,
      Array.from({ length: 100_000 }, (_, i) => String(i)),
    );
  });

  it("says so when the runner process dies", async () => {
    const run = await project.runtime.start("/waits.ts", { skipCheck: true });
    assert.ok(run.pid !== undefined);
    process.kill(run.pid, "SIGKILL");
    assert.equal((await run.report).outcome.kind, "crashed");
  });
});
