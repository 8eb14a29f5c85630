import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { after, before, describe, it } from "mocha";
import { type At, fixture, launchOf, Session } from "./debug-client.ts";
import { HttpServer } from "./http-server.ts";

const MAIN = fixture("main.ts");
const SHAPES = fixture("shapes.ts");
const CHILD = fixture("child.ts");

describe("stops", function () {
  // Each session starts two processes.
  this.timeout(60_000);
  let server: HttpServer;
  before(async () => void (server = await HttpServer.start()));
  after(() => server[Symbol.dispose]());

  it("stops in the entry, in an imported file and in a child, each in its TypeScript", async () => {
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "all" }),
      breakpoints: [
        { file: MAIN, line: 34 },
        { file: SHAPES, line: 4 },
        { file: CHILD, line: 11 },
      ],
    });
    assert.equal(await session.stopText(), "breakpoint main main.ts:34");
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint area shapes.ts:4");
    assert.deepEqual(
      (await session.stack()).map((frame) => `${frame.name} ${frame.source?.path}:${frame.line}`),
      [`area ${SHAPES}:4`, `(anonymous) ${MAIN}:34`, `main ${MAIN}:34`],
    );
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint area shapes.ts:4");
    await session.continue();
    const { threadId = 0 } = await session.stop();
    const { body } = await session.client.customRequest("modules");
    const { modules } = body as { modules: { id: number; name: string; path: string }[] };
    assert.deepEqual(
      modules.map(({ name, path }) => `${name} ${path}`),
      [`/main.ts ${MAIN}`, `/child.ts (child 2) ${CHILD}`],
    );
    assert.equal((await session.stack(threadId))[0]?.line, 11);
    const { threads } = (await session.client.threadsRequest()).body;
    assert.deepEqual(
      threads.map((thread) => thread.name),
      ["/main.ts", "/child.ts (child 2)"],
    );
    await session.continue(threadId);
    assert.equal(await session.exitCode(), 0);
    assert.match(session.output(), /"total":6/);
    const life = session.events
      .filter((event) => event.event === "thread")
      .map((event) => `${event.body.reason} ${event.body.threadId}`);
    assert.deepEqual(life, ["started 1", "started 2", "exited 2", "exited 1"]);
    const files = session.events
      .filter((event) => event.event === "module")
      .map(({ body: told }) => `${told.reason} ${told.module.path}`);
    assert.deepEqual(files, [`new ${MAIN}`, `new ${CHILD}`, `removed ${CHILD}`, `removed ${MAIN}`]);
  });

  it("says when a breakpoint is set, and where it was moved", async () => {
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }),
      breakpoints: [
        { file: MAIN, line: 31 },
        { file: "/somewhere/else.ts", line: 1 },
        { file: MAIN, line: 36, condition: "this is (no expression" },
        { file: MAIN, line: 37, hitCondition: "often" },
      ],
    });
    assert.deepEqual(
      session.breakpoints.map((each) => each.verified),
      [false, false, false, false],
    );
    assert.match(
      session.breakpoints.map((each) => each.message).join("\n"),
      /is no expression(.|\n)*"often" is none of/,
    );
    assert.equal(await session.stopText(), "breakpoint main main.ts:33");
    const changes = session.events
      .filter((event) => event.event === "breakpoint")
      .map((event) => event.body.breakpoint);
    const told = [...changes, ...session.breakpoints].map((each) => each.message ?? "");
    assert.match(told.join("\n"), /outside the project root/);
    const moved = changes.find((change) => change.verified);
    assert.equal(moved.line, 33);
    const answer = await session.client.setBreakpointsRequest({ source: { path: MAIN }, breakpoints: [{ line: 38 }] });
    assert.deepEqual(
      answer.body.breakpoints.map(({ verified, line }) => ({ verified, line })),
      [{ verified: true, line: 38 }],
    );
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint main main.ts:38");
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("heeds conditions, hit conditions and columns, and logs without stopping", async () => {
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }),
      breakpoints: [
        { file: SHAPES, line: 4, condition: 'shape.kind === "square"' },
        {
          file: SHAPES,
          line: 5,
          logMessage: "{shape.kind} has {exact} and {{braces}}, {JSON.stringify({ exact: 1 })}",
        },
        { file: MAIN, line: 20, hitCondition: ">= 2" },
        { file: MAIN, line: 34, column: 39 },
      ],
    });
    assert.equal(await session.stopText(), "breakpoint (anonymous) main.ts:34");
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint (anonymous) main.ts:34");
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint area shapes.ts:4");
    assert.equal(await session.evaluate("shape.side"), "2");
    await session.continue();
    assert.equal(await session.stopText(), "breakpoint load main.ts:20");
    assert.equal(await session.evaluate("calls"), "1");
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    assert.match(
      session.output("stdout"),
      /^circle has 3\.14159\d* and \{braces\}, \{"exact":1\}\nsquare has 4 and \{braces\}, /,
    );
  });

  it("says once of a condition that it throws, and passes the place by", async () => {
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }),
      breakpoints: [
        { file: SHAPES, line: 4, condition: "shape.none.more" },
        { file: SHAPES, line: 4, condition: 'shape.kind === "square"' },
        { file: SHAPES, line: 5, condition: "exact.none['#more']" },
      ],
    });
    assert.equal(await session.stopText(), "breakpoint area shapes.ts:4");
    assert.equal(await session.evaluate("shape.kind"), '"square"');
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    const told = session.output("stderr").match(/The condition "\w+\.none[^"]*" has thrown "TypeError: .*"/g) ?? [];
    assert.deepEqual(told.length, 2, session.output("stderr"));
  });

  it("heeds the conditions of several breakpoints at one place, also while they come and go", async () => {
    const at = (condition: string): DebugProtocol.SourceBreakpoint & { file: string } => ({
      file: SHAPES,
      line: 4,
      condition,
    });
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }, { stopOnEntry: true }),
      breakpoints: [at("shape.side === 2"), at("shape.radius.length.of"), at('shape.kind === "circle"')],
    });
    await session.stop();
    const [square, , circle] = session.breakpoints.map(({ id }) => id);
    await session.continue();
    assert.deepEqual((await session.stop()).hitBreakpointIds, [circle]);
    await session.continue();
    assert.deepEqual((await session.stop()).hitBreakpointIds, [square]);
    await session.setBreakpoints([at("false"), { file: SHAPES, line: 4, logMessage: "area of {shape.kind}" }]);
    await session.client.customRequest("restart");
    await session.stop();
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    assert.match(session.output("stdout"), /area of circle\narea of square\n/);
  });

  it("has one breakpoint where a line and its first column are asked for, beside one that is there", async () => {
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }),
      breakpoints: [{ file: SHAPES, line: 4 }],
    });
    assert.equal(await session.stopText(), "breakpoint area shapes.ts:4");
    await session.setBreakpoints([
      { file: SHAPES, line: 5 },
      { file: SHAPES, line: 5, column: 1 },
    ]);
    const [, line, column] = session.breakpoints;
    assert.deepEqual([line?.verified, column?.verified], [true, true], JSON.stringify(session.breakpoints));
    await session.continue();
    assert.deepEqual((await session.stop()).hitBreakpointIds, [line?.id, column?.id]);
    await session.setBreakpoints([{ file: SHAPES, line: 900 }]);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("stops in a package of the project that is linked into node_modules, and shows the file that was opened", async () => {
    const root = mkdtempSync(path.join(tmpdir(), "ambit-linked-"));
    try {
      const program = path.join(root, "app/main.ts");
      const file = path.join(root, "packages/own/own.ts");
      for (const folder of ["app", "node_modules", "packages/own"])
        mkdirSync(path.join(root, folder), { recursive: true });
      symlinkSync("../packages/own", path.join(root, "node_modules/own"));
      writeFileSync(path.join(root, "packages/own/package.json"), `{ "type": "module", "exports": "./own.ts" }`);
      writeFileSync(file, "export function own(n: number): number {\n  return n + 1;\n}\n");
      writeFileSync(program, 'import { own } from "own";\nexport const manifest = {};\nexport default () => own(1);\n');
      for (const asked of [file, path.join(root, "node_modules/own/own.ts")]) {
        const launch = { program, root };
        await using session = await Session.start({ launch, breakpoints: [{ file: asked, line: 2 }] });
        assert.equal(await session.stopText(), "breakpoint own own.ts:2");
        assert.equal((await session.stack())[0]?.source?.path, file);
        await session.continue();
        assert.equal(await session.exitCode(), 0);
      }
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("stops on entry, before the first statement", async () => {
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }, { stopOnEntry: true }),
    });
    const { reason } = await session.stop();
    assert.equal(reason, "entry");
    assert.equal((await session.stack())[0]?.source?.path, MAIN);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("pauses a tight loop, steps in it and lets its limit end it", async () => {
    await using session = await Session.start({ launch: launchOf("failures.ts", { mode: "spin" }) });
    let place = "";
    // The first pause may come while the module still loads.
    for (let tries = 0; tries < 20 && !place.includes("spin"); tries++) {
      if (place !== "") await session.continue();
      await session.client.pauseRequest({ threadId: 1 });
      place = await session.stopText();
    }
    assert.equal(place, "pause spin failures.ts:36");
    assert.equal(await session.step("next"), "step spin failures.ts:36");
    assert.match(await session.evaluate("turns"), /^\d+$/);
    await session.continue();
    assert.equal(await session.exitCode(), 4);
    assert.match(session.output(), /limit-exceeded execution\/cpu-time/);
  });

  it("pauses a program that waits where it goes on: after a timer, in a listener", async () => {
    const places = { timers: /^pause byTimers waits\.ts:14$/, ports: /^pause (?:\S+ )?waits\.ts:(?:23|25)$/ };
    for (const [mode, place] of Object.entries(places)) {
      await using session = await Session.start({ launch: launchOf("waits.ts", { mode }) });
      const pause = async (): Promise<string> => {
        await session.client.pauseRequest({ threadId: 1 });
        const stopped = (await session.stopText()).replace("(anonymous) ", "");
        await session.continue();
        // It goes on until it waits, for 50 ms.
        await new Promise((resolve) => setTimeout(resolve, 20));
        return stopped;
      };
      // The first pause may come while the module still loads, and the next before it waits.
      await pause();
      await new Promise((resolve) => setTimeout(resolve, 200));
      for (let round = 0; round < 3; round++) assert.match(await pause(), place);
      assert.equal(await session.exitCode(), 0);
    }
  });

  it("pauses in the middle of a step over what waits, and in a loop that calls the host", async () => {
    const file = fixture("carried.ts");
    const at = (text: string): At => {
      const all = readFileSync(file, "utf8");
      return { file, line: all.slice(0, all.indexOf(text)).split("\n").length };
    };
    for (const [mode, begin, isStep] of [
      ["waits", at("const one"), true],
      ["loop", at("for (const end"), false],
    ] as const) {
      await using session = await Session.start({ launch: launchOf("carried.ts", { mode }), breakpoints: [begin] });
      await session.stop();
      if (isStep) await session.client.nextRequest({ threadId: 1 });
      else await session.continue();
      await new Promise((resolve) => setTimeout(resolve, 200));
      await session.client.pauseRequest({ threadId: 1 });
      assert.match(await session.stopText(), isStep ? /^pause (?:waits|later2|\(anonymous\)) / : /^pause loop /, mode);
      assert.equal((await session.stack())[0]?.source?.path, file);
    }
  });

  it("stops at a breakpoint that is set right before it goes on", async () => {
    await using session = await Session.start({
      launch: launchOf("carried.ts", { mode: "" }),
      breakpoints: [{ file: fixture("carried.ts"), line: 17 }],
    });
    await session.stop();
    const { client } = session;
    const source = { path: fixture("carried.ts") };
    await Promise.all([
      client.setBreakpointsRequest({ source, breakpoints: [] }),
      client.setBreakpointsRequest({ source, breakpoints: [{ line: 18 }] }),
      client.continueRequest({ threadId: 1 }),
    ]);
    assert.equal(await session.stopText(), "breakpoint sync carried.ts:18");
  });

  it("lets a person look at the tear-down as long as they want", async () => {
    const file = fixture("carried.ts");
    const line =
      readFileSync(file, "utf8")
        .split("\n")
        .findIndex((text) => text.includes('"tearing"')) + 1;
    await using session = await Session.start({
      launch: launchOf("carried.ts", { mode: "teardown" }),
      breakpoints: [{ file, line }],
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await session.client.terminateRequest();
    await session.stop();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.match(await session.step("next"), new RegExp(`carried\\.ts:${line + 1}$`));
    await session.continue();
    assert.equal(await session.exitCode(), 6);
    assert.match(session.output("stdout"), /tearing\ntorn/);
  });

  it("goes back to the start of a function", async () => {
    await using session = await Session.start({
      launch: launchOf("failures.ts", { mode: "caught" }),
      breakpoints: [{ file: fixture("failures.ts"), line: 17 }],
    });
    assert.equal(await session.stopText(), "breakpoint check failures.ts:17");
    const [top, below] = await session.stack();
    assert.equal(top?.canRestart, true);
    await session.client.customRequest("restartFrame", { frameId: top?.id });
    assert.match(await session.stopText(), /^restart check failures\.ts:1[67]$/);
    assert.equal(await session.evaluate("count"), "2");
    await assert.rejects(session.client.customRequest("restartFrame", { frameId: below?.id }), /no longer there/);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("starts anew, with what was set and with other arguments", async () => {
    await using session = await Session.start({
      launch: launchOf("live.ts", { rounds: 3 }),
      breakpoints: [{ file: fixture("live.ts"), line: 13, hitCondition: "2" }],
    });
    await session.stop();
    assert.equal(await session.evaluate("round"), "1");
    await session.client.customRequest("restart", { arguments: launchOf("live.ts", { rounds: 2 }) });
    await session.stop();
    assert.equal(await session.evaluate("round + rounds"), "3");
    await session.client.customRequest("restart");
    await session.stop();
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    assert.equal(session.events.filter(({ event }) => event === "terminated").length, 1);
    await assert.rejects(session.client.customRequest("restart"), /the program is ending/);
  });

  it("says where in a line it can stop", async () => {
    await using session = await Session.start({ launch: launchOf("values.ts", {}, { stopOnEntry: true }) });
    await session.stop();
    const locations = async (file: string, line: number): Promise<unknown> =>
      (await session.client.customRequest("breakpointLocations", { source: { path: file }, line })).body;
    const { breakpoints } = (await locations(fixture("values.ts"), 37)) as {
      breakpoints: { line: number; column: number }[];
    };
    assert(breakpoints.length > 2 && breakpoints.every(({ line }) => line === 37), JSON.stringify(breakpoints));
    assert.deepEqual(await locations(fixture("main.ts"), 3), { breakpoints: [] });
    assert.deepEqual(await locations("/elsewhere.ts", 3), { breakpoints: [] });
  });

  it("stands still with the clocks: two seconds at a breakpoint cost nothing", async () => {
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }),
      breakpoints: [{ file: MAIN, line: 36 }],
    });
    await session.stop();
    const reading = async (): Promise<number[]> => {
      const limits = await session.scope("Limits");
      const names = ["execution/cpu-time", "execution/total-time"];
      return await Promise.all(
        names.map(async (name) =>
          parseFloat((await session.open(limits.get(name)?.variablesReference ?? 0)).get("available")?.value ?? ""),
        ),
      );
    };
    const [cpu = 0, total = 0] = await reading();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const [cpuLater = 0, totalLater = 0] = await reading();
    assert(cpu > 0 && cpu < 2000 && total > 0 && total < 20_000, `${cpu} ${total}`);
    assert(Math.abs(cpu - cpuLater) <= cpu / 100, `execution/cpu-time went from ${cpu} to ${cpuLater}`);
    assert(Math.abs(total - totalLater) <= total / 100, `execution/total-time went from ${total} to ${totalLater}`);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });
});
