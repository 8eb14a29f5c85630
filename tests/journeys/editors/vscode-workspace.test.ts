/**
 * All modules of a workspace checked, in a real VS Code: what is found in those that nobody has open is listed, and goes with its cause.
 */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ForecastProject } from "./forecast-project.ts";
import { inVsCode } from "./in-vs-code.ts";
import type { Workbench } from "./workbench.ts";

const LATE = `export const manifest = { permissions: {} };
export default () => fetch("https://late.example/");
`;

describe("VS Code that checks the workspace", function () {
  let project: ForecastProject;
  let workbench: Workbench;
  const withLateModule = (opened: ForecastProject): void => {
    opened.write("jobs/late.ts", LATE);
    opened.write(".vscode/settings.json", '{ "ambit.checkWorkspace": true }');
  };
  inVsCode(this, { prepare: withLateModule }, (opened) => ({ project, workbench } = opened));

  it("lists what a module lacks that is not open", async () => {
    await workbench.open("main.ts");
    await workbench.run("View: Focus Problems");
    await workbench.see('.markers-panel .monaco-list-row:has-text("late.ts")');
    await workbench.see('.markers-panel .monaco-list-row:has-text("which no grant covers")');
    await workbench.picture("workspace");
  });

  it("takes it from the list when the file is mended", async () => {
    project.write("jobs/late.ts", LATE.replace("{} }", '{ http: { read: ["https://late.example/"] } } }'));
    await workbench.notSee('.markers-panel .monaco-list-row:has-text("late.ts")');
  });

  it("shows what is wrong in the text that is open once", async () => {
    await workbench.open("main.ts");
    await workbench.goToLine(project.lineOf("http: { read"));
    await workbench.press("Shift+ArrowDown", "Delete");
    const row = '.markers-panel .monaco-list-row:has-text("no grant covers")';
    await workbench.see(row);
    assert.equal(await workbench.page.locator(row).count(), 1);
  });
});
