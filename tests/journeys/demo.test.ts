/**
 * `npm start` shows what it promises.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, it } from "mocha";

const DEMO = path.resolve(import.meta.dirname, "../../tools/demo.ts");

describe("npm start", () => {
  it("shows a finding and its fix, a run, live limits, and a debug stop with limits and permissions", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [DEMO], {
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
      timeout: 60_000,
    });
    assert.equal(status, 0, stdout + stderr);
    for (const expected of [
      /\$ ambit check main\.ts\nmain\.ts:\d+:\d+ error symbolic\/missing-permission\n[^]*? {2}Fix: grant "http\.read http:/,
      /\$ ambit check --grant main\.ts\nNo findings in 1 module\n(?:[-+] .*\n)*\+ .*http.*\n/,
      /\$ ambit run main\.ts .*\n(?:.*\n)*?completed in .*\nPermissions\n {2}allowed fs\.read \/stations\/oslo\.json /,
      /\$ ambit run patrol\.ts --live\n(?:.*\n)*? {2}http\/request +[█░]+ 40 used, at most 10\/s/,
      /stopped in main at main\.ts:\d+:\d+\n(?:.*\n)*?Limits\n {2}execution\/cpu-time .* of 500 ms left\n(?:.*\n)*?Permissions\n {2}fs\.read .*used once\n/,
      /\ncontinued, exit code 0\n/,
    ])
      assert.match(stdout, expected);
    assert.match(stderr, /\/patrol\.ts\n(?:.*\n)*? {2}http\/request .* waiting\n/);
  }).timeout(70_000);
});
