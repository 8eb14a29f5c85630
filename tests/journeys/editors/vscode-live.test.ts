/**
 * What moves while a module is debugged, in the views of a real VS Code: looked at, changed, granted.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "mocha";
import type { CodeServer } from "./code-server.ts";
import type { ForecastProject } from "./forecast-project.ts";
import { inVsCode, pictureInThemes } from "./in-vs-code.ts";
import type { Workbench } from "./workbench.ts";

const PROGRAM = `import { defineManifest } from "ambit:module";
import { readText, writeText } from "ambit:fs";

export const manifest = defineManifest({
  parameters: { rounds: { type: "integer", default: 800 }, file: { type: "string", default: "./notes.txt" } },
  permissions: {
    fs: { read: ["./stations/*.json", "./archive/**"], write: ["./written/**"] },
  },
  limits: { "fs/read": "2kB/s", "execution/cpu-time": "5s", "memory/heap": "32MB" },
});

export default async function main({ rounds, file }: { rounds: number; file: string }) {
  for (let round = 0; round < rounds; round++) {
    await readText("./stations/oslo.json"); // in the loop
  }
  const first = await save(file);
  return { first, second: await save(file) };
}

async function save(file: string): Promise<string> {
  try {
    await writeText(file, "snow");
    return "saved";
  } catch (error) {
    return (error as Error).name;
  }
}
`;
const KEYED = `import { writeText } from "ambit:fs";
import { secret } from "ambit:secrets";

export const manifest = {
  secrets: ["weather-api-key"],
  permissions: { secrets: { use: ["weather-api-key"] }, fs: { write: ["./keyed.txt"] } },
};
export default async () => await writeText("./keyed.txt", Object.keys(secret("weather-api-key")) + ";", { mode: "append" });
`;
const [GRANTS, IN_LOOP] = ["fs: { read", "in the loop"].map(
  (text) => PROGRAM.split("\n").findIndex((line) => line.includes(text)) + 1,
) as [number, number];

describe("VS Code, while a module runs", function () {
  let project: ForecastProject;
  let code: CodeServer;
  let workbench: Workbench;
  inVsCode(
    this,
    {
      size: { width: 1440, height: 980 },
      prepare: (made) =>
        [["live.ts", PROGRAM] as const, ["keyed.ts", KEYED] as const].forEach(([name, text]) => made.write(name, text)),
    },
    (opened) => ({ project, code, workbench } = opened),
  );

  /** What the row of a limit says. */
  async function reading(limit: string): Promise<string> {
    const rows = await workbench.rows("Limits");
    return rows.find((row) => row.startsWith(`${limit},`)) ?? assert.fail(`no ${limit} in:\n${rows.join("\n")}`);
  }

  it("has limits in the side bar when it stops, and they move from one stop to the next", async () => {
    await workbench.openByName("live.ts");
    await workbench.goToLine(IN_LOOP);
    await workbench.press("F9");
    await workbench.see(".codicon-debug-breakpoint");
    await workbench.see('.editor-actions [aria-label*="Run Module"]');
    await workbench.press("F5");
    await workbench.see(".debug-top-stack-frame-line");
    await workbench.widenSideBar(320);
    await workbench.closeSections("Variables", "Watch", "Call Stack", "Loaded Scripts", "Breakpoints");
    await workbench.see(workbench.rowOf("Limits", "fs/read"));
    assert.match(await reading("fs/read"), /^fs\/read, [\d.]+ k?B of 2 kB left \(2kB\/s\)/);
    const before = await reading("execution/cpu-time");
    assert.match(before, /^execution\/cpu-time, [\d.]+ ms of 5000 ms left/);
    await workbench.press("F5");
    await workbench.until(async () => (await reading("execution/cpu-time")) !== before, "CPU time has moved");
    await workbench.see(".debug-top-stack-frame-line");
  });

  it("changes a limit from its row, and says in the input what is wrong with a quantity", async () => {
    await workbench.act("Limits", "fs/read", "Change Limit…");
    await workbench.answer("Change fs/read", "8 apples");
    await workbench.see(".quick-input-message >> text=/no rate of bytes/");
    await workbench.picture("live-change-limit");
    await workbench.answer("Change fs/read", "3kB/s");
    await workbench.until(async () => /of 3 kB left/.test(await reading("fs/read")), "the limit is another");
    await workbench.act("Limits", "fs/read", "Refill Limit");
    await workbench.until(async () => /, 3 kB of 3 kB left/.test(await reading("fs/read")), "it is full again");
  });

  it("moves while the module runs", async () => {
    await workbench.goToLine(IN_LOOP);
    await workbench.press("F9");
    await workbench.notSee(".codicon-debug-breakpoint");
    await workbench.press("F5");
    await workbench.notSee(".debug-top-stack-frame-line");
    const before = await reading("execution/cpu-time");
    await workbench.until(async () => (await reading("execution/cpu-time")) !== before, "CPU time has moved");
    await workbench.picture("live-running");
  });

  it("stops where a call is refused", async () => {
    await workbench.see(".debug-top-stack-frame-line");
    await workbench.see(workbench.rowOf("Permissions", "fs.write /notes.txt"));
    assert.match((await workbench.rows("Permissions")).join("\n"), /fs\.write \/notes\.txt, refused once/);
    await workbench.lowerSection("Permissions", 330);
    await workbench.picture("live", { documented: true });
    await workbench.picture("live-views", { documented: true, part: ".part.sidebar" });
  });

  it("draws the last minute of a limit when the mouse rests on it", async () => {
    await workbench.page.hover(workbench.rowOf("Limits", "fs/read"));
    await workbench.see('.monaco-hover img[src^="data:image/svg"]');
    await workbench.picture("live-sparkline", { mouseStays: true });
  });

  it("goes from a grant and from a refused call to the manifest, and grants for the session", async () => {
    await workbench.act("Permissions", "/stations/*.json", "Go to Manifest");
    await workbench.see(`.statusbar-item:has-text("Ln ${GRANTS}, Col")`);
    await workbench.choose(workbench.rowOf("Permissions", "fs.write /notes.txt"), "Write This Grant into the Manifest");
    await workbench.see(".notification-toast >> text=/Add it here to allow it: fs.write \\/notes.txt/");
    await workbench.run("Notifications: Clear All Notifications");
    await workbench.act("Permissions", "fs.write /notes.txt", "Grant for This Session");
    await workbench.see(workbench.rowOf("Permissions", "granted for this session"));
    assert.deepEqual(await workbench.notifications(), []);
  });

  it("is legible in a light theme and in high contrast", async () => {
    await pictureInThemes({ code, workbench }, "live");
  });

  it("lists calls of the host, the newest first, and filters them", async () => {
    await workbench.closeSections("Limits", "Permissions");
    await workbench.openSections("Host Calls", "Modules");
    await workbench.see(workbench.rowOf("Host Calls", "writeText"));
    assert.match((await workbench.rows("Host Calls"))[0] ?? "", /^writeText\(.*\), denied/);
    await workbench.see(workbench.rowOf("Modules", "/live.ts"));
    assert.match((await workbench.rows("Modules"))[0] ?? "", /^\/live\.ts, paused · [\d.]+ ms CPU · [\d.]+ MB/);
    await workbench.run("Ambit: Filter Host Calls");
    await workbench.answer("Filter Host Calls", "denied");
    await workbench.until(async () => (await workbench.rows("Host Calls")).length === 1, "one call is left");
    await workbench.picture("live-host-calls");
  });

  it("goes on with what was granted, and says at the end what there is to do", async () => {
    await workbench.press("F5");
    await workbench.see(".notification-toast >> text=/2 grants were never used · 1 call was refused/");
    await workbench.picture("live-after-the-run");
    assert.equal((await workbench.notifications()).length, 1);
    assert.equal(project.read("notes.txt"), "snow");
    await workbench.page.click('.notification-toast .monaco-button:has-text("Show Report")');
    await workbench.see('.tab.active:has-text("live.ts.md")');
    await workbench.inFrame('td:has-text("fs.write /notes.txt")');
    await workbench.picture("live-report");
  });

  it("asks for a secret that a module names, once", async () => {
    await workbench.openByName("keyed.ts");
    await workbench.see('.editor-actions [aria-label*="Run Module"]');
    await workbench.press("F5");
    await workbench.answer('The secret "weather-api-key"', "abc");
    await workbench.see(".quick-input-message >> text=/At least 4 characters/");
    await workbench.picture("live-secret");
    await workbench.answer('The secret "weather-api-key"', "k3y-of-the-weather");
    const written = (): string => (existsSync(`${project.folder}/keyed.txt`) ? project.read("keyed.txt") : "");
    await workbench.until(() => written() === "value;", "the module has run");
    await workbench.see('.monaco-button:has-text("Run and Debug")');
    await workbench.press("F5");
    await workbench.until(() => written() === "value;value;", "it has run again without a question");
    await workbench.see('.monaco-button:has-text("Run and Debug")');
    await workbench.run("Ambit: Forget Secrets");
    await workbench.see('.quick-input-title >> text="Forget Secrets"');
    await workbench.page.click(".quick-input-list-row:has-text('weather-api-key')");
    await workbench.press("Enter");
    await workbench.press("F5");
    await workbench.see(`.quick-input-title >> text=The secret "weather-api-key"`);
    await workbench.press("Escape");
  });
});
