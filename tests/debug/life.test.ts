import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { describe, it } from "mocha";
import { childrenOf, untilGone } from "../processes.ts";
import { fixture, launchOf, Session } from "./debug-client.ts";

function pidOf(session: Session): number {
  return session.process.pid ?? 0;
}

async function untilThread({ client, events }: Session, threadId: number): Promise<void> {
  while (!events.some(({ body, event }) => event === "thread" && body.threadId === threadId))
    await client.waitForEvent("thread");
}

describe("the life of a session", function () {
  // Each session starts two processes.
  this.timeout(60_000);
  it("refuses what cannot be launched, with the reason", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-debug-"));
    try {
      const broken = path.join(folder, "broken.ts");
      writeFileSync(broken, 'import fs from "node:fs";\nexport default () => fs;\n');
      const cases: [object, RegExp][] = [
        [{}, /"program" must be the absolute path of a module/],
        [{ program: 3 }, /"program" must be/],
        [{ program: fixture("nothing.ts") }, /There is no file ".*nothing\.ts"/],
        [{ program: folder }, /is a folder/],
        [{ program: broken, root: path.join(folder, "none") }, /There is no folder/],
        [{ program: fixture("main.ts"), root: folder }, /lies outside the project root/],
        [{ program: fixture("main.ts"), limits: "no" }, /"limits" must be an object like/],
        [
          { program: fixture("main.ts"), limits: { "fs/read": "soon" } },
          /bounds of the runtime cannot be read: .*fs\/read/,
        ],
        [{ program: fixture("main.ts"), args: "no" }, /"args" must be an object/],
        [{ program: broken, root: folder }, /"\/broken\.ts" has \d errors?, at \/broken\.ts:1:\d+: .*skipCheck/],
      ];
      for (const [launch, expected] of cases) {
        await using session = await Session.open();
        await session.client.initializeRequest();
        await assert.rejects(session.client.launchRequest(launch), expected);
        if (expected.source.includes("skipCheck"))
          assert.match(session.output("stderr"), /broken\.ts:1:\d+ error [a-z-]+\/[a-z-]+: /);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("tells of a start that lasts, and gives it up when the client cancels it", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-debug-"));
    try {
      const program = path.join(folder, "large.ts");
      const functions = Array.from(
        { length: 6000 },
        (_, at) => `export function f${at}(a: number) { return a + ${at}; }`,
      );
      writeFileSync(program, `export const manifest = {};\n${functions.join("\n")}\nexport default () => f1(1);\n`);
      await using session = await Session.open();
      const { client } = session;
      await client.initializeRequest({ adapterID: "ambit", pathFormat: "path", supportsProgressReporting: true });
      const started = client.waitForEvent("progressStart", 60_000);
      const ended = client.waitForEvent("progressEnd", 60_000);
      const launched = client.launchRequest({ program, skipCheck: true } as object);
      launched.catch(() => {});
      const { progressId, title, cancellable } = (await started).body as DebugProtocol.ProgressStartEvent["body"];
      assert.deepEqual([title, cancellable], ["Starting the module", true]);
      await client.customRequest("cancel", { progressId });
      await assert.rejects(launched, /^Error: cancelled$/);
      assert.deepEqual((await ended).body, { progressId });
      await client.configurationDoneRequest();
      for (let tries = 0; childrenOf(pidOf(session)).length > 0; tries++) {
        assert(tries < 1000, "the program is still there");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.deepEqual((await client.threadsRequest()).body.threads, []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("answers requests in the wrong order, for dead threads, unknown ones and what is no message", async () => {
    await using session = await Session.open();
    const { client } = session;
    await assert.rejects(
      client.threadsRequest().then(() => client.stackTraceRequest({ threadId: 1 })),
      /There is no thread 1/,
    );
    await assert.rejects(client.scopesRequest({ frameId: 7 }), /no longer there/);
    await assert.rejects(client.variablesRequest({ variablesReference: 7 }), /no longer there/);
    await assert.rejects(client.continueRequest({ threadId: 1 }), /There is no thread 1/);
    await assert.rejects(client.evaluateRequest({ expression: "1" }), /no program was launched/);
    await assert.rejects(client.customRequest("teleport"), /There is no request "teleport"/);
    await assert.rejects(client.customRequest("constructor"), /There is no request "constructor"/);
    await assert.rejects(client.customRequest(5 as never), /There is no request "5"/);
    await assert.rejects(client.customRequest(undefined as never), /There is no request "undefined"/);
    await assert.rejects(client.setBreakpointsRequest({} as never), /"source" must be/);
    const said = client.waitForEvent("output");
    const { stdin } = session.process;
    stdin?.write("Content-Length: 9\r\n\r\nnot json!");
    assert.match((await said).body.output, /cannot read a message/);
    stdin?.write("Content-Length: 4\r\n\r\nnull");
    assert.equal((await client.initializeRequest()).success, true);
  });

  it("begins once, launches once, and answers what waits before the goodbye", async () => {
    const launch = launchOf("values.ts") as object;
    await using session = await Session.open();
    const { client } = session;
    await assert.rejects(client.launchRequest(launch as never), /the session begins with "initialize"/);
    await client.initializeRequest();
    await assert.rejects(client.initializeRequest(), /the session is initialized already/);
    const launched = assert.rejects(client.launchRequest(launch as never), /^Error: cancelled$/);
    const again = assert.rejects(client.launchRequest(launch as never), /the session has a program already/);
    const restarted = assert.rejects(client.customRequest("restart"), /the program is still starting/);
    await Promise.all([again, restarted]);
    const all = [pidOf(session), ...childrenOf(pidOf(session))];
    await client.disconnectRequest({});
    await launched;
    await untilGone(all);
  });

  it("answers that it terminates a program that still starts before it tells the end", async () => {
    await using session = await Session.open();
    const { client } = session;
    await client.initializeRequest();
    const launched = assert.rejects(client.launchRequest(launchOf("values.ts") as never), /ended while it started/);
    const ended = client.waitForEvent("terminated");
    await client.terminateRequest();
    await Promise.all([launched, ended]);
  });

  it("ends with the outcome when the process of the program is killed; the adapter lives", async () => {
    await using session = await Session.start({ launch: launchOf("failures.ts", { mode: "spin" }) });
    const [runner] = childrenOf(pidOf(session));
    assert.ok(runner);
    process.kill(runner, "SIGKILL");
    assert.equal(await session.exitCode(), 8);
    assert.match(session.output("stderr"), /crashed/);
    assert.deepEqual((await session.client.threadsRequest()).body.threads, []);
    await assert.rejects(session.stack(), /There is no thread 1/);
  });

  it("ends the program when its client vanishes, also at a breakpoint", async () => {
    const session = await Session.start({
      launch: launchOf("values.ts"),
      breakpoints: [{ file: fixture("values.ts"), line: 42 }],
    });
    await session.stop();
    const adapter = pidOf(session);
    const all = [adapter, ...childrenOf(adapter)];
    assert.equal(all.length, 2);
    session.process.stdin?.destroy();
    await untilGone(all);
  });

  it("terminates with tear-down, also a program that stands or spins", async () => {
    for (const launch of [
      launchOf("values.ts", {}, { stopOnEntry: true }),
      launchOf("failures.ts", { mode: "spin" }),
    ]) {
      await using session = await Session.start({ launch });
      if (launch.stopOnEntry === true) await session.stop();
      await session.client.terminateRequest();
      assert.equal(await session.exitCode(), 6);
      assert.match(session.output(), /cancelled/);
    }
  });

  it("ends a child that spins or stands, tells its parent why, and the whole program with its first thread", async () => {
    const file = fixture("spinning.ts");
    for (const breakpoints of [[], [{ file, line: 6 }]]) {
      await using session = await Session.start({ launch: launchOf("family.ts"), breakpoints });
      if (breakpoints.length > 0) await session.stop();
      else await untilThread(session, 2);
      assert.equal((await session.client.customRequest("terminateThreads", { threadIds: [2] })).success, true);
      assert.equal(await session.exitCode(), 0);
      assert.match(session.output("console"), /^\/spinning\.ts \(child 2\) is cancelled/);
      assert.match(session.output("stdout"), /"[^\n]*spinning\.ts.*cancelled: the debugger terminated it/);
    }
    await using session = await Session.start({ launch: launchOf("family.ts") });
    await untilThread(session, 2);
    await assert.rejects(session.client.customRequest("terminateThreads", { threadIds: [7] }), /There is no thread 7/);
    await session.client.customRequest("terminateThreads", { threadIds: [1] });
    assert.equal(await session.exitCode(), 6);
  });

  it("stops once where two breakpoints and the entry meet", async () => {
    const file = fixture("child.ts");
    await using session = await Session.start({
      launch: launchOf("child.ts", { start: 1 }, { stopOnEntry: true }),
      breakpoints: [
        { file, line: 1 },
        { file, line: 1 },
      ],
    });
    await session.stop();
    await session.client.setBreakpointsRequest({ source: { path: file }, breakpoints: [] });
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("evaluates without a frame, also where a thread spins, and keeps what is declared there", async () => {
    await using session = await Session.start({
      launch: launchOf("spinning.ts"),
      breakpoints: [{ file: fixture("spinning.ts"), line: 7 }],
    });
    await session.stop();
    await session.client.setBreakpointsRequest({ source: { path: fixture("spinning.ts") }, breakpoints: [] });
    await session.continue();
    const typed = async (expression: string): Promise<string> =>
      (await session.client.evaluateRequest({ expression, context: "repl" })).body.result;
    assert.equal(await typed("typeof fetch"), '"function"');
    await typed("let given = 1");
    await typed("let given = 2");
    assert.equal(await typed("given"), "2");
    assert.equal(
      await typed("Promise.resolve(given)"),
      'Promise {[[PromiseState]]: "fulfilled", [[PromiseResult]]: 2}',
    );
  });

  it("says of what is awaited that the thread stands before it comes", async () => {
    const file = fixture("waits.ts");
    await using session = await Session.start({
      launch: launchOf("waits.ts", { mode: "timers" }),
      breakpoints: [{ file, line: 14, column: 32, condition: "i === 3" }],
    });
    const typed = session.client.evaluateRequest({ expression: "await new Promise(() => {})", context: "repl" });
    await Promise.all([session.stop(), assert.rejects(typed, /The thread stands before what is awaited has come/)]);
  });

  it("keeps rejections of what is evaluated at a stop from the program", async () => {
    const breakpoints = [{ file: fixture("values.ts"), line: 42 }];
    await using session = await Session.start({ launch: launchOf("values.ts"), breakpoints });
    await session.stop();
    for (const context of ["watch", "repl"])
      for (const expression of ["Promise.reject(new Error('typed'))", "(async () => nothing)()"])
        await session.evaluate(expression, context);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("holds a program to the bounds of its launch", async () => {
    const grant = { fs: { read: ["./child.ts"] } };
    await using session = await Session.start({ launch: launchOf("live.ts", { rounds: 1 }, { grant }) });
    assert.equal(await session.exitCode(), 3);
    assert.match(session.output("stderr"), /fs\.read \/live\.ts/);
  });

  it("runs without stopping when it is not to debug", async () => {
    await using session = await Session.start({
      launch: launchOf("values.ts", {}, { noDebug: true, stopOnEntry: true }),
      breakpoints: [{ file: fixture("values.ts"), line: 42 }],
    });
    assert.equal(await session.exitCode(), 0);
    assert.match(session.output("console"), /completed/);
  });

  it("is served by `ambit dap` as well", async () => {
    const launcher = fileURLToPath(new URL("../../bin/ambit.mjs", import.meta.url));
    const child = spawn(process.execPath, [launcher, "dap"], { stdio: ["pipe", "pipe", "inherit"] });
    const body = JSON.stringify({ seq: 1, type: "request", command: "initialize", arguments: { adapterID: "ambit" } });
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    const [answer] = (await once(child.stdout, "data")) as [Buffer];
    assert.match(answer.toString(), /supportsConfigurationDoneRequest/);
    child.stdin.end();
    const [code] = (await once(child, "exit")) as [number];
    assert.equal(code, 0);
  });

  it("leaves nothing behind after 20 sessions", async () => {
    const pids: number[] = [];
    const one = async (): Promise<void> => {
      await using session = await Session.start({
        launch: launchOf("values.ts"),
        breakpoints: [{ file: fixture("values.ts"), line: 42 }],
      });
      await session.stop();
      pids.push(pidOf(session), ...childrenOf(pidOf(session)));
    };
    for (let round = 0; round < 10; round++) await Promise.all([one(), one()]);
    assert.equal(pids.length, 40);
    await untilGone(pids);
  }).timeout(120_000);
});
