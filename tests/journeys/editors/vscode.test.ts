/**
 * The extension as people use it: the package, installed in a real VS Code, driven by keys.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import type { CodeServer } from "./code-server.ts";
import type { ForecastProject } from "./forecast-project.ts";
import { inVsCode, pictureInThemes } from "./in-vs-code.ts";
import type { Workbench } from "./workbench.ts";

/** Four sorts of things that `main.ts` reaches, with one thing each, and the host and the folder of two of them. */
const REACH_ROWS = 10;

describe("VS Code", function () {
  let project: ForecastProject;
  let code: CodeServer;
  let workbench: Workbench;
  inVsCode(this, { size: { width: 1440, height: 1100 } }, (opened) => ({ project, code, workbench } = opened));

  it("starts nothing for a file that is no part of a module", async () => {
    await workbench.open("server.mjs");
    await workbench.see('.statusbar-item[aria-label="JavaScript"], .statusbar-item [aria-label="JavaScript"]');
    await workbench.notSee(".statusbar-item >> text=/Activating/");
    assert.deepEqual(code.extensionProcesses(), []);
    await workbench.run("View: Close Editor");
    await workbench.notSee('.tab[data-resource-name="server.mjs"]');
  });

  it("opens a module, offers to run it, and has nothing to say", async () => {
    await workbench.open("main.ts");
    await workbench.see('.editor-actions [aria-label*="Run Module"]');
    await workbench.see('.statusbar-item [aria-label="No Problems"], .statusbar-item[aria-label="No Problems"]');
  });

  it("shows in colour which calls leave the module", async () => {
    await workbench.see('.view-line span[class*="TextEditorDecorationType"]');
    assert.deepEqual([...(await workbench.coloredWords()).values()], [["readText", "fetch", "spawn"]]);
  });

  it("says in the status bar what the module has, with actions", async () => {
    await workbench.page.hover('[id="status.languageStatus"]');
    await workbench.see(".hover-language-status >> text=/3 grants · 0 findings/");
    await workbench.picture("status", { mouseStays: true });
    await workbench.run("Ambit: Show Actions");
    await workbench.see('.quick-input-list .monaco-list-row:has-text("Infer Manifest")');
    await workbench.press("Escape");
  });

  it("shows what the module can reach, and goes to the call", async () => {
    await workbench.run("Ambit: Show What This Module Can Reach");
    await workbench.see(workbench.rowOf("Module Reach", "*.json"));
    await workbench.widenSideBar(140);
    await workbench.lowerSection("Module Reach", -250);
    await workbench.see(workbench.rowOf("Module Reach", "/advice.ts"));
    const rows = (await workbench.rows("Module Reach")).join("\n");
    const calls = [
      `Hosts, 1\n${project.api}\n/v1/forecast/*, read · fetch in main.ts:${project.lineOf("await fetch")}`,
      `Folders, 1\n/stations/\n*.json, read · readText in main.ts:${project.lineOf("await readText")}`,
      `Children, 1\n/advice.ts, spawn · spawn in main.ts:${project.lineOf("await spawn")}`,
    ];
    for (const call of calls) assert.ok(rows.includes(call), `${call} in:\n${rows}`);
    await workbench.page.click(workbench.rowOf("Module Reach", "*.json"));
    await workbench.see(`.statusbar-item:has-text("Ln ${project.lineOf("await readText")}, Col")`);
    await workbench.picture("reach", { documented: true });
    await pictureInThemes({ code, workbench }, "reach");
  });

  it("shows a squiggle while a grant is removed, with its reason, and what lacks it", async () => {
    await workbench.goToLine(project.lineOf("http: { read"));
    await workbench.press("Shift+ArrowDown", "Delete");
    await workbench.see(".squiggly-error");
    await workbench.see(workbench.rowOf("Module Reach", "no grant covers it"));
    assert.equal((await workbench.rows("Module Reach")).length, REACH_ROWS, "all groups are still open");
    await workbench.until(async () => (await workbench.coloredWords()).size === 2, "the refused call has its colour");
    const words = [...(await workbench.coloredWords()).values()].map((each) => each.join());
    assert.deepEqual(words.toSorted(), ["fetch", "readText,spawn"]);
    await workbench.press("F8");
    await workbench.see(".marker-widget >> text=/no grant covers/i");
    await workbench.closeSections("Module Reach");
    await workbench.widenSideBar(-200);
    await workbench.notSee(".statusbar-item >> text=/Activating|Analyzing/");
    await workbench.picture("editor", { documented: true });
  });

  it("puts the grant back with the quick fix, by keyboard", async () => {
    await workbench.page.click(".marker-widget");
    await workbench.press("Escape");
    await workbench.see(".lightBulbWidget");
    await workbench.press("Control+.");
    await workbench.see(".action-widget >> text=/Grant .*http\\.read http:/");
    await workbench.picture("quick-fix");
    await workbench.press("Enter");
    await workbench.notSee(".squiggly-error");
    await workbench.press("Control+s");
    await workbench.notSee(".tab.active.dirty");
    assert.match(project.read("main.ts"), /^ {4}http: \{ read: \[.*\] \},$/m);
  });

  it("stops at a breakpoint on F5 without any configuration", async () => {
    await workbench.goToLine(project.lineOf("const summary"));
    await workbench.press("F9");
    await workbench.see(".codicon-debug-breakpoint");
    await workbench.press("F5");
    await workbench.see(".debug-top-stack-frame-line");
    await workbench.see('.debug-call-stack .monaco-list-row[aria-label*="main"]');
  });

  it("shows locals, limits and permissions with their values", async () => {
    await workbench.closeSections("Watch", "Call Stack", "Breakpoints", "Loaded Scripts", "Limits", "Permissions");
    await workbench.widenSideBar(250);
    await workbench.setOpen("Scope Block", true);
    await workbench.setOpen("Scope Local", true);
    await workbench.setOpen("Scope Permissions", true);
    await workbench.setOpen("Scope Limits", true);
    await workbench.picture("debug", { documented: true });
    const rows = await workbench.variables();
    assertRow(rows, /^city, value "oslo"/);
    assertRow(rows, /^reply, value Response \{/);
    assertRow(rows, /^weather, value .*celsius: 3/);
    assertRow(rows, /^execution\/cpu-time, value .*500 ?ms/);
    assertRow(rows, /^http\/request, value .*10/);
    assertRow(rows, /^http\.read http:\/\/localhost:\d+\/v1\/forecast\/\*, value granted, used once/);
  });

  it("steps over a line", async () => {
    await workbench.press("F10");
    await workbench.see('.monaco-list-row[aria-label^="summary, value"][aria-label*="light snow"]');
  });

  it("continues to the end and says the result", async () => {
    await workbench.press("F5");
    await workbench.notSee(".debug-top-stack-frame-line");
    await workbench.run("Debug Console: Focus on Debug Console View");
    await workbench.see(".repl >> text=/Oslo: 3 °C, light snow/");
    await workbench.picture("after-the-run");
  });

  it("runs a module without stopping", async () => {
    const before = await workbench.console();
    await workbench.press("Control+F5");
    await workbench.until(async () => {
      const now = await workbench.console();
      return now !== before && now.includes("The run ended: completed");
    }, "the run has ended");
  });

  it("knows the types of ambit:* in a project that has not installed them", async () => {
    project.write("plain/tsconfig.json", '{ "compilerOptions": { "module": "nodenext", "types": [] } }');
    project.write(
      "plain/hello.ts",
      'import { readText } from "ambit:fs";\n\nexport const hello = readText("./hello.txt");\n',
    );
    await workbench.openByName("hello.ts");
    await workbench.notSee(".statusbar-item >> text=/Activating|Analyzing|Initializing/");
    await workbench.goToLine(3);
    await workbench.press("Control+ArrowRight", "Control+ArrowRight", "Control+ArrowRight", "Control+k", "Control+i");
    await workbench.see(".monaco-hover >> text=Promise<string>");
    await workbench.notSee(".squiggly-error");
    await workbench.press("Escape");
  });

  it("begins a module that runs and has nothing wrong", async () => {
    await workbench.run("Ambit: New Module");
    await workbench.answer("New Module", "counter.ts");
    await workbench.see('.tab.active[data-resource-name="counter.ts"]');
    await workbench.see(".codelens-decoration >> text=/reaches/");
    await workbench.notSee(".squiggly-error, .squiggly-warning");
    await workbench.press("Control+F5");
    await workbench.until(async () => (await workbench.console()).includes("counter.ts has 15 lines"), "it has run");
  });

  it("leads from the walkthrough to the module that is open", async () => {
    await workbench.run("View: Close Other Editors in Group");
    await workbench.run("Welcome: Open Walkthrough");
    await workbench.page.keyboard.type("Begin with Ambit");
    await workbench.press("Enter");
    await workbench.page.click(".gettingStarted >> text=See a violation");
    await workbench.page.click('.gettingStarted .monaco-button:has-text("Show What This Module Can Reach")');
    await workbench.see('.tab.active[data-resource-name="counter.ts"]');
    await workbench.see(workbench.rowOf("Module Reach", "*.ts"));
    await workbench.run("View: Close Other Editors in Group");
    await workbench.page.click(".monaco-editor .view-lines");
  });

  it("writes a grant that is missing, and a whole manifest", async () => {
    const missing = workbench.rowOf("Module Reach", "no grant covers it");
    const isGranted = (): boolean => /fs: \{ read: \["\.\/\*\.ts"\]/.test(project.read("counter.ts"));
    const written = async (): Promise<void> => {
      await workbench.notSee(missing);
      await workbench.press("Control+s");
      await workbench.until(isGranted, "the grant is there again");
    };
    await workbench.goToLine(project.lineOf("permissions:", "counter.ts"));
    await workbench.press("Shift+ArrowDown", "Delete", "Control+s");
    await workbench.run("Ambit: Show What This Module Can Reach");
    await workbench.see(missing);
    await workbench.until(() => !isGranted(), "the grant is gone");
    await workbench.act("Module Reach", "no grant covers it", "Write This Grant into the Manifest");
    await written();
    await workbench.press("Control+z");
    await workbench.see(missing);
    await workbench.run("Ambit: Infer Manifest");
    await written();
  });

  it("says what to do when the Node that is set is too old, and goes on when it is right again", async () => {
    const old = path.join(project.folder, "old-node");
    writeFileSync(old, "#!/bin/sh\necho v20.9.0\n", { mode: 0o755 });
    code.set({ "ambit.nodePath": old });
    await workbench.see(`.notification-toast >> text=/Ambit needs Node.js 24: .*old-node\\) is Node 20.9.0/`);
    await workbench.picture("old-node");
    assert.equal((await workbench.notifications()).length, 1);
    await workbench.until(() => code.extensionProcesses().length === 0, "the server has ended");
    code.set({});
    await workbench.until(() => code.extensionProcesses().length === 1, "there is a server again");
  });
});

function assertRow(rows: readonly string[], expected: RegExp): void {
  assert.ok(
    rows.some((row) => expected.test(row)),
    `no row like ${expected}:\n${rows.join("\n")}`,
  );
}
