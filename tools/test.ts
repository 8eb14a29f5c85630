/**
 * `npm test`: every `*.test.ts`, or those that are named: `npm test -- runtime-core/limits cli`.
 *
 * Options (words that begin with "-") go to mocha: `npm test -- tests/journeys/cli.test.ts --grep "bad input"`.
 */
import { spawn } from "node:child_process";
import { globSync, statSync } from "node:fs";
import path from "node:path";

const ROOT = path.dirname(import.meta.dirname);
const FOLDERS = ["runtime-core", "server", "debug-adapter", "cli", "client", "syntaxes", "tests", "tools", "examples"];
/** Run by `npm run test:editors`: they install editors first. */
const EDITORS = "tests/journeys/editors/";

const names = process.argv.slice(2);
const firstOption = names.findIndex((name) => name.startsWith("-"));
const targets = firstOption === -1 ? names : names.slice(0, firstOption);
const options = firstOption === -1 ? [] : names.slice(firstOption);
const files = targets.length === 0 ? testsIn(FOLDERS) : targets.flatMap(testsAt);
if (files.length === 0) {
  console.error(`There are no tests in ${targets.join(", ")}`);
  process.exit(2);
}
const mocha = spawn(process.execPath, ["node_modules/mocha/bin/mocha.js", "--fail-zero", ...options, ...files], {
  cwd: ROOT,
  stdio: "inherit",
});
mocha.once("exit", (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});

function testsAt(target: string): string[] {
  const relative = path.relative(ROOT, path.resolve(target)).replaceAll(path.sep, "/");
  return statSync(path.join(ROOT, relative), { throwIfNoEntry: false })?.isFile() === true
    ? [relative]
    : testsIn([relative]);
}

function testsIn(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.test.ts`, { cwd: ROOT }))
    .map((file) => file.replaceAll(path.sep, "/"))
    .filter(
      (file) => !file.startsWith(EDITORS) && !file.includes("node_modules/") && !file.startsWith("tests/fixtures/"),
    )
    .toSorted();
}
