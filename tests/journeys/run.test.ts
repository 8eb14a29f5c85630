/**
 * `ambit run`: real processes and isolates; each way a run can end has its exit code and its report.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, it } from "mocha";
import { ambit, type Ended, Folder, type RunOptions } from "./ambit-process.ts";
import { assertFits } from "./schemas.ts";

interface Report {
  readonly outcome: {
    readonly kind: string;
    readonly limit?: string;
    readonly permission?: string;
    readonly cause?: { readonly code?: string; readonly message: string; readonly stack?: readonly string[] };
  };
  readonly result: unknown;
  readonly limits: readonly {
    readonly name: string;
    readonly capacity: number;
    readonly available: number;
    readonly taken: number;
  }[];
  readonly permissions: readonly {
    readonly permission: string;
    readonly verdict: string;
    readonly grant?: string;
    readonly count: number;
  }[];
  readonly cpuTimeMs: number;
  readonly wallTimeMs: number;
  readonly peakHeapBytes: number;
}

/** A module with this manifest and this body of its entry. */
function moduleOf(manifest: string, body: string): string {
  return `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import { env } from "ambit:env";

export const manifest = defineManifest({ ${manifest} });

export default async function main(args: Record<string, unknown>): Promise<unknown> {
  void [readText, env, args];
  ${body}
}
`;
}

async function runJson(
  source: string,
  argv: readonly string[] = [],
  options: RunOptions = {},
): Promise<{ report: Report; ended: Ended }> {
  using folder = new Folder({
    "package.json": "{}",
    "main.ts": source,
    "stations/oslo.json": '{"id":"1492"}',
    ".env": "GREETING=hello\nOTHER=unseen\n",
  });
  const ended = await ambit(["run", "main.ts", "--json", ...argv], { ...options, cwd: folder.path });
  let report: Report;
  try {
    report = JSON.parse(ended.stdout) as Report;
  } catch (error) {
    throw new Error(`No JSON on standard output: ${ended.stdout}${ended.stderr}`, { cause: error });
  }
  assertFits("run", report);
  return { report, ended };
}

describe("ambit run", () => {
  it("takes modules of every ending that the editor takes", async () => {
    using folder = new Folder({
      "package.json": "{}",
      "main.tsx": moduleOf("", "return 1"),
      "main.jsx": "export const manifest = {};\nexport default () => 1;\n",
    });
    for (const name of ["main.tsx", "main.jsx"])
      assert.match((await ambit(["run", name], { cwd: folder.path })).stdout, /^1\n/, name);
    assert.match((await ambit(["check"], { cwd: folder.path })).stdout, /No findings in 2 modules/);
  });

  it("keeps its report in a file, and says before the run when it cannot", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": moduleOf("", 'console.log("hi"); return [1]') });
    const ended = await ambit(["run", "main.ts", "--report", "report.json"], { cwd: folder.path });
    assert.equal(ended.code, 0);
    assert.match(ended.stdout, /^hi\n/);
    const report = JSON.parse(readFileSync(path.join(folder.path, "report.json"), "utf8")) as Report;
    assertFits("run", report);
    assert.deepEqual([report.outcome, report.result], [{ kind: "completed" }, [1]]);
    const wrong = await ambit(["run", "main.ts", "--report", "report.json", "--inspect=70000"], { cwd: folder.path });
    assert.deepEqual([wrong.code, readFileSync(path.join(folder.path, "report.json"), "utf8") !== ""], [2, true]);
    const refused = await ambit(["run", "main.ts", "--report", "no/folder.json"], { cwd: folder.path });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--report: cannot write no\/folder\.json/);
    assert.doesNotMatch(refused.stdout, /hi/);
  });

  const reading = moduleOf(
    'permissions: { fs: { read: ["./stations/*.json"] } }',
    'return JSON.parse(await readText("./stations/" + String(args["city"]) + ".json"));',
  );

  it("completed: the result, what was asked and what was used", async () => {
    const { report, ended } = await runJson(reading, ["--args", '{"city":"oslo"}']);
    assert.equal(ended.code, 0);
    assert.deepEqual(report.outcome, { kind: "completed" });
    assert.deepEqual(report.result, { id: "1492" });
    assert.deepEqual(report.permissions, [
      { permission: "fs.read /stations/oslo.json", verdict: "allowed", grant: "fs.read /stations/*.json", count: 1 },
    ]);
    assert.equal(report.limits.find((limit) => limit.name === "fs/read")?.taken, '{"id":"1492"}'.length);
    assert.ok(report.peakHeapBytes > 100_000);
    assert.ok(report.wallTimeMs > 0);
  });

  it("text: the result, then a summary", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": reading, "stations/oslo.json": '{"id":"1492"}' });
    const { code, stdout, stderr } = await ambit(["run", "main.ts", "--args", '{"city":"oslo"}'], { cwd: folder.path });
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^\{\n {2}"id": "1492"\n\}\n\ncompleted in [\d.]+ m?s, CPU [\d.]+ ms, peak heap [\d.]+ [kM]?B\n/,
    );
    assert.match(
      stdout,
      /\nPermissions\n {2}allowed fs\.read \/stations\/oslo\.json by fs\.read \/stations\/\*\.json\n/,
    );
    assert.match(stdout, /\nLimits\n(?: {2}.*\n)*? {2}fs\/read +█?░+ 13 B used, at most 100MB\/s\n/);
  });

  it("text: limits that were used or that the manifest declares", async () => {
    const source = moduleOf('limits: { "http/request": "5/s" }', "return null;");
    using folder = new Folder({ "package.json": "{}", "main.ts": source });
    const { stdout } = await ambit(["run", "main.ts"], { cwd: folder.path });
    assert.match(stdout, /\n {2}http\/request +░{20} 0 used, at most 5\/s\n/);
    assert.doesNotMatch(stdout, /not used|fs\/write/);
  });

  it("output of the module comes as it is written, on its stream", async () => {
    const source = moduleOf("", 'console.log("one"); console.error("two"); return null;');
    using folder = new Folder({ "package.json": "{}", "main.ts": source });
    const { stdout, stderr } = await ambit(["run", "main.ts"], { cwd: folder.path });
    assert.match(stdout, /^one\nnull\n/);
    assert.equal(stderr, "two\n");
    const { ended } = await runJson(source);
    assert.equal(ended.stderr, "one\ntwo\n");
  });

  it("exception: message and place", async () => {
    const { report, ended } = await runJson(moduleOf("", 'throw new TypeError("no such city");'));
    assert.equal(ended.code, 1);
    assert.equal(report.outcome.kind, "exception");
    assert.match(report.outcome.cause?.message ?? "", /TypeError: no such city/);
    assert.match(report.outcome.cause?.stack?.join("\n") ?? "", /main \(\.\/main\.ts:9:\d+\)/);
  });

  it("permission-denied: the permission, the nearest grant and the call, with --skip-check", async () => {
    const source = moduleOf(
      'permissions: { fs: { read: ["./other/*.json"] } }',
      'return await readText("./stations/oslo.json");',
    );
    const { report, ended } = await runJson(source, ["--skip-check"]);
    assert.equal(ended.code, 3);
    assert.equal(report.outcome.kind, "permission-denied");
    assert.equal(report.outcome.permission, "fs.read /stations/oslo.json");
    assert.equal(report.outcome.cause?.code, "permission/denied");
    assert.match(report.outcome.cause?.stack?.join("\n") ?? "", /\/main\.ts:9:\d+/);
    assert.deepEqual(
      report.permissions.map(({ permission, verdict, count }) => ({ permission, verdict, count })),
      [{ permission: "fs.read /stations/oslo.json", verdict: "denied", count: 1 }],
    );
  });

  it("refused: a module with errors is not run without --skip-check", async () => {
    const source = moduleOf("", 'return await readText("./stations/oslo.json");');
    const { report, ended } = await runJson(source);
    assert.equal(ended.code, 1);
    assert.equal(report.outcome.kind, "refused");
    assert.equal(report.outcome.cause?.code, "run/refused");
    using folder = new Folder({ "package.json": "{}", "main.ts": source });
    const { code, stdout, stderr } = await ambit(["run", "main.ts"], { cwd: folder.path });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^main\.ts:9:\d+ error symbolic\/missing-permission\n[\s\S]*\n {2}Fix: grant "fs\.read [\s\S]*\nerror run\/refused .*--skip-check/,
    );
  });

  it("limit-exceeded: an endless loop ends with its CPU time", async () => {
    const { report, ended } = await runJson(moduleOf('limits: { "execution/cpu-time": "200ms" }', "for (;;) {}"));
    assert.equal(ended.code, 4);
    assert.equal(report.outcome.kind, "limit-exceeded");
    assert.equal(report.outcome.limit, "execution/cpu-time");
    assert.equal(report.outcome.cause?.code, "limit/exhausted");
    assert.ok(report.cpuTimeMs >= 150 && report.cpuTimeMs < 1500, `${report.cpuTimeMs} ms`);
  });

  it("limit-exceeded: growing without end", async () => {
    const body = "const all: unknown[] = []; for (;;) all.push(new Array(1000).fill(all.length));";
    const { report, ended } = await runJson(moduleOf('limits: { "memory/heap": "32MB" }', body));
    assert.equal(ended.code, 4);
    assert.equal(report.outcome.kind, "limit-exceeded");
    assert.equal(report.outcome.limit, "memory/heap");
  });

  it("cancelled: by a signal, with a report, and nothing stays", async () => {
    const source = moduleOf("", 'console.log("started"); await new Promise((resolve) => setTimeout(resolve, 60_000));');
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const { report, ended } = await runJson(source, [], {
        during: (child) => child.stderr?.once("data", () => child.kill(signal)),
      });
      assert.equal(ended.code, 6, ended.stderr);
      assert.equal(report.outcome.kind, "cancelled");
      assert.match(report.outcome.cause?.message ?? "", new RegExp(signal));
    }
  });

  it("a reader that goes away cancels the run quietly", async () => {
    const source = moduleOf(
      "",
      'for (;;) { console.log("line"); await new Promise((resolve) => setTimeout(resolve, 1)); }',
    );
    using folder = new Folder({ "package.json": "{}", "main.ts": source });
    const { signal, stderr } = await ambit(["run", "main.ts"], {
      cwd: folder.path,
      during: (child) => child.stdout?.once("data", () => child.stdout?.destroy()),
    });
    assert.equal(signal, null);
    assert.doesNotMatch(stderr, /EPIPE|\bat\b/);
  });

  it("leaves no process behind when it is killed", async () => {
    const source = moduleOf(
      "",
      'console.log("started"); for (;;) await new Promise((resolve) => setTimeout(resolve, 10));',
    );
    using folder = new Folder({ "package.json": "{}", "main.ts": source });
    let runner = 0;
    await ambit(["run", "main.ts"], {
      cwd: folder.path,
      during: (child) =>
        child.stdout?.once("data", () => {
          runner = Number(
            execFileSync("ps", ["--ppid", String(child.pid), "-o", "pid="], { encoding: "utf8" })
              .trim()
              .split(/\s+/)[0],
          );
          child.kill("SIGKILL");
        }),
    });
    assert.ok(runner > 0);
    await untilGone(runner);
  });

  it("fetches from a host that is granted", async () => {
    const server = createServer((_request, response) => response.end('{"degrees":-3}'));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const origin = `http://127.0.0.1:${port}`;
      const manifest = `permissions: { http: { read: ["${origin}/v1/**"] } }`;
      const { report } = await runJson(moduleOf(manifest, `return await (await fetch("${origin}/v1/oslo")).json();`));
      assert.deepEqual(report.result, { degrees: -3 });
      assert.deepEqual(
        report.permissions.map(({ permission, verdict }) => ({ permission, verdict })),
        [{ permission: `http.read ${origin}/v1/oslo`, verdict: "allowed" }],
      );
    } finally {
      server.close();
    }
  });

  describe("environment", () => {
    const greeting = moduleOf(
      'env: { GREETING: { type: "string" } }, permissions: { env: { read: ["GREETING"] } }',
      'return env.get("GREETING");',
    );

    it("--dotenv gives variables; the environment wins", async () => {
      assert.equal((await runJson(greeting, ["--dotenv", ".env"])).report.result, "hello");
      const { report } = await runJson(greeting, ["--dotenv", ".env"], { env: { GREETING: "good day" } });
      assert.equal(report.result, "good day");
    });

    it("a missing variable is said where the manifest declares it", async () => {
      using folder = new Folder({ "package.json": "{}", "main.ts": greeting });
      const { code, stdout, stderr } = await ambit(["run", "main.ts"], { cwd: folder.path });
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, /^main\.ts:5:\d+ error run\/invalid-environment\n.*GREETING/);
    });

    it("--secrets gives secrets, and one that is missing is said where the manifest names it", async () => {
      const keeper = [
        'import { secret } from "ambit:secrets";',
        'export const manifest = { secrets: ["key"], permissions: { secrets: { use: ["key"] } } };',
        'export default () => Object.keys(secret("key"));',
      ].join("\n");
      const files = { keys: "key=abc\nother=def", empty: "key=", marked: "\uFEFFkey=abc" };
      using folder = new Folder({ "package.json": "{}", "main.ts": keeper, ...files });
      const without = await ambit(["run", "main.ts"], { cwd: folder.path });
      assert.equal(without.code, 1);
      assert.match(without.stderr, /^main\.ts:2:37 error manifest\/missing-secret\n.*The secret "key" was not given/);
      const empty = await ambit(["run", "main.ts", "--secrets", "empty"], { cwd: folder.path });
      assert.deepEqual([empty.code, empty.stderr], [2, 'ambit: --secrets "empty": "key" has no value\n']);
      const marked = await ambit(["run", "main.ts", "--secrets", "marked"], { cwd: folder.path });
      assert.equal(marked.code, 0, marked.stderr);
      const given = await ambit(["run", "main.ts", "--secrets", "keys"], { cwd: folder.path });
      assert.equal(given.code, 0, given.stderr);
      assert.match(given.stdout, /"value"/);
    });

    it("an unreadable --dotenv is said", async () => {
      using folder = new Folder({ "package.json": "{}", "main.ts": greeting });
      const { code, stderr } = await ambit(["run", "main.ts", "--dotenv", "nowhere"], { cwd: folder.path });
      assert.equal(code, 2);
      assert.match(stderr, /^ambit: --dotenv "nowhere" cannot be read: there is no such file\n$/);
    });
  });

  describe("arguments", () => {
    const city = moduleOf('parameters: { city: { type: "string", minLength: 1 } }', 'return args["city"];');

    it("are given to the entry", async () => {
      assert.equal((await runJson(city, ["--args", '{"city":"oslo"}'])).report.result, "oslo");
    });

    it("that do not fit the parameters are refused", async () => {
      const { report, ended } = await runJson(city, ["--args", '{"city":""}']);
      assert.equal(report.outcome.cause?.code, "run/invalid-arguments");
      assert.equal(ended.code, 1);
    });

    it("that are no JSON are wrong usage", async () => {
      using folder = new Folder({ "package.json": "{}", "main.ts": city });
      const { code, stderr } = await ambit(["run", "main.ts", "--args", "{city}"], { cwd: folder.path });
      assert.equal(code, 2);
      assert.match(stderr, /^ambit: --args is not JSON: .*\n$/);
    });
  });

  it("--live shows limits while it runs, on standard error", async () => {
    const source = moduleOf(
      "",
      'for (let i = 0; i < 20; i++) { console.log("x"); await new Promise((done) => setTimeout(done, 20)); }',
    );
    using folder = new Folder({ "package.json": "{}", "main.ts": source });
    const { code, stderr } = await ambit(["run", "main.ts", "--live"], { cwd: folder.path });
    assert.equal(code, 0);
    assert.match(stderr, /\/main\.ts\n(?: {2}.*\n)*? {2}console\/output +[█░]+ \d+ B used, at most 1MB\/s\n/);
  });
});

async function untilGone(pid: number): Promise<void> {
  for (let i = 0; i < 500; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`process ${pid} is still there`);
}
