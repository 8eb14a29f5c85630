/**
 * `tools/setup.mjs` in checkouts of its own, with an npm that only notes how it was called.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { Folder } from "./ambit-process.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const HERE = { os: [process.platform], cpu: [process.arch] };
const ELSEWHERE = { os: ["nowhere"], cpu: ["none"] };
/** Notes its arguments and writes down what is locked as installed, like npm. */
const NPM = `import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
writeFileSync("called", process.argv.slice(2).join(" "));
mkdirSync("node_modules", { recursive: true });
copyFileSync("package-lock.json", "node_modules/.package-lock.json");
`;

interface Locked {
  readonly version: string;
  readonly integrity: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

type Packages = Readonly<Record<string, Locked>>;

const ONE = { "node_modules/one": { version: "1.0.0", integrity: "sha512-a" } };

describe("tools/setup.mjs", () => {
  it("installs when nothing is installed, then runs the script with its arguments and exit code", () => {
    using folder = checkout(ONE, undefined);
    const { status, stdout, stderr } = setup(folder, "script.mjs", "a", "--b");
    assert.equal(stdout, '["a","--b"]\n');
    assert.match(stderr, /^Installing packages \(nothing is installed\)…\nInstalled in [\d.]+ s\n$/);
    assert.equal(status, 7);
    assert.equal(called(folder), "ci --loglevel=error");
  });

  it("installs when another version is installed, or a package is missing", () => {
    for (const installed of [{ "node_modules/one": { version: "0.9.0", integrity: "sha512-b" } }, {}]) {
      using folder = checkout(ONE, installed);
      assert.match(setup(folder, "script.mjs").stderr, /^Installing packages \(node_modules\/one is /);
      assert.ok(called(folder));
    }
  });

  it("says nothing and does nothing when all is as locked, whatever other platforms want", () => {
    const others = {
      "node_modules/other": { version: "1.0.0", integrity: "sha512-c", optional: true, ...ELSEWHERE },
      "node_modules/failed": { version: "1.0.0", integrity: "sha512-d", optional: true, ...HERE },
    };
    using folder = checkout({ ...ONE, ...others }, ONE);
    const { status, stderr } = setup(folder, "script.mjs");
    assert.equal(stderr, "");
    assert.equal(status, 7);
    assert.equal(called(folder), undefined);
  });

  it("says when npm fails, and does not run the script", () => {
    using folder = checkout(ONE, undefined);
    folder.write("npm.mjs", "process.exit(1);");
    const { status, stdout, stderr } = setup(folder, "script.mjs");
    assert.equal(stdout, "");
    assert.match(stderr, /\nnpm could not install the packages; what it said stands above\n$/);
    assert.equal(status, 1);
  });
});

function checkout(locked: Packages, installed: Packages | undefined): Folder {
  const folder = new Folder({
    "npm.mjs": NPM,
    "package-lock.json": JSON.stringify({ packages: { "": {}, ...locked } }),
    "script.mjs": "console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;",
  });
  for (const file of ["tools/setup.mjs", "bin/freshness.mjs"]) folder.write(file, readFileSync(path.join(ROOT, file)));
  if (installed !== undefined)
    folder.write("node_modules/.package-lock.json", JSON.stringify({ packages: { ...installed } }));
  return folder;
}

function setup(folder: Folder, ...argv: readonly string[]) {
  return spawnSync(process.execPath, [path.join(folder.path, "tools/setup.mjs"), "--no-build", ...argv], {
    encoding: "utf8",
    env: { ...process.env, npm_execpath: path.join(folder.path, "npm.mjs"), npm_node_execpath: process.execPath },
  });
}

function called(folder: Folder): string | undefined {
  const file = path.join(folder.path, "called");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
