import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { describe, it } from "mocha";
import { fixture, launchOf, Session } from "./debug-client.ts";

const VALUES = fixture("values.ts");
const LOOP = "(() => { for (;;); })()";

describe("requests of odd clients", function () {
  // Each session starts two processes; what is ended for its time takes seconds.
  this.timeout(60_000);

  /** What a request is answered with: its body, or the error. */
  async function ask(session: Session, command: string, args?: unknown): Promise<string> {
    const { client } = session;
    return await client.send(command, args).then(
      ({ body }) => JSON.stringify(body ?? null),
      (error: Error) => error.message,
    );
  }

  it("are refused with what is wrong, whatever they hold, and at any time", async () => {
    await using session = await Session.open();
    const commands = [
      "setBreakpoints setFunctionBreakpoints setDataBreakpoints setExceptionBreakpoints stackTrace scopes variables setVariable",
      "evaluate setExpression completions breakpointLocations readMemory dataBreakpointInfo restartFrame stepInTargets exceptionInfo",
      "continue next stepIn stepOut pause restart loadedSources ambit/heapSnapshot ambit/adjust goto",
    ].flatMap((line) => line.split(" "));
    const odd = [
      undefined,
      null,
      1,
      "x",
      [],
      { breakpoints: [null] },
      { filters: 3 },
      { filters: [], filterOptions: [null] },
    ];
    const source = { path: "/x.ts" };
    const mistyped = [{ source, breakpoints: [{ line: 1, condition: 5 }] }, { breakpoints: [{ name: 1, dataId: 2 }] }];
    for (const command of commands) {
      for (const args of [...odd, ...mistyped]) {
        const answer = await ask(session, command, args);
        assert.match(answer, /must be|now: no program was launched|is no longer there|no thread|no request/, command);
        assert.doesNotMatch(answer, /fault of Ambit/);
      }
    }
    assert.match(
      await ask(session, "setBreakpoints", { source, breakpoints: [{ line: 3, condition: null }] }),
      /"id":1/,
    );
  });

  it("that never end are ended, and the thread stands where it stood", async () => {
    await using session = await Session.start({
      launch: launchOf("values.ts"),
      breakpoints: [{ file: VALUES, line: 40 }],
    });
    await session.stop();
    const [top] = await session.stack();
    const frameId = top?.id;
    const { scopes } = (await session.client.scopesRequest({ frameId: frameId ?? 0 })).body;
    const variablesReference = scopes[0]?.variablesReference ?? 0;
    const late = /": it took too long, and was terminated$/;
    const unknown = { variablesReference, name: "nothing", value: "1" };
    assert.equal(await ask(session, "setVariable", unknown), 'Cannot set "nothing": this scope has no such variable');
    assert.match(await ask(session, "setVariable", { variablesReference, name: "text", value: LOOP }), late);
    assert.match(await ask(session, "evaluate", { expression: LOOP, frameId, context: "watch" }), late);
    assert.match(await ask(session, "evaluate", { expression: LOOP, context: "hover" }), late);
    const looping = `({ get endless() { for (;;); }, set endless(value) { for (;;); } })`;
    const { body } = await session.client.evaluateRequest({
      expression: looping,
      frameId: frameId ?? 0,
      context: "repl",
    });
    const getter = (await session.open(body.variablesReference)).get("endless");
    assert.match(await ask(session, "variables", { variablesReference: getter?.variablesReference }), late);
    const set = { variablesReference: body.variablesReference, name: "endless", value: "1" };
    assert.match(await ask(session, "setVariable", set), late);
    assert.equal(await session.evaluate("text"), '"before"');
    assert.deepEqual(await session.evaluate("Object.getOwnPropertySymbols(globalThis).length"), "0");
    await session.continue();
    assert.equal(await session.exitCode(), 0);
  });

  it("get the source of what is no file, and only that", async () => {
    await using session = await Session.start({
      launch: launchOf("values.ts"),
      breakpoints: [{ file: VALUES, line: 40 }],
    });
    await session.stop();
    const { sources } = (await session.client.customRequest("loadedSources"))
      .body as DebugProtocol.LoadedSourcesResponse["body"];
    const sourceReference = sources.find(({ name }) => name === "ambit:prelude")?.sourceReference;
    const { body } = await session.client.sourceRequest({ sourceReference: sourceReference ?? 0 });
    assert.match(body.content, /function standAtCall/);
    assert.match(await ask(session, "source", { sourceReference: 99 }), /no longer there/);
  });

  it("restart only what can start", async () => {
    await using session = await Session.start({
      launch: launchOf("values.ts"),
      breakpoints: [{ file: VALUES, line: 40 }],
    });
    await session.stop();
    assert.match(await ask(session, "restart", { arguments: launchOf("nothing.ts") }), /There is no file/);
    assert.equal(await session.evaluate("text"), '"before"');
    const both = await Promise.all([ask(session, "restart"), ask(session, "restart")]);
    assert.deepEqual(both, ["null", 'Cannot do "restart" now: the program is ending']);
    await session.stop();
    assert.match(await ask(session, "restart", { arguments: launchOf("broken.ts") }), /has 1 error/);
    await ask(session, "threads");
    assert(session.events.some(({ event }) => event === "terminated"));
  });

  it("evaluate what is typed while the program runs: with await, and declarations that are declared again", async () => {
    await using session = await Session.start({ launch: launchOf("throttled.ts", { asks: 60 }, { skipCheck: true }) });
    const typed = (expression: string): Promise<string> => ask(session, "evaluate", { expression, context: "repl" });
    const result = async (expression: string): Promise<unknown> =>
      (JSON.parse(await typed(expression)) as { result: unknown }).result;
    await typed("let a = 1");
    await typed("let a = await Promise.resolve(2)");
    assert.equal(await result("a"), "2");
    await typed("class Made {}");
    assert.equal(await result("typeof Made"), '"function"');
    assert.equal(await result("await new Promise((done) => setTimeout(done, 20, 'late'))"), '"late"');
    assert.equal(await typed("await Promise.reject(new TypeError('no'))"), "TypeError: no");
    assert.equal(await result("{ b: 1 }"), "{b: 1}");
  });
});
