import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "mocha";
import { checkJourney, runJourney } from "./terminal-editor.ts";

describe("Emacs", function () {
  this.timeout(60_000);

  it("shows what is missing, says what a call needs, and grants it", async () => {
    const script = path.join(import.meta.dirname, "emacs.el");
    checkJourney(await runJourney("emacs", ["-Q", "--batch", "-l", script]));
  });

  it("debugs a module with dap-mode: a breakpoint, values, a step over a request, the end", async () => {
    const script = path.join(import.meta.dirname, "emacs-dap.el");
    const { steps, callLine } = await runJourney("emacs", ["-Q", "--batch", "-l", script], ["dap"]);
    const { output, ...seen } = steps;
    const call = callLine + 1;
    assert.deepEqual(seen, { stop: `main:${call}`, before: "1492", step: `main:${call + 1}`, after: "200" });
    assert.match(String(output), /Oslo/);
  });
});
