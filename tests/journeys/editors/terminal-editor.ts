/**
 * Runs an editor without a screen on the forecast example, with a script that says what it sees.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ForecastProject } from "./forecast-project.ts";

const LAUNCHER = path.resolve(import.meta.dirname, "../../../bin/ambit.mjs");
const TIMEOUT_MS = 40_000;

/** What the script said, by step, and the module as the editor saved it. */
export interface Journey {
  readonly steps: Readonly<Record<string, unknown>>;
  readonly before: string;
  readonly after: string;
  /** The service's address as the manifest has it. */
  readonly api: string;
  /** 1-based line of the call whose grant was taken away, once it is. */
  readonly callLine: number;
}

/**
 * Runs the program to its end.
 *
 * @param asked What the command of ours is to do.
 * @throws {Error} When it fails or takes too long.
 */
export async function runJourney(
  program: string,
  argv: readonly string[],
  asked: readonly string[] = ["lsp", "--stdio"],
): Promise<Journey> {
  using project = await ForecastProject.create();
  const before = project.read("main.ts");
  const callLine = project.lineOf("await fetch(") - 1;
  const command = JSON.stringify([process.execPath, LAUNCHER, ...asked]);
  const env = {
    ...process.env,
    AMBIT_COMMAND: command,
    AMBIT_FILE: project.main,
    HOME: path.dirname(project.folder),
    // The server writes its compiled code when it ends, which may be after the project is gone.
    XDG_CACHE_HOME: process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"),
  };
  const { stdout } = await promisify(execFile)(program, argv, { env, timeout: TIMEOUT_MS, cwd: project.folder });
  const said = [...stdout.matchAll(/^\{.*\}$/gm)].map(
    ([line]) => JSON.parse(line) as { readonly step: string; readonly value: unknown },
  );
  const steps = Object.fromEntries(said.map(({ step, value }) => [step, value]));
  return { steps, before, after: project.read("main.ts"), api: project.api, callLine };
}

/** Holds a journey to what every editor must show. */
export function checkJourney({ steps, before, after, api, callLine }: Journey): void {
  const { message, line } = steps["diagnostic"] as { readonly message: string; readonly line: number };
  assert.match(message, /`fetch` needs http\.read http:\/\/localhost:\d+\/v1\/forecast\/.*no grant covers/);
  assert.equal(line, callLine);
  assert.match(String(steps["hover"]), /http\.read/);
  assert.match(String(steps["action"]), /^Grant "http\.read http:\/\/localhost/);
  // The grant that was taken away stands again as its author wrote it, where new ones go.
  assert.deepEqual(after.split("\n").toSorted(), before.split("\n").toSorted());
  assert.notEqual(after, before);
  assert.ok(api.startsWith("http://localhost:"));
}
