import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { launchOf, Session } from "./debug-client.ts";

describe("exceptions", function () {
  // Each session starts two processes.
  this.timeout(60_000);
  /** The stops of failures.ts in a mode: "line exceptionId breakMode" each, and the exit code. */
  async function stopsOf(mode: string, filters: readonly string[]): Promise<(string | number)[]> {
    await using session = await Session.start({ launch: launchOf("failures.ts", { mode }), filters });
    const stops: (string | number)[] = [];
    for (;;) {
      const next = await Promise.race([session.stop(), session.exitCode()]);
      if (typeof next === "number") return [...stops, next];
      const [top] = await session.stack();
      const { exceptionId, breakMode, details } = (await session.client.exceptionInfoRequest({ threadId: 1 })).body;
      stops.push(`${next.reason} ${top?.name}:${top?.line} ${exceptionId} ${breakMode}`);
      assert.doesNotMatch(details?.stackTrace ?? "", /ambit:/);
      await session.continue();
    }
  }

  it("stop where the host refuses a call", async () => {
    assert.deepEqual(await stopsOf("denied", ["permission-denied"]), [
      "exception read:12 permission/denied userUnhandled",
      3,
    ]);
  });

  it("stop when nothing in the module catches them", async () => {
    assert.deepEqual(await stopsOf("rejected", ["uncaught"]), ["exception check:17 RangeError unhandled", 1]);
    assert.deepEqual(await stopsOf("denied", ["uncaught"]), ["exception read:12 permission/denied unhandled", 3]);
  });

  it("do not stop as uncaught when a try or a handler of the promise takes them", async () => {
    const own = ["caught", "rejected-caught", "settled", "any", "generator-caught"];
    for (const mode of [...own, "denied-caught", "missing-caught", "missing-tried"])
      assert.deepEqual(await stopsOf(mode, ["uncaught"]), [0], mode);
    const [stop] = await stopsOf("missing", ["uncaught"]);
    assert.match(String(stop), /^exception main:\d+ host\/failed unhandled$/);
  });

  it("do not stop as uncaught when a handler takes them that nobody awaits", async () => {
    await using session = await Session.start({
      launch: launchOf("carried.ts", { mode: "handled" }),
      filters: ["uncaught"],
    });
    assert.equal(await session.exitCode(), 0);
    assert.equal(session.events.filter(({ event }) => event === "stopped").length, 0);
  });

  it("all stop when all are wanted, none when none are", async () => {
    assert.deepEqual(await stopsOf("caught", ["all"]), ["exception check:17 RangeError always", 0]);
    assert.deepEqual(await stopsOf("rejected", []), [1]);
  });

  it("stop once at what a listener throws", async () => {
    for (const mode of ["listener", "port"])
      assert.deepEqual(await stopsOf(mode, ["uncaught"]), ["exception check:17 RangeError unhandled", 1], mode);
  });

  it("stop once at what cannot be cloned", async () => {
    for (const mode of ["clone", "clone-message"]) {
      const [stop, ...rest] = await stopsOf(mode, ["all"]);
      assert.match(String(stop), /^exception main:\d+ DataCloneError always$/);
      assert.deepEqual(rest, [1], mode);
    }
  });

  it("tell what was thrown and is no error", async () => {
    await using session = await Session.start({ launch: launchOf("failures.ts", { mode: "plain" }), filters: ["all"] });
    await session.stop();
    const { description } = (await session.client.exceptionInfoRequest({ threadId: 1 })).body;
    assert.equal(description, '{code: 7, why: "no error"}');
  });

  it("say how a limit stands that refuses a call", async () => {
    await using session = await Session.start({
      launch: launchOf("failures.ts", { mode: "full" }),
      filters: ["limit-exceeded"],
    });
    await session.stop();
    const { exceptionId, description } = (await session.client.exceptionInfoRequest({ threadId: 1 })).body;
    assert.equal(exceptionId, "limit/exhausted");
    assert.match(description ?? "", /\nfs\/total-new-files: 0 of 0 left, declared by this module\nTo go on: raise it/);
  });

  it("stop only under the condition of their filter", async () => {
    const stopped = async (condition: string, mode = "caught"): Promise<boolean> => {
      await using session = await Session.start({
        launch: launchOf("failures.ts", { mode }, { stopOnEntry: true }),
      });
      await session.stop();
      const filterOptions = [{ filterId: "all", condition }];
      const answer = await session.client.customRequest("setExceptionBreakpoints", { filters: [], filterOptions });
      const [set] = (answer.body as { breakpoints: { verified: boolean; message?: string }[] }).breakpoints;
      assert.equal(set?.verified, condition !== "error.", set?.message);
      await session.continue();
      const next = await Promise.race([session.stop(), session.exitCode()]);
      return typeof next !== "number";
    };
    assert.equal(await stopped('error instanceof RangeError && error.message.startsWith("2")'), true);
    assert.equal(await stopped('error.name === "TypeError"'), false);
    assert.equal(await stopped("error.nothing.here"), false);
    assert.equal(await stopped("error."), false);
    assert.equal(await stopped('error === "no error"', "text"), true);
    assert.equal(await stopped('error === "another"', "text"), false);
  });

  it("stop where a call waits long for a limit, once for each wait", async () => {
    await using session = await Session.start({
      launch: launchOf("throttled.ts", { asks: 4 }, { skipCheck: true, stopOnEntry: true }),
    });
    await session.stop();
    const choose = async (condition: string): Promise<{ verified: boolean; message?: string }> => {
      const filterOptions = [{ filterId: "throttled", condition }];
      const answer = await session.client.customRequest("setExceptionBreakpoints", { filters: [], filterOptions });
      return (
        (answer.body as { breakpoints: { verified: boolean; message?: string }[] }).breakpoints[0] ?? assert.fail()
      );
    };
    assert.match((await choose("> 5 minutes")).message ?? "", /Write how long, an expression about `wait`, or both/);
    assert.deepEqual(await choose("> 100ms && wait.limit === 'fs/read'"), { verified: true });
    await session.continue();
    const { text } = await session.stop();
    assert.match(text ?? "", /^Throttled: readText\("\.\/throttled\.ts"\) has waited 100 ms for "fs\/read"$/);
    assert.deepEqual(
      (await session.stack()).map(({ name, line }) => `${name}:${line}`),
      ["ask:12", "main:18"],
    );
    const { body } = await session.client.exceptionInfoRequest({ threadId: 1 });
    assert.equal(body.exceptionId, "limit/throttled");
    assert.match(
      body.description ?? "",
      /\nfs\/read: .* left \(1kB\/s\), 1 waiting.*, declared by this module\nTo go on: raise it/,
    );
    assert.equal((await session.scope("Limits")).get("fs/read")?.value.includes("1 waiting"), true);

    // The time at a breakpoint is no waiting, and another wait stops anew.
    await session.continue();
    assert.match((await session.stop()).text ?? "", /^Throttled: /);
    assert.deepEqual(await choose("> 100ms && wait.none.limit === 'http/request'"), { verified: true });
    await session.continue();
    assert.equal(await session.exitCode(), 0);
    const told = session.output("stderr").match(/The condition .* has thrown .*/g) ?? [];
    assert.equal(told.length, 1, session.output("stderr"));
    assert.match(told[0] ?? "", /^The condition " wait\.none\.limit.*" has thrown "TypeError/);
  });

  it("show what was denied among the permissions, with the stack of the call", async () => {
    await using session = await Session.start({
      launch: launchOf("failures.ts", { mode: "denied" }),
      filters: ["permission-denied"],
    });
    const { text } = await session.stop();
    assert.match(text ?? "", /^PermissionDeniedError: No grant covers fs\.read \/secret\.txt/);
    assert.deepEqual(
      (await session.stack()).map(({ name, line }) => `${name}:${line}`),
      ["read:12", "main:42"],
    );
    const { description } = (await session.client.exceptionInfoRequest({ threadId: 1 })).body;
    assert.match(description ?? "", /^No grant covers fs\.read \/secret\.txt/);
    assert.match(
      description ?? "",
      /\nTo allow it: add fs\.read \/secret\.txt to "permissions".*"grant".* the next one is allowed$/,
    );
    const permissions = await session.scope("Permissions");
    assert.equal(permissions.get("fs.read /secret.txt")?.value.startsWith("denied once"), true);
    assert.equal(permissions.get("fs.read /data/*.txt")?.value, "granted, not used");
    await session.continue();
    assert.equal(await session.exitCode(), 3);
    assert.match(session.output("stderr"), /permission-denied fs\.read \/secret\.txt/);
  });
});
