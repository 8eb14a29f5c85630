/**
 * Puts the editors that the journeys drive on this machine, each only when it is missing: VS Code as code-server and
 * the driver of the browser from npm into `.editors/`, the rest from Debian.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../../..");

/** Where the editors from npm are; git ignores it. */
export const EDITORS = path.join(ROOT, ".editors");

/** code-server 4.139.1 is VS Code 1.139.1. */
const PACKAGES = ["code-server@4.139.1", "playwright-core@1.65.1"];
/** Written last: what is in `.editors/` is whole. */
const MARK = path.join(EDITORS, "installed.json");
/** What code-server's own install script links. */
const LINKS = { "bin/remote-cli/code-server": "code-linux.sh", "bin/helpers/browser.sh": "browser-linux.sh" };
/** The program of each Debian package, or a file of it. */
const DEBIAN = {
  chromium: "/usr/bin/chromium",
  neovim: "/usr/bin/nvim",
  "emacs-nox": "/usr/bin/emacs",
  "elpa-eglot": "/usr/share/emacs/site-lisp/elpa-src",
  "elpa-dap-mode": "/usr/share/doc/elpa-dap-mode",
};

/** Installs what is missing and says so. @throws {Error} When something cannot be installed. */
export function installEditors(): void {
  installFromDebian();
  installFromNpm();
}

function installFromDebian(): void {
  const missing = Object.entries(DEBIAN).flatMap(([name, file]) => (existsSync(file) ? [] : [name]));
  if (missing.length === 0) return;
  console.log(`Installing ${missing.join(", ")} from Debian…`);
  const root = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...missing];
  run([...root, "apt-get", "update", "-qq"], ROOT);
  run([...root, "env", "DEBIAN_FRONTEND=noninteractive", ...install], ROOT);
}

function installFromNpm(): void {
  const wanted = JSON.stringify(PACKAGES);
  if (existsSync(MARK) && readFileSync(MARK, "utf8") === wanted) return;
  console.log(`Installing ${PACKAGES.join(", ")} from npm into .editors/ (600 MB, about a minute)…`);
  rmSync(EDITORS, { recursive: true, force: true });
  mkdirSync(EDITORS, { recursive: true });
  writeFileSync(path.join(EDITORS, "package.json"), '{ "name": "ambit-editors", "private": true }\n');
  // No install scripts: they would compile addons that VS Code runs without.
  const npm = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  run([...npm, ...PACKAGES], EDITORS);
  const vscode = path.join(EDITORS, "node_modules/code-server/lib/vscode");
  run([...npm, "--omit=dev"], vscode);
  run([...npm, "--omit=dev"], path.join(vscode, "extensions"));
  for (const [link, target] of Object.entries(LINKS)) {
    rmSync(path.join(vscode, link), { force: true });
    symlinkSync(target, path.join(vscode, link));
  }
  writeFileSync(MARK, wanted);
}

function run(command: readonly string[], cwd: string): void {
  const [program = "", ...argv] = command;
  const { status, error } = spawnSync(program, argv, { cwd, stdio: "inherit", timeout: 600_000 });
  if (status !== 0) throw new Error(`Cannot install the editors: ${command.join(" ")} ended with ${error ?? status}`);
}
