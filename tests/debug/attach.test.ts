import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, it } from "mocha";
import type { AttachArguments, LiveState } from "../../debug-adapter/protocol.ts";
import { createRuntime, type Run } from "../../runtime-core/index.ts";
import { makeProject, type Project } from "../runtime/project.ts";
import { Session } from "./debug-client.ts";

/** Turns until a file says that it is enough. */
const TURNS = `import { defineManifest } from "ambit:module";
import { exists, writeText } from "ambit:fs";
import { spawn } from "ambit:modules";
export const manifest = defineManifest({
  permissions: { fs: { read: ["./enough"], write: ["./out"] }, modules: { spawn: ["./turns.ts"] } },
  limits: { "execution/cpu-time": "50s", "execution/total-time": "100s" },
});
export default async function main({ child = false }): Promise<string> {
  const spawned = child ? await spawn("./turns.ts") : undefined;
  let turns = 0;
  while (!(await exists("./enough"))) {
    turns = turn(turns);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await spawned?.result;
  await writeText("./out", "enough");
  return "enough";
}
function turn(turns: number): number {
  return turns + 1;
}
`;
const lineOf = (text: string): number => TURNS.split("\n").findIndex((line) => line.includes(text)) + 1;
const IN_TURN = lineOf("return turns + 1");
const FIRST = lineOf("const spawned");

class Host implements AsyncDisposable {
  readonly project: Project;
  readonly program: string;

  private constructor(project: Project) {
    this.project = project;
    this.program = path.join(project.root, "turns.ts");
  }

  static async start(inspect: NonNullable<Parameters<typeof makeProject>[1]>["inspect"] = {}): Promise<Host> {
    return new Host(await makeProject({ "/turns.ts": TURNS }, { inspect: inspect ?? {} }));
  }

  get address(): AttachArguments {
    const { inspector } = this.project.runtime;
    assert(inspector !== undefined);
    return inspector;
  }

  async run(args: object = {}): Promise<Run> {
    const run = await this.project.runtime.start("/turns.ts", { args });
    run.report.catch(() => {});
    return run;
  }

  enough(): void {
    writeFileSync(path.join(this.project.root, "enough"), "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project[Symbol.asyncDispose]();
  }
}

async function threadsOf({ client }: Session): Promise<string[]> {
  return (await client.threadsRequest()).body.threads.map(({ name }) => name);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries++) {
    assert(tries < 300, "it never came");
    await sleep(20);
  }
}

/** What a server says to these bytes, until it closes the connection. */
async function say({ port = 0 }: AttachArguments, text: string | Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("utf8").on("data", (piece: string) => (heard += piece));
  socket.on("error", () => {});
  socket.write(text);
  await once(socket, "close");
  return heard;
}

describe("attach", function () {
  this.timeout(60_000);

  it("follows a run that goes on, stops it where breakpoints are, and leaves it as if nothing had been", async () => {
    await using host = await Host.start();
    const run = await host.run();
    await until(() => run.isolates.length > 0);
    const breakpoints = [{ file: host.program, line: IN_TURN }];
    await using session = await Session.start({ attach: host.address, breakpoints });
    assert.equal(await session.stopText(), `breakpoint turn turns.ts:${IN_TURN}`);
    assert.deepEqual(await threadsOf(session), ["/turns.ts (run 1)"]);
    assert.match(await session.evaluate("turns"), /^\d+$/);
    const { contexts, hostCalls } = (await session.client.customRequest("ambit/snapshot")).body as LiveState;
    assert.deepEqual(
      contexts.map(({ id, module }) => [id, module]),
      [["1", "/turns.ts"]],
    );
    assert.match(contexts[0]?.limits.find(({ name }) => name === "execution/cpu-time")?.text ?? "", /of 50000 ms left/);
    await session.scope("Host calls");
    assert(hostCalls.length > 0 || (await session.scope("Host calls")).size > 0);
    await session.setBreakpoints([{ file: host.program, line: lineOf("setTimeout") }]);
    await session.continue();
    assert.equal(await session.stopText(), `breakpoint main turns.ts:${lineOf("setTimeout")}`);
    assert.equal(await session.step("next"), `step main turns.ts:${lineOf("while")}`);
    await session.client.disconnectRequest({});
    host.enough();
    const { outcome, result } = await run.report;
    assert.deepEqual([outcome.kind, result], ["completed", "enough"]);
  });

  it("shows all runs and their children as threads, from their first statement on", async () => {
    await using host = await Host.start();
    const first = await host.run();
    await until(() => first.isolates.length > 0);
    await using session = await Session.start({
      attach: host.address,
      breakpoints: [{ file: host.program, line: FIRST }],
    });
    const second = await host.run({ child: true });
    const { threadId: parent = 0 } = await session.stop();
    await session.continue(parent);
    const { threadId: child = 0 } = await session.stop();
    assert.deepEqual(await threadsOf(session), [
      "/turns.ts (run 1)",
      "/turns.ts (run 2)",
      `/turns.ts (child ${child})`,
    ]);
    assert.equal(
      (await session.scope("Limits", child)).get("execution/cpu-time")?.value.endsWith("of 50000 ms left"),
      true,
    );
    await session.client.customRequest("ambit/adjust", {
      threadId: child,
      adjustment: { kind: "limit", limit: "execution/cpu-time", quantity: "40s" },
    });
    assert.match((await session.scope("Limits", child)).get("execution/cpu-time")?.value ?? "", /of 40000 ms left/);
    await session.continue(child);
    host.enough();
    await Promise.all([first.report, second.report]);
    await until(async () => (await threadsOf(session)).length === 0);
    await until(() => /\/turns\.ts, run 2: The run ended: completed/.test(session.output("console")));
    assert.match(session.output("stdout"), /\/turns\.ts, run 2: "enough"\n/);
    assert.equal(
      session.events.some(({ event }) => event === "terminated"),
      false,
    );
    const { contexts } = (await session.client.customRequest("ambit/snapshot")).body as LiveState;
    assert.deepEqual(contexts, []);
  });

  it("has runs wait for it where they are to, and stops them at their entry", async () => {
    await using host = await Host.start({ wait: true });
    const run = await host.run();
    await sleep(300);
    host.enough();
    await using session = await Session.start({ attach: { ...host.address, stopOnEntry: true } });
    assert.match(await session.stopText(), /^entry .*turns\.ts:4$/);
    assert.equal(existsSync(path.join(host.project.root, "out")), false);
    await session.continue();
    assert.equal((await run.report).outcome.kind, "completed");
  });

  it("leaves the program running when it vanishes at a breakpoint, and the next one can attach", async () => {
    await using host = await Host.start({ socket: path.join(tmpdir(), `ambit-${process.pid}.sock`) });
    const run = await host.run();
    const breakpoints = [{ file: host.program, line: IN_TURN }];
    for (let round = 0; round < 3; round++) {
      await using session = await Session.start({ attach: host.address, breakpoints });
      await session.stop();
      await assert.rejects(Session.start({ attach: host.address }), /another debugger is attached/);
      session.process.kill("SIGKILL");
      await once(session.process, "exit");
    }
    const events: string[] = [];
    using _ = run.subscribe(({ kind }) => events.push(kind));
    await sleep(300);
    assert.deepEqual(
      events.filter((kind) => kind !== "inspector"),
      [],
      "nobody watches any more",
    );
    host.enough();
    assert.equal((await run.report).outcome.kind, "completed");
  });

  it("ends the runs when the client wants that", async () => {
    await using host = await Host.start();
    const [ended, cancelled] = [await host.run(), await host.run()];
    await until(() => ended.isolates.length + cancelled.isolates.length === 2);
    {
      await using session = await Session.start({ attach: host.address });
      await session.client.terminateRequest();
      await session.client.waitForEvent("terminated");
      assert.match((await cancelled.report).outcome.cause?.message ?? "", /the debugger terminated it/);
    }
    const killed = await host.run();
    await until(() => killed.isolates.length > 0);
    await using session = await Session.start({ attach: host.address });
    await until(async () => (await threadsOf(session)).length === 1);
    await session.client.disconnectRequest({ terminateDebuggee: true });
    assert.match((await killed.report).outcome.cause?.message ?? "", /the debugger ended it/);
  });

  it("attaches anew on a restart, and ends with the host", async () => {
    await using host = await Host.start();
    await host.run();
    await using session = await Session.start({ attach: host.address });
    await until(async () => (await threadsOf(session)).length === 1);
    await session.client.customRequest("restart", {});
    await until(async () => (await threadsOf(session)).length === 1);
    const terminated = session.client.waitForEvent("terminated");
    await host.project.runtime.close();
    await terminated;
    assert.match(session.output(), /no longer attached: the runtime was closed/);
  });

  it("refuses whoever has no token, and what is no message ends only that connection", async () => {
    await using host = await Host.start();
    const run = await host.run();
    const { port = 0, token } = host.address;
    assert.equal(Buffer.from(token, "base64url").length, 32);
    const hello = (given: string, version = 1): string =>
      `${JSON.stringify({ kind: "hello", version, token: given })}\n`;
    await using session = await Session.start({
      attach: host.address,
      breakpoints: [{ file: host.program, line: IN_TURN }],
    });
    await session.stop();
    const cases: [string | Buffer, RegExp][] = [
      [hello(""), /token is wrong/],
      [hello(token.slice(1)), /token is wrong/],
      [hello(`${token} `), /token is wrong/],
      [hello(token), /another debugger is attached/],
      ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", /no message of a debugger/],
      ['{"kind":"kill","run":1,"reason":"no"}\n', /no message of a debugger/],
      ['{"kind":"constructor"}\n', /no message of a debugger/],
      ["null\n[]\n", /no message of a debugger/],
      ["x".repeat(2000), /too long/],
      [Buffer.from([0xff, 0xfe, 0x00, 0x0a]), /no message of a debugger/],
    ];
    for (const [text, expected] of cases) {
      const heard = await say(host.address, text);
      assert.match(heard, expected);
      assert.doesNotMatch(heard, /welcome|turns/);
    }
    await session.client.disconnectRequest({});
    const afterwards = [
      "nonsense\n",
      hello(token),
      '{"kind":"go","run":"1","isolate":"1"}\n',
      '{"kind":"inspector","run":1,"isolate":"1","message":{"id":"1","method":"Debugger.enable"}}\n',
      '{"kind":"adjust","run":1,"request":1,"isolate":"1","adjustment":{"kind":"grant"}}\n',
    ];
    for (const text of afterwards) {
      const socket = connect(port, "127.0.0.1");
      let heard = "";
      socket.setEncoding("utf8").on("data", (piece: string) => {
        if (heard === "") socket.write(text);
        heard += piece;
      });
      socket.write(hello(token));
      await once(socket, "close");
      assert.match(heard, /"kind":"welcome"[^]*no message of a debugger/);
    }
    assert.match(await say(host.address, hello(token, 99)), /speaks version 99/);
    await assert.rejects(
      Session.start({ attach: { ...host.address, token: "none" } }),
      /Cannot attach at 127\.0\.0\.1:\d+: the token is wrong/,
    );
    host.enough();
    assert.equal((await run.report).outcome.kind, "completed");
  });

  it("says why it cannot attach", async () => {
    const cases: [Partial<AttachArguments>, RegExp][] = [
      [{ port: 1, token: "x" }, /Cannot attach at 127\.0\.0\.1:1: .*ECONNREFUSED/],
      [{ socket: "/nowhere/at/all", token: "x" }, /Cannot attach at \/nowhere\/at\/all: .*ENOENT/],
      [{ token: "x" }, /"socket" must be given, or "port"/],
      [{ port: 7 }, /"token" must be/],
      [{ port: 70_000, token: "x" }, /"port" must be/],
    ];
    for (const [attach, expected] of cases)
      await assert.rejects(Session.start({ attach: attach as AttachArguments }), expected);
    await using host = await Host.start();
    await assert.rejects(Session.start({ attach: { ...host.address, root: "/nowhere" } }), /There is no folder/);
    await using session = await Session.start({ attach: host.address });
    assert.deepEqual(await threadsOf(session), []);
  });

  it("makes a socket for its owner alone, and takes it away", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ambit-socket-"));
    const socket = path.join(folder, "inspect.sock");
    try {
      const runtime = await createRuntime({ root: folder, inspect: { socket } });
      assert.equal(lstatSync(socket).mode & 0o777, 0o600);
      await assert.rejects(createRuntime({ root: folder, inspect: { socket } }), /EADDRINUSE/);
      await runtime.close();
      await until(() => !existsSync(socket));
      writeFileSync(socket, "mine");
      await assert.rejects(createRuntime({ root: folder, inspect: { socket } }), /Cannot let debuggers attach at/);
      assert.equal(readFileSync(socket, "utf8"), "mine");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("lets a launched program go on when the client wants that", async () => {
    await using host = await Host.start();
    await using session = await Session.start({
      launch: { program: host.program },
      breakpoints: [{ file: host.program, line: IN_TURN }],
    });
    await session.stop();
    await session.client.disconnectRequest({ terminateDebuggee: false });
    session.process.stdin?.end();
    await sleep(200);
    assert.equal(session.process.exitCode, null);
    host.enough();
    await once(session.process, "exit");
    assert.equal(readFileSync(path.join(host.project.root, "out"), "utf8"), "enough");
  });

  describe("to `ambit run --inspect-wait`", () => {
    let host: Host;
    let child: ChildProcess;
    let attach: AttachArguments;
    beforeEach(async () => {
      host = await Host.start();
      const launcher = fileURLToPath(new URL("../../bin/ambit.mjs", import.meta.url));
      const program = spawn(process.execPath, [launcher, "run", "--inspect-wait", host.program]);
      const [said] = (await once(program.stderr, "data")) as [Buffer];
      const { port, token = "" } =
        /port (?<port>\d+) with the token (?<token>\S+); the module waits/.exec(said.toString())?.groups ?? {};
      child = program;
      attach = { port: Number(port), token };
    });
    afterEach(async () => await host[Symbol.asyncDispose]());

    it("attaches", async () => {
      host.enough();
      await using session = await Session.start({ attach, breakpoints: [{ file: host.program, line: FIRST }] });
      assert.equal(await session.stopText(), `breakpoint main turns.ts:${FIRST}`);
      await session.continue();
      const [code] = (await once(child, "exit")) as [number];
      assert.equal(code, 0);
    });

    it("says that the host is gone when it is killed", async () => {
      await using session = await Session.start({ attach, breakpoints: [{ file: host.program, line: FIRST }] });
      await session.stop();
      const terminated = session.client.waitForEvent("terminated");
      child.kill("SIGKILL");
      await terminated;
      assert.match(session.output("stderr"), /turns\.ts, run 1: The run ended: host-gone/);
      assert.match(session.output("console"), /no longer attached: the host has gone/);
    });
  });
});
