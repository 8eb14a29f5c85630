import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, it } from "mocha";
import { RUNNER_FLAGS } from "../runtime/runner-flags.ts";
import { builtScript } from "./built-files.ts";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TAKES = `
const [file, markLength] = process.argv.slice(1);
const { readFileSync } = require("node:fs");
const cachedData = readFileSync(file + ".cache").subarray(Number(markLength));
console.log(new (require("node:vm").Script)(readFileSync(file + ".js", "utf8"), { cachedData }).cachedDataRejected);
`;

describe("builtScript()", () => {
  for (const name of ["prelude", "runner-body"])
    it(`finds what V8 made of ${name}.js, and V8 takes it in a runner`, function () {
      this.timeout(20_000);
      const { code, cachedData } = builtScript(name);
      assert.ok(cachedData !== undefined && cachedData.length > 0);
      const mark = /\n\/\/([\da-f]+)$/.exec(code)?.[1] ?? "";
      const argv = ["--max-old-space-size=512", "-e", TAKES, DIST + name, String(mark.length)];
      const { stdout, stderr } = spawnSync(process.execPath, [...RUNNER_FLAGS, ...argv], { encoding: "utf8" });
      assert.equal(stdout.trim(), "false", stderr);
    });
});
