/**
 * One VS Code in the browser with the packaged extension, and the Chromium that shows it. All its processes are one
 * group of its own and end with it.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Browser, Page, PlaywrightCore } from "./browser.ts";
import { ExtensionHost } from "./extension-host.ts";
import { EDITORS } from "./install-editors.ts";

const START_TIMEOUT_MS = 60_000;
const CHROMIUM = "/usr/bin/chromium";
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const SERVER_FLAGS = [
  "--auth=none",
  "--config=/dev/null",
  "--disable-telemetry",
  "--disable-update-check",
  "--disable-getting-started-override",
  "--disable-proxy",
];

/** Nobody is asked, so the folder stays restricted. */
const RESTRICTED_SETTINGS = {
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
};

const USER_SETTINGS = JSON.parse(readFileSync(path.join(import.meta.dirname, "user-settings.json"), "utf8")) as object;

/** What to open, and how it looks. */
export interface CodeServerOptions {
  readonly vsix: string;
  readonly folder: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Open the folder in Restricted Mode. */
  readonly restricted?: boolean;
  /** Another extension beside ours. */
  readonly beside?: ExtensionHost;
}

interface Parts {
  /** Settings, extensions, log and browser profile. */
  readonly home: string;
  readonly server: ChildProcess;
  readonly browser: Browser;
}

/** A running VS Code. */
export class CodeServer {
  readonly page: Page;
  readonly #parts: Parts;

  private constructor(page: Page, parts: Parts) {
    this.page = page;
    this.#parts = parts;
  }

  /** Installs the extension, starts the server and opens the folder in a browser. */
  static async start(options: CodeServerOptions): Promise<CodeServer> {
    const home = mkdtempSync(path.join(os.tmpdir(), "ambit-code-server-"));
    mkdirSync(path.join(home, "extensions"));
    const restricted = options.restricted === true;
    writeSettings(home, { User: { ...USER_SETTINGS, ...(restricted ? RESTRICTED_SETTINGS : {}) }, Machine: {} });
    const argv = [
      path.join(EDITORS, "node_modules/code-server/out/node/entry.js"),
      ...SERVER_FLAGS,
      ...(restricted ? [] : ["--disable-workspace-trust"]),
      `--user-data-dir=${path.join(home, "user")}`,
      `--extensions-dir=${path.join(home, "extensions")}`,
    ];
    const env = { ...process.env, ...options.beside?.env, EXTENSIONS_GALLERY: "{}" };
    await promisify(execFile)(process.execPath, [...argv, "--install-extension", options.vsix], {
      env,
      timeout: START_TIMEOUT_MS,
    });
    const port = await freePort();
    const log = openSync(path.join(home, "server.log"), "w");
    const server = spawn(process.execPath, [...argv, `--bind-addr=127.0.0.1:${port}`], {
      env,
      stdio: ["ignore", log, log],
      detached: true,
    });
    try {
      await untilHealthy(port, home);
      const { browser, page } = await openBrowser(home, options);
      if (options.beside !== undefined) await page.addInitScript(developing(ExtensionHost.extension));
      await page.goto(`http://127.0.0.1:${port}/?folder=${options.folder}`);
      await page.waitForSelector(".monaco-workbench .part.statusbar");
      return new CodeServer(page, { home, server, browser });
    } catch (error) {
      endGroup(server);
      throw error;
    }
  }

  /** Command lines of the processes that the installed extension has started. */
  extensionProcesses(): string[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => commandLine(pid))
      .filter((line) => line.includes(path.join(this.#parts.home, "extensions")) && line.includes("/dist/"));
  }

  /** Sets settings of the machine while the window is open; they replace those that were set here before. */
  set(settings: Readonly<Record<string, unknown>>): void {
    writeSettings(this.#parts.home, { Machine: settings });
  }

  /** Ends the browser, the server and everything the server started. */
  async stop(): Promise<void> {
    const { home, server, browser } = this.#parts;
    await browser.close();
    endGroup(server);
    await sleep(300);
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function openBrowser(home: string, options: CodeServerOptions): Promise<{ browser: Browser; page: Page }> {
  const { chromium } = createRequire(path.join(EDITORS, "package.json"))("playwright-core") as PlaywrightCore;
  const browser = await chromium.launchPersistentContext(path.join(home, "chromium"), {
    executablePath: CHROMIUM,
    headless: true,
    viewport: options.size ?? { width: 1400, height: 900 },
    args: CHROMIUM_FLAGS,
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(30_000);
  return { browser, page };
}

/** A script of the page that makes it load an extension from its folder, as VS Code does for those who write one. */
function developing(extension: string): { content: string } {
  const content = `
    const read = Element.prototype.getAttribute;
    Element.prototype.getAttribute = function (name) {
      const value = read.call(this, name);
      if (name !== "data-settings" || this.id !== "vscode-workbench-web-configuration") return value;
      const uri = { scheme: "vscode-remote", authority: location.host, path: ${JSON.stringify(extension)} };
      return JSON.stringify({ ...JSON.parse(value), developmentOptions: { extensions: [uri] } });
    };`;
  return { content };
}

/** Empty for a process that has just gone. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** Settings lie in the user's folder, or in the machine's: paths of programs are the machine's. */
function writeSettings(home: string, files: { readonly User?: object; readonly Machine?: object }): void {
  for (const [name, settings] of Object.entries(files)) {
    const folder = path.join(home, "user", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings));
  }
}

async function untilHealthy(port: number, home: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`code-server does not answer: ${readFileSync(path.join(home, "server.log"), "utf8").slice(-2000)}`);
}

function endGroup(leader: ChildProcess): void {
  if (leader.pid === undefined) return;
  try {
    process.kill(-leader.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
