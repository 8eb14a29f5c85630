/** What a program gives to the runtime that cannot be meant. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { createRuntime, type RuntimeOptions, type StartOptions } from "../../runtime-core/index.ts";
import { makeProject, moduleText, type Project } from "./project.ts";

describe("the options of a program", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({
      "/stays.ts": `export const manifest = {};\nexport const add = (by: number) => by;`,
      "/broken.ts": moduleText({}, "document.title; window.name; return 1"),
    });
  });
  after(() => project[Symbol.asyncDispose]());

  const RUNTIME: readonly (readonly [unknown, string])[] = [
    [undefined, "they are missing, not an object"],
    [{}, '"root" is missing'],
    [{ root: 5 }, '"root" is a string, not 5'],
    [{ root: "ROOT", concurency: {} }, 'there is no "concurency"; did you mean "concurrency"?'],
    [{ root: "ROOT", constructor: 1 }, 'there is no "constructor"'],
    [{ root: "ROOT", warmRunners: -1 }, '"warmRunners" is a whole number from 0, not -1'],
    [{ root: "ROOT", concurrency: { runs: 0 } }, 'concurrency: "runs" is a whole number from 1, not 0'],
    [
      { root: "ROOT", concurrency: { wait: 1 } },
      'concurrency: "runs" is missing; concurrency: there is no "wait"; did you mean "waiting"?',
    ],
    [
      { root: "ROOT", concurrency: { runs: 1, deadlineMs: 3e9 } },
      'concurrency: "deadlineMs" is a number of milliseconds from 0 to 2147483647, not 3000000000',
    ],
    [{ root: "ROOT", concurrency: 8 }, '"concurrency" is an object, not 8'],
    [{ root: "ROOT", grant: 5 }, '"grant" is an object, not 5'],
    [
      { root: "ROOT", metrics: { registy: {} } },
      'metrics: "client" is missing; metrics: there is no "registy"; did you mean "registry"?',
    ],
    [{ root: "ROOT/stays.ts" }, '"root" is no folder: ROOT/stays.ts'],
  ];
  for (const [options, message] of RUNTIME) {
    it(`createRuntime(${JSON.stringify(options)}) says what is wrong`, async () => {
      const inPlace = (text: string): string => text.replaceAll("ROOT", project.root);
      const given = options === undefined ? undefined : (JSON.parse(inPlace(JSON.stringify(options))) as unknown);
      await assert.rejects(createRuntime(given as RuntimeOptions), {
        code: "run/invalid-options",
        message: `The options of \`createRuntime\` do not fit: ${inPlace(message)}`,
      });
    });
  }

  it("says that a folder is not there", async () => {
    const message = /do not fit: "root" cannot be read: ENOENT/;
    await assert.rejects(createRuntime({ root: `${project.root}/none` }), message);
  });

  it("bound nothing by mistake", async () => {
    const grant = () => ({ fs: {} });
    await assert.rejects(createRuntime({ root: project.root, grant }), /"grant" is an object, not a function/);
  });

  it("are those of start, prepare, call and subscribe too", async () => {
    const { runtime } = project;
    const wrong = { arguments: {}, stay: "yes" } as unknown as StartOptions;
    const faults =
      /The options of `start` do not fit: there is no "arguments".*; "stay" is true or false, not a string/;
    await assert.rejects(runtime.start("/stays.ts", wrong), faults);
    const high = { priority: "high" } as unknown as StartOptions;
    await assert.rejects(runtime.start("/stays.ts", high), /"priority" is "normal" or "low", not a string/);
    await assert.rejects(runtime.start(undefined as never), /the module is a path from the root, not missing/);
    const run = await runtime.start("/stays.ts", { stay: true });
    await assert.rejects(
      run.call("add", 5 as never),
      /The options of `call` do not fit: the arguments are an array, not a number/,
    );
    const signal = new AbortController() as never;
    await assert.rejects(runtime.start("/stays.ts", { signal }), /"signal" is an AbortSignal, not an object/);
    await assert.rejects(run.call("add", [5], { signal }), /"signal" is an AbortSignal, not an object/);
    await assert.rejects(run.call("add", [5], { timeout: 5 } as never), /of `call` do not fit: there is no "timeout"/);
    await assert.rejects(runtime.prepare(undefined as never), /of `prepare` do not fit: the module is a path/);
    assert.throws(() => run.subscribe(5 as never), /of `subscribe` do not fit: the listener is a function, not 5/);
    assert.equal(await run.call("add", [5]), 5);
    await run.finish();
  });

  it("do not matter to a module with errors, whose first one is told", async () => {
    await assert.rejects(project.runtime.start("/broken.ts"), {
      code: "run/refused",
      message:
        /^"\/broken.ts" was not run: it has 2 errors, the first: \/broken.ts:4:\d+: `document` does not exist in an isolate/,
    });
  });
});
