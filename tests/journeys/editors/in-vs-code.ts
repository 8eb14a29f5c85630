/** A suite of tests in a real VS Code: opened before them, ended behind them. */
import assert from "node:assert/strict";
import { after, afterEach, before, type Suite } from "mocha";
import { CodeServer, type CodeServerOptions } from "./code-server.ts";
import { ForecastProject } from "./forecast-project.ts";
import { Workbench } from "./workbench.ts";

/** What the tests of a suite act on. */
export interface VsCode {
  readonly project: ForecastProject;
  readonly code: CodeServer;
  readonly workbench: Workbench;
}

/** How it is opened. */
export type VsCodeOptions = Pick<CodeServerOptions, "size" | "restricted" | "beside"> & {
  /** Writes files before the folder is opened. */
  readonly prepare?: (project: ForecastProject) => void;
};

/** Gives `opened` the forecast project in VS Code with the package. Each test goes on where the one before it ended; one that fails leaves a picture. */
export function inVsCode(suite: Suite, { prepare, ...options }: VsCodeOptions, opened: (place: VsCode) => void): void {
  let place: VsCode | undefined;
  suite.timeout(60_000);
  suite.bail(true);
  before(async () => {
    const vsix = process.env["AMBIT_VSIX"];
    assert.ok(vsix, "AMBIT_VSIX names the package (npm run test:editors sets it)");
    const project = await ForecastProject.create();
    prepare?.(project);
    const code = await CodeServer.start({ vsix, folder: project.folder, ...options });
    opened((place = { project, code, workbench: new Workbench(code.page) }));
  });
  after(async () => {
    await place?.code.stop();
    place?.project[Symbol.dispose]();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await place?.workbench.picture(`failed ${this.currentTest.title.replaceAll(/\W+/g, "-")}`);
  });
}

const THEMES = [
  { name: "light", theme: "Default Light Modern", sign: "vs" },
  { name: "contrast", theme: "Default High Contrast", sign: "hc-black" },
];

/** Takes a picture in a light theme and one in high contrast, for people to look at. */
export async function pictureInThemes({ code, workbench }: Omit<VsCode, "project">, picture: string): Promise<void> {
  for (const { name, theme, sign } of THEMES) {
    code.set({ "workbench.colorTheme": theme });
    await workbench.see(`.monaco-workbench.${sign}`);
    await workbench.picture(`${picture}-${name}`);
  }
  code.set({});
  await workbench.see(".monaco-workbench.vs-dark");
}
