/**
 * Runs the `ambit` command as a person does: a real process, real files in a folder of their own.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The launcher of this checkout. */
export const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/ambit.mjs");

/** A command that takes longer is killed: its test has failed by then. */
const LONGEST_MS = 25_000;

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how to run. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The Node that starts the launcher; default: the one that runs the tests. */
  readonly node?: string;
  /** Called with the running process. */
  readonly during?: (child: ChildProcess) => void;
}

/** Runs `ambit` with these arguments to its end; SIGKILL ends one that does not end. */
export async function ambit(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(options.node ?? process.execPath, [LAUNCHER, ...argv], {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: "1", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  options.during?.(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    });
  } finally {
    clearTimeout(timer);
  }
}

/** A folder with files that goes away when disposed. */
export class Folder {
  readonly path: string;

  constructor(files: Readonly<Record<string, string | Uint8Array>>) {
    this.path = realpathSync(mkdtempSync(path.join(os.tmpdir(), "ambit-journey-")));
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  /** Writes a file, and the folders above it. */
  write(name: string, content: string | Uint8Array): string {
    const file = path.join(this.path, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
