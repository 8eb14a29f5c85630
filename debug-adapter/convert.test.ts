import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ProjectPaths } from "./convert.ts";

describe("ProjectPaths", () => {
  it("names the files of a stack as they are on the disk, and leaves other text alone", () => {
    const paths = new ProjectPaths(import.meta.dirname);
    const stack = [
      "Error: at (./a.ts:1:2): ./a.ts:1:2",
      "    at async load (./my own.ts:23:17)",
      "    at ./lib/b.js:1:2",
      "    at ambit:fs:3:4",
    ].join("\n");
    assert.equal(
      paths.withDiskFrames(stack),
      [
        "Error: at (./a.ts:1:2): ./a.ts:1:2",
        `    at async load (${paths.root}/my own.ts:23:17)`,
        `    at ${paths.root}/lib/b.js:1:2`,
        "    at ambit:fs:3:4",
      ].join("\n"),
    );
  });

  it("leaves the frames of the host out of the stack of an error", () => {
    const paths = new ProjectPaths(import.meta.dirname);
    const stack = [
      "Error: at ambit:fs:1:2",
      "    at load (./a.ts:1:2)",
      "    at new Promise (<anonymous>)",
      "    at async Object.read (ambit:fs:3:4)",
      "    at ./b.ts:1:2",
      "    at ambit:prelude:18:41631",
    ].join("\n");
    assert.equal(
      paths.ownStack(stack),
      [
        "Error: at ambit:fs:1:2",
        `    at load (${paths.root}/a.ts:1:2)`,
        "    at new Promise (<anonymous>)",
        `    at ${paths.root}/b.ts:1:2`,
      ].join("\n"),
    );
  });
});
