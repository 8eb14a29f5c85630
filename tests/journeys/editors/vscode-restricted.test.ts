/**
 * Restricted Mode: a folder that nobody trusts is analysed, and nothing of it runs.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "mocha";
import { CodeServer } from "./code-server.ts";
import { ForecastProject } from "./forecast-project.ts";
import { Workbench } from "./workbench.ts";

describe("VS Code in Restricted Mode", function () {
  this.timeout(60_000);
  // Each test goes on where the one before it ended.
  this.bail(true);
  let project: ForecastProject;
  let code: CodeServer | undefined;
  let workbench: Workbench;

  before(async () => {
    const vsix = process.env["AMBIT_VSIX"];
    assert.ok(vsix, "AMBIT_VSIX names the package (npm run test:editors sets it)");
    project = await ForecastProject.create();
    project.write("main.ts", project.read("main.ts").replace(/^ {4}http: .*\n/m, ""));
    code = await CodeServer.start({ vsix, folder: project.folder, restricted: true });
    workbench = new Workbench(code.page);
  });
  after(async () => {
    await code?.stop();
    project[Symbol.dispose]();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await workbench?.picture(`failed ${this.currentTest.title.replaceAll(/\W+/g, "-")}`);
  });

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

  it("runs nothing from the text, and says why", async () => {
    await workbench.page.click('.codelens-decoration a:has-text("Debug")');
    await workbench.see(".notification-toast >> text=/Modules run only in workspaces that you trust/");
    await workbench.picture("restricted");
    assertOnlyServer();
  });

  function assertOnlyServer(): void {
    const processes = code?.extensionProcesses() ?? [];
    assert.equal(processes.length, 1, processes.join("\n"));
    assert.match(processes[0] ?? "", /server\.mjs/);
  }
});
