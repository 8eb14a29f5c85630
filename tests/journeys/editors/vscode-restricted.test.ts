/**
 * Restricted Mode: a folder that nobody trusts is analysed, and nothing of it runs.
 */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { CodeServer } from "./code-server.ts";
import type { ForecastProject } from "./forecast-project.ts";
import { inVsCode } from "./in-vs-code.ts";
import type { Workbench } from "./workbench.ts";

describe("VS Code in Restricted Mode", function () {
  let code: CodeServer;
  let workbench: Workbench;
  const withoutGrant = (project: ForecastProject): void =>
    project.write("main.ts", project.read("main.ts").replace(/^ {4}http: .*\n/m, ""));
  inVsCode(this, { restricted: true, prepare: withoutGrant }, (opened) => ({ code, workbench } = opened));

  it("shows what is missing", async () => {
    await workbench.see('.statusbar-item:has-text("Restricted Mode")');
    await workbench.open("main.ts");
    await workbench.see(".squiggly-error");
  });

  it("runs nothing on F5 when the question for trust is refused", async () => {
    await workbench.press("F5");
    await workbench.see(".monaco-dialog-box >> text=/Debugging executes/");
    await workbench.press("Escape");
    await workbench.notSee(".monaco-dialog-box");
    assertOnlyServer();
  });

  it("asks for trust when it is run from the text, and goes on when it is given", async () => {
    await workbench.page.click('.codelens-decoration a:has-text("Debug")');
    await workbench.see(".monaco-dialog-box >> text=/Debugging executes/");
    await workbench.picture("restricted");
    assertOnlyServer();
    await workbench.page.click('.monaco-dialog-box .monaco-button:has-text("Trust")');
    await workbench.see(".notification-toast >> text=/main.ts has an error: .* needs http.read/");
  });

  it("shows the errors of a module that is not to run with them", async () => {
    await workbench.page.click('.notification-toast .monaco-button:has-text("Show Problems")');
    await workbench.see('.markers-panel .monaco-list-row:has-text("no grant covers")');
    assertOnlyServer();
  });

  function assertOnlyServer(): void {
    const processes = code.extensionProcesses();
    assert.equal(processes.length, 1, processes.join("\n"));
    assert.match(processes[0] ?? "", /server\.mjs/);
  }
});
