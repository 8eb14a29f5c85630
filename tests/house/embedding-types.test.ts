/** The declarations of the package: what the door exports, no more and no less, and right for what the README shows. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, it } from "mocha";
import * as door from "../../runtime-core/index.ts";

const ROOT = new URL("../../", import.meta.url);
const COMPILER = new URL("node_modules/typescript-7/bin/tsc", ROOT).pathname;
const README = readFileSync(new URL("README.md", ROOT), "utf8");
const DECLARED = readFileSync(new URL("types/index.d.ts", ROOT), "utf8");

/** The names in a list are types of the door; each must fit what is declared under its name. */
const TYPES = [
  "Runtime",
  "Run",
  "InspectorAddress",
  "RunEvent",
  "EventsLost",
  "RunReport",
  "RunSnapshot",
  "ContextSnapshot",
  "LimitSnapshot",
  "Outcome",
];
const INPUTS = [
  "RuntimeOptions",
  "StartOptions",
  "CallOptions",
  "InspectorMessage",
  "ConcurrencyOptions",
  "MetricsOptions",
  "InspectOptions",
];

describe("types/index.d.ts", function () {
  this.timeout(60_000);

  it("declares the values of the door", () => {
    const declared = [...DECLARED.matchAll(/^export (?:function|const|class) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(new Set(declared), new Set(Object.keys(door)));
  });

  it("says what the door has", () => {
    const lines = [
      'import type * as declared from "ambit";',
      'import * as door from "../../runtime-core/index.ts";',
      "export const createRuntime: typeof declared.createRuntime = door.createRuntime;",
      "export const kinds: typeof declared.OUTCOME_KINDS = door.OUTCOME_KINDS;",
      ...TYPES.map((name) => `export const to${name} = (given: door.${name}): declared.${name} => given;`),
      ...INPUTS.map((name) => `export const from${name} = (given: declared.${name}): door.${name} => given;`),
      // Texts over those of the disk are for our own programs.
      'type Missing<Has, Says> = Exclude<keyof Has, keyof Says | "workspace">;',
      ...INPUTS.map(
        (name) => `export const all${name} = (name: Missing<door.${name}, declared.${name}>): never => name;`,
      ),
    ];
    assert.equal(compile(lines.join("\n")), "");
  });

  it("fits the example of the README", () => {
    const example = /```js\n(import \{ createRuntime[^]*?)```/.exec(README)?.[1] ?? "";
    assert.match(example, /createRuntime\(/);
    assert.equal(compile(example), "");
    assert.match(compile(example.replace("root:", "rot:")), /rot/);
  });
});

/** What the compiler says of a program beside this file. */
function compile(text: string): string {
  const file = new URL("embedding-program.ts", import.meta.url);
  const project = new URL("embedding-program.json", import.meta.url);
  writeFileSync(file, text);
  writeFileSync(
    project,
    JSON.stringify({ extends: "../../tsconfig.json", files: ["./embedding-program.ts"], include: [] }),
  );
  try {
    execFileSync(process.execPath, [COMPILER, "--noEmit", "--noUnusedLocals", "false", "-p", project.pathname], {
      stdio: "pipe",
      encoding: "utf8",
    });
    return "";
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(file);
    rmSync(project);
  }
}
