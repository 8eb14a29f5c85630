/**
 * Several isolates at once in a real VS Code: children of a module, and modules that are started together.
 */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { CodeServer } from "./code-server.ts";
import type { ForecastProject } from "./forecast-project.ts";
import { inVsCode, pictureInThemes } from "./in-vs-code.ts";
import type { Workbench } from "./workbench.ts";

const PARENT = `import { defineManifest } from "ambit:module";
import { spawn } from "ambit:modules";

export const manifest = defineManifest({
  permissions: { modules: { spawn: ["./worker.ts"] }, fs: { read: ["./stations/*.json"] } },
  limits: { "fs/read": "2kB/s", "execution/cpu-time": "10s", "modules/simultaneous": 2 },
});

export default async function main() {
  const workers = [await spawn("./worker.ts"), await spawn("./worker.ts")];
  const ends = workers.map((worker) => worker.result.catch((error: Error) => error.message));
  return await Promise.all(ends);
}
`;
const WORKER = `import { readText } from "ambit:fs";
import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./stations/*.json"] } },
  limits: { "execution/cpu-time": "5s" },
});

export default async function main() {
  for (let turn = 0; turn < 10_000; turn++) {
    await readText("./stations/oslo.json"); // in the loop
  }
}
`;
const IN_LOOP = WORKER.split("\n").findIndex((line) => line.includes("in the loop")) + 1;
const LAUNCH = {
  version: "0.2.0",
  configurations: ["main", "worker"].map((name) => ({
    type: "ambit",
    request: "launch",
    name,
    program: `\${workspaceFolder}/${name}.ts`,
    stopOnEntry: true,
  })),
  compounds: [{ name: "Both", configurations: ["main", "worker"], stopAll: true }],
};

describe("VS Code with several isolates", function () {
  let project: ForecastProject;
  let code: CodeServer;
  let workbench: Workbench;
  const prepare = (made: ForecastProject): void => {
    made.write("parent.ts", PARENT);
    made.write("worker.ts", WORKER);
  };
  inVsCode(this, { size: { width: 1440, height: 980 }, prepare }, (opened) => ({ project, code, workbench } = opened));

  it("shows each child as a thread, and below its parent in the views", async () => {
    await workbench.openByName("worker.ts");
    await workbench.goToLine(IN_LOOP);
    await workbench.press("F9");
    await workbench.see(".codicon-debug-breakpoint");
    await workbench.openByName("parent.ts");
    await workbench.see('.editor-actions [aria-label*="Run Module"]');
    await workbench.press("F5");
    await workbench.see(".debug-top-stack-frame-line");
    await workbench.widenSideBar(320);
    await workbench.closeSections("Variables", "Watch", "Loaded Scripts", "Breakpoints", "Permissions");
    await workbench.openSections("Modules");
    await workbench.see(workbench.rowOf("Call Stack", "/worker.ts (child 3)"));
    const threads = (await workbench.rows("Call Stack")).join("\n");
    for (const thread of ["/parent.ts", "/worker.ts (child 2)", "/worker.ts (child 3)"])
      assert.ok(threads.includes(thread), `${thread} in:\n${threads}`);
    await workbench.see(workbench.rowOf("Modules", "/worker.ts (child 3)"));
    assert.deepEqual(
      (await workbench.rows("Modules")).map((row) => row.split(" · ")[0]),
      ["/parent.ts, running", "/worker.ts (child 2), paused", "/worker.ts (child 3), paused"],
    );
  });

  it("shows in the limits of a child which of them it shares", async () => {
    await workbench.closeSections("Call Stack");
    await workbench.page.click(workbench.rowOf("Limits", "/parent.ts"));
    await workbench.see(workbench.rowOf("Limits", "/worker.ts (child 2)"));
    assert.match((await workbench.rows("Limits")).join("\n"), /^fs\/read, .* of 2 kB left \(2kB\/s\).*, shared$/m);
    await workbench.picture("family");
  });

  it("shows in the timeline what each isolate did, also to the keyboard and to screen readers", async () => {
    await workbench.goToLine(IN_LOOP);
    await workbench.press("F9");
    await workbench.notSee(".codicon-debug-breakpoint");
    await workbench.closeSections("Limits");
    await workbench.openSections("Isolate Timeline");
    const page = await workbench.inFrame('.lane:has-text("child 3")');
    await workbench.lowerSection("Isolate Timeline", -200);
    const lanes = page.locator("[role=slider]");
    const labels = (): Promise<(string | null)[]> =>
      lanes.evaluateAll((each) => each.map((lane) => lane.getAttribute("aria-label")));
    assert.match((await labels()).join("\n"), /^\/worker\.ts \(child 2\): .*paused in the debugger \d+ %/m);
    await workbench.run("Debug: Continue");
    await workbench.until(
      async () => /child \d\): .*waiting for a limit/.test((await labels()).join("\n")),
      "it waits",
    );
    await lanes.first().focus();
    await workbench.press("End");
    for (let slot = 0; slot < 4; slot++) await workbench.press("ArrowLeft");
    await workbench.until(
      async () => (await lanes.first().getAttribute("aria-valuetext"))?.startsWith("2 s ago: ") === true,
      "what was two seconds ago is said",
    );
    await workbench.picture("timeline", { documented: true });
    await pictureInThemes({ code, workbench }, "timeline");
  });

  /** Waits until the row of a module says that it has ended. */
  async function ended(module: string): Promise<void> {
    await workbench.until(
      async () => (await workbench.rows("Modules")).some((row) => row.startsWith(module) && row.includes("ended")),
      `${module} has ended`,
    );
  }

  it("cancels a child from its row, which says so; its parent goes on", async () => {
    await workbench.act("Modules", "/worker.ts (child 2)", "Cancel Module");
    await ended("/worker.ts (child 2)");
    const rows = await workbench.rows("Modules");
    assert.deepEqual(
      rows.map((row) => / ended ·/.test(row)),
      [false, false, true],
      rows.join("\n"),
    );
    await workbench.run("Debug Console: Focus on Debug Console View");
    await workbench.see(".repl >> text=/worker.ts \\(child 2\\) is cancelled/");
  });

  it("ends the whole program with its root, by keyboard", async () => {
    await workbench.page.click(workbench.rowOf("Modules", "/parent.ts"));
    await workbench.press("Delete");
    await workbench.see(".repl >> text=/The run ended: cancelled/");
    await ended("/parent.ts");
  });

  it("shows the modules of a compound beside each other", async () => {
    project.write(".vscode/launch.json", JSON.stringify(LAUNCH, undefined, 2));
    await workbench.see('.statusbar-item:has-text("(forecast)")');
    await workbench.run("Debug: Select and Start Debugging");
    await workbench.page.keyboard.type("Both");
    await workbench.see('.quick-input-list .monaco-list-row.focused:has-text("Both")');
    await workbench.press("Enter");
    await workbench.see(workbench.rowOf("Modules", "/main.ts"));
    await workbench.see(workbench.rowOf("Modules", "/worker.ts"));
    await workbench.openSections("Call Stack");
    await workbench.picture("compound");
    const modules = (await workbench.rows("Modules")).map((row) => row.split(" · ").slice(0, 2).join());
    assert.deepEqual(modules.toSorted(), ["/main.ts, main,paused", "/worker.ts, worker,paused"]);
    for (const module of ["/main.ts", "/worker.ts"]) {
      await workbench.act("Modules", module, "Cancel Module");
      await ended(module);
    }
  });

  it("has its views as they were when the window is loaded again", async () => {
    await workbench.page.reload();
    await workbench.see(".monaco-workbench .part.statusbar");
    await workbench.see(workbench.rowOf("Modules", "/main.ts"));
    await ended("/worker.ts");
    await workbench.picture("reloaded");
  });
});
