import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { HttpServer } from "./http-server.ts";
import { fixture, launchOf, Session } from "./debug-client.ts";

const LIVE = fixture("live.ts");
const MAIN = fixture("main.ts");

/** Starts `live.ts`, stopped before its first statement of the loop. */
async function atLoop(rounds: number): Promise<Session> {
  const session = await Session.start({
    launch: launchOf("live.ts", { rounds }),
    breakpoints: [{ file: LIVE, line: 12 }],
  });
  await session.stop();
  return session;
}

async function dataId(session: Session, scope: string, name: string): Promise<string> {
  const [top] = await session.stack();
  const { scopes } = (await session.client.scopesRequest({ frameId: top?.id ?? 0 })).body;
  const variablesReference = scopes.find((each) => each.name === scope)?.variablesReference ?? 0;
  const { body } = await session.client.customRequest("dataBreakpointInfo", { variablesReference, name });
  return String((body as { dataId: string | null }).dataId);
}

async function setFunctions(session: Session, breakpoints: readonly object[]): Promise<unknown> {
  return (await session.client.customRequest("setFunctionBreakpoints", { breakpoints })).body;
}

async function setData(session: Session, breakpoints: readonly object[]): Promise<unknown> {
  return (await session.client.customRequest("setDataBreakpoints", { breakpoints })).body;
}

describe("breakpoints at calls of the host", function () {
  this.timeout(60_000);

  it("stop where a call asks for what they name, with the caller's values", async () => {
    await using session = await atLoop(2);
    await setFunctions(session, [{ name: "fs.read ./*.ts" }, { name: "fs.write ./other/**" }]);
    await session.continue();
    assert.equal(await session.stopText(), "function breakpoint main live.ts:13");
    assert.equal(await session.evaluate("round"), "0");
    assert.equal(await session.step("next"), "step main live.ts:12");
    assert.equal(await session.step("next"), "step main live.ts:12");
    // Before the call of the next round.
    assert.equal(await session.step("next"), "step main live.ts:13");
    assert.equal(await session.evaluate("round"), "1");
    await session.continue();
    assert.equal(await session.stopText(), "function breakpoint main live.ts:13");
    assert.equal(await session.evaluate("round"), "1");
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("stop at fetch with the caller's values, beside breakpoints in the source", async () => {
    using server = await HttpServer.start();
    await using session = await Session.start({
      launch: launchOf("main.ts", { url: server.url, mode: "short" }),
      breakpoints: [{ file: MAIN, line: 35 }],
    });
    assert.equal(await session.stopText(), "breakpoint main main.ts:35");
    await setFunctions(session, [{ name: "http.read http://localhost:*/two" }]);
    await session.continue();
    assert.equal(await session.stopText(), "function breakpoint load main.ts:21");
    assert.equal(await session.evaluate("url"), `"${server.url}/two"`);
    const callers = (await session.stack()).map(({ name, line }) => `${name}:${line}`);
    assert.deepEqual(callers, ["load:21", "main:36"]);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("stop under a condition about the caller's values, and say when it throws", async () => {
    await using session = await atLoop(3);
    const set = (await setFunctions(session, [
      { name: "fs.read ./*.ts", condition: "round > 0", hitCondition: "2" },
      { name: "readText", condition: "nothing.there" },
      { name: "readText", condition: "1 +" },
    ])) as { breakpoints: { verified: boolean }[] };
    assert.deepEqual(
      set.breakpoints.map(({ verified }) => verified),
      [true, true, false],
    );
    await session.continue();
    assert.equal(await session.stopText(), "function breakpoint main live.ts:13");
    assert.equal(await session.evaluate("round"), "2");
    await setData(session, [
      { dataId: await dataId(session, "Permissions", "fs.write /live-out.txt"), condition: "false" },
    ]);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    const told = session.output("stderr").match(/The condition "nothing.there" has thrown "ReferenceError: .*"/g) ?? [];
    assert.equal(told.length, 1, session.output("stderr"));
  });

  it("stop at functions by their name, at chosen hits, before a call that will be refused", async () => {
    await using session = await atLoop(1);
    await setFunctions(session, [{ name: "writeText", hitCondition: "= 2" }]);
    await session.continue();
    assert.equal(await session.stopText(), "function breakpoint tryToWrite live.ts:22");
    assert.equal(await session.evaluate("file"), '"./live-out.txt"');
    const callers = (await session.stack()).map(({ name, line }) => `${name}:${line}`);
    assert.deepEqual(callers, ["tryToWrite:22", "main:16"]);
    await session.client.customRequest("restart");
    assert.equal(await session.stopText(), "breakpoint main live.ts:12");
    await session.continue();
    assert.equal(await session.stopText(), "function breakpoint tryToWrite live.ts:22", "hits are counted anew");
    await setFunctions(session, []);
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("are refused with the reason", async () => {
    await using session = await atLoop(1);
    const names = ["nothing", "fs.fly", "fs.read nowhere", "http.read https://a.example:x", "fs.read", "http.write *"];
    const answer = await setFunctions(
      session,
      names.map((name) => ({ name })),
    );
    const said = (answer as { breakpoints: { verified: boolean; message?: string }[] }).breakpoints;
    assert.deepEqual(
      said.map(({ verified }) => verified),
      [false, false, false, false, true, true],
    );
    assert.match(said[0]?.message ?? "", /neither a host function nor a permission/);
    assert.match(said[1]?.message ?? "", /no kind of "fs"/);
    assert.match(said[2]?.message ?? "", /A path pattern begins with/);
    const data = (await setData(session, [
      { dataId: "limit 1 fs/read", condition: "> 3" },
      { dataId: "x" },
      { dataId: "limit 1 fs/read", condition: "< 3kB" },
    ])) as { breakpoints: { verified: boolean; message?: string }[] };
    assert.deepEqual(
      data.breakpoints.map(({ verified }) => verified),
      [false, false, true],
    );
    await assert.rejects(setFunctions(session, 3 as never), /"breakpoints" must be a list/);
  });

  it("stop when a grant is used for the first time", async () => {
    await using session = await atLoop(3);
    const id = await dataId(session, "Permissions", "fs.read /*.ts");
    await setData(session, [{ dataId: id, accessType: "read", hitCondition: "1" }]);
    await session.continue();
    assert.equal(await session.stopText(), "data breakpoint main live.ts:13");
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    assert.equal(await dataId(session, "Local", "round").catch(() => "gone"), "gone");
  });

  it("stop when there is less left of a limit", async () => {
    await using session = await atLoop(40);
    const id = await dataId(session, "Limits", "fs/read");
    const [top] = await session.stack();
    const { scopes } = (await session.client.scopesRequest({ frameId: top?.id ?? 0 })).body;
    const variablesReference = scopes.find(({ name }) => name === "Limits")?.variablesReference ?? 0;
    await session.client.setVariableRequest({
      variablesReference,
      name: "fs/read",
      value: '{ "rate": "100B/s", "burst": "20kB" }',
    });
    await setData(session, [{ dataId: id, condition: "< 17kB" }]);
    await session.continue();
    assert.equal(await session.stopText(), "data breakpoint main live.ts:13");
    const round = Number(await session.evaluate("round"));
    assert(round >= 2 && round < 10, `round ${round}`);
  });

  it("of both kinds can be set at once", async () => {
    await using session = await atLoop(3);
    await setFunctions(session, [{ name: "fs.write" }]);
    await Promise.all([
      setFunctions(session, [{ name: "http.write" }]),
      setData(session, [{ dataId: "grant fs.read ./*.ts" }]),
    ]);
    await session.continue();
    assert.equal(await session.stopText(), "data breakpoint main live.ts:13");
    await Promise.all([setFunctions(session, []), setData(session, [])]);
    await session.client.setBreakpointsRequest({ source: { path: LIVE }, breakpoints: [] });
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("stop a loop without calls whenever the debugger sees CPU time go, at the hits that count", async () => {
    await using session = await Session.start({
      launch: launchOf("failures.ts", { mode: "spin" }, { stopOnEntry: true }),
    });
    await session.stop();
    const id = await dataId(session, "Limits", "execution/cpu-time");
    assert.equal(await dataId(session, "Limits", "execution/none"), "null");
    await setData(session, [{ dataId: id, hitCondition: "2" }]);
    await session.continue();
    assert.match(await session.stopText(), /^data breakpoint spin failures\.ts:\d+$/);
    await setData(session, [{ dataId: id }]);
    await session.continue();
    assert.match(await session.stopText(), /^data breakpoint spin failures\.ts:\d+$/);
  });

  it("stop a loop without calls when its CPU time comes to an end", async () => {
    await using session = await Session.start({
      launch: launchOf("failures.ts", { mode: "spin" }, { stopOnEntry: true }),
    });
    await session.stop();
    const id = await dataId(session, "Limits", "execution/cpu-time");
    await setData(session, [{ dataId: id, condition: "< 900ms" }]);
    await session.continue();
    assert.match(await session.stopText(), /^data breakpoint spin failures\.ts:\d+$/);
  });
});
