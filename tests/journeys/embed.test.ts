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
    const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: CHECKOUT,
      encoding: "utf8",
    });
    assert.deepEqual(JSON.parse(output), ["completed", 42]);
  });
});
