/** The package as a program imports it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, it } from "mocha";
import { makeProject, moduleText } from "../runtime/project.ts";

const CHECKOUT = new URL("../..", import.meta.url).pathname;

describe('import { createRuntime } from "ambit"', function () {
  this.timeout(30_000);

  it("prepares and runs a module, and lets the host end", async () => {
    await using project = await makeProject({
      "/main.ts": moduleText({ parameters: { n: { type: "number" } } }, "return args.n + 1"),
    });
    const program = `
      import { createRuntime } from "ambit";
      const runtime = await createRuntime({ root: ${JSON.stringify(project.root)} });
      const run = await runtime.start("/main.ts", { args: { n: 41 } });
      const { outcome, result } = await run.report;
      await runtime.close();
      console.log(JSON.stringify([outcome.kind, result]));`;
    assert.deepEqual(outputOf(program), ["completed", 42]);
  });

  it("goes on behind a listener that throws, and tells the host of the error", async () => {
    await using project = await makeProject({ "/main.ts": moduleText({}, "console.log('one'); return 5") });
    const program = `
      import { createRuntime } from "ambit";
      const errors = new Set(), kinds = new Set();
      process.on("uncaughtException", ({ message }) => errors.add(message));
      const runtime = await createRuntime({ root: ${JSON.stringify(project.root)} });
      const run = await runtime.start("/main.ts");
      run.subscribe(() => { throw new Error("of the listener"); });
      run.subscribe(({ kind }) => kinds.add(kind));
      const { outcome, result } = await run.report;
      await runtime.close();
      console.log(JSON.stringify([outcome.kind, result, [...errors], kinds.has("output")]));`;
    assert.deepEqual(outputOf(program), ["completed", 5, ["of the listener"], true]);
  });
});

/** What a program that has the package prints as JSON. */
function outputOf(program: string): unknown {
  const args = ["--input-type=module", "--eval", program];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: CHECKOUT, encoding: "utf8" }));
}
