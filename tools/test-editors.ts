/**
 * `npm run test:editors`: installs the editors that are missing, packages the extension, and drives each editor.
 *
 * `npm run test:editors -- neovim` runs the suites whose file name begins so; options go to mocha.
 * UPDATE=1 takes the pictures of the documentation again.
 */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { EDITORS, installEditors } from "../tests/journeys/editors/install-editors.ts";

const ROOT = path.dirname(import.meta.dirname);
const SUITES = "tests/journeys/editors";

const words = process.argv.slice(2);
const firstOption = words.findIndex((word) => word.startsWith("-"));
const names = firstOption === -1 ? words : words.slice(0, firstOption);
const options = firstOption === -1 ? [] : words.slice(firstOption);
const files = globSync(`${SUITES}/*.test.ts`, { cwd: ROOT })
  .filter((file) => names.length === 0 || names.some((name) => path.basename(file).startsWith(name)))
  .toSorted();
if (files.length === 0) {
  console.error(`There is no suite ${names.join(", ")} in ${SUITES}`);
  process.exit(2);
}
installEditors();
const vsix = path.join(EDITORS, "ambit.vsix");
run(["tools/package.mjs", "--out", vsix]);
process.exitCode = run(["node_modules/mocha/bin/mocha.js", ...options, ...files], { AMBIT_VSIX: vsix });

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  const { status } = spawnSync(process.execPath, argv, {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (status !== 0 && Object.keys(env).length === 0) process.exit(status ?? 1);
  return status ?? 1;
}
