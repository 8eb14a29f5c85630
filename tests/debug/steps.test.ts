import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { fixture, launchOf, Session } from "./debug-client.ts";
import { HttpServer } from "./http-server.ts";

const MAIN = fixture("main.ts");
type Step = "next" | "stepIn" | "stepOut";

describe("steps", function () {
  // Each session starts two processes.
  this.timeout(60_000);
  let server: HttpServer;
  before(async () => void (server = await HttpServer.start()));
  after(() => server[Symbol.dispose]());

  /** Stops at a line of main.ts, then takes steps and says where each ended. */
  async function walk(line: number, steps: readonly Step[]): Promise<string[]> {
    const launch = launchOf("main.ts", { url: server.url, mode: "short" });
    await using session = await Session.start({ launch, breakpoints: [{ file: MAIN, line }] });
    const places = [await session.stopText()];
    await session.client.setBreakpointsRequest({ source: { path: MAIN }, breakpoints: [] });
    for (const kind of steps) places.push(await session.step(kind));
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    return places.map((place) => place.replace(/^(?:step|breakpoint) /, ""));
  }

  it("goes over statements and over awaits of the host", async () => {
    assert.deepEqual(await walk(33, ["next", "next", "next", "next"]), [
      "main main.ts:33",
      "main main.ts:34",
      "main main.ts:35",
      "main main.ts:36",
      "main main.ts:37",
    ]);
  });

  it("goes into an asynchronous function, over its awaits, and on in its caller", async () => {
    assert.deepEqual(await walk(35, ["stepIn", "next", "next", "next"]), [
      "main main.ts:35",
      "load main.ts:20",
      "load main.ts:21",
      "load main.ts:22",
      "load main.ts:23",
    ]);
  });

  it("goes over what is into nothing: a call of the host is not stepped into", async () => {
    assert.deepEqual(await walk(21, ["stepIn", "stepIn"]), ["load main.ts:21", "load main.ts:22", "load main.ts:23"]);
  });

  it("goes out of a function that waits, to its caller after the await", async () => {
    assert.deepEqual(await walk(20, ["stepOut", "next"]), ["load main.ts:20", "main main.ts:36", "main main.ts:37"]);
  });

  it("tells a call of the same function from the one that is stepped", async () => {
    assert.deepEqual(await walk(37, ["stepIn", "next", "next", "stepOut"]), [
      "main main.ts:37",
      "walk main.ts:27",
      "walk main.ts:28",
      "walk main.ts:29",
      "main main.ts:38",
    ]);
  });

  it("goes out of a function without awaits", async () => {
    const launch = launchOf("main.ts", { url: server.url, mode: "short" });
    await using session = await Session.start({ launch, breakpoints: [{ file: fixture("shapes.ts"), line: 4 }] });
    await session.stop();
    assert.equal(await session.step("stepOut"), "step (anonymous) main.ts:34");
  });
});
