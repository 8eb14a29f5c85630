/**
 * Starts runner processes and ends them: the host never holds an isolate.
 *
 * A runner that does not answer, dies, or has said how its run ended is killed; nothing in it can refuse that.
 */
import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { type FromRunner, PROTOCOL_VERSION, type ToRunner } from "../runner/protocol.ts";
import { killStarted } from "../base/kill-started.ts";
import { RUNNER_FLAGS } from "./runner-flags.ts";
import { runnerPermissions } from "./runner-permissions.ts";

const PING_EVERY_MS = 500;
/** How long a silent runner is waited for, in milliseconds. */
const SILENCE_ALLOWED_MS = 5000;
/** How long its start may take: on a loaded machine much longer than a sign of life. */
const START_ALLOWED_MS = 60_000;
const MAX_KEPT_STDERR = 4000;
const OLD_SPACE_MB = 512;

/** How a runner process went; without code and signal it could not be started. */
export interface RunnerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Killed because it did not answer for so long, in milliseconds. */
  readonly silentMs: number | undefined;
  /** The last lines that it wrote to its standard error. */
  readonly stderr: string;
}

/** One runner process. */
export class Runner {
  /** Absent when it could not be started. */
  readonly #process: ChildProcess | undefined;
  readonly #ready = Promise.withResolvers<void>();
  readonly #exit = Promise.withResolvers<RunnerExit>();
  #lastSignOfLifeMs = performance.now();
  #silentMs: number | undefined;
  #stderr = "";
  #onMessage: (message: FromRunner) => void = () => {};
  /** What was said before the runner was ready. */
  #waiting: ToRunner[] | undefined = [];

  /**
   * Starts the process. A runner says nothing but "ready" until it is told to start.
   *
   * @param root Real path of the project's folder: with the runner's own code, all that the process may open.
   */
  constructor(root: string) {
    try {
      this.#process = startProcess(root);
      this.#watch(this.#process);
    } catch (error) {
      this.#notStarted(error as Error);
    }
  }

  /** Resolves when the process can serve a run, or is gone. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves when the process is gone. */
  get exit(): Promise<RunnerExit> {
    return this.#exit.promise;
  }

  /** Process id, for whoever watches. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Says who takes what the runner says, but for signs of life. */
  listen(onMessage: (message: FromRunner) => void): void {
    this.#onMessage = onMessage;
  }

  /** Says something, as soon as the runner can hear it; does nothing once the process is gone, and ends it for what cannot be sent. */
  send(message: ToRunner): void {
    if (this.#waiting !== undefined) this.#waiting.push(message);
    else this.#sendNow(message);
  }

  #sendNow(message: ToRunner): void {
    if (this.#process?.connected !== true) return;
    try {
      this.#process.send(message, () => {});
    } catch (error) {
      // As JSON it is longer than the longest string.
      this.#stderr += `Error: cannot tell the runner its "${message.kind}": ${String(error)}`;
      this.kill();
    }
  }

  /** Lets this process end although the runner is there. */
  unref(): void {
    for (const each of this.#handles()) each?.unref();
  }

  /** Keeps this process alive as long as the runner is there. */
  ref(): void {
    for (const each of this.#handles()) each?.ref();
  }

  #handles(): readonly (undefined | null | { ref(): void; unref(): void })[] {
    // The pipe is a socket, which its type does not say.
    return [this.#process, this.#process?.channel, this.#process?.stderr as Socket | null | undefined];
  }

  /** Ends the process at once. */
  kill(): void {
    if (this.#process !== undefined) killStarted(this.#process);
  }

  #receive(message: FromRunner): void {
    this.#lastSignOfLifeMs = performance.now();
    if (message.kind === "pong") return;
    if (message.kind !== "ready") return this.#onMessage(message);
    if (message.version !== PROTOCOL_VERSION) {
      this.#stderr += `Error: the runner speaks version ${message.version} of the protocol, not ${PROTOCOL_VERSION}`;
      return this.kill();
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const each of waiting) this.#sendNow(each);
    this.#ready.resolve();
  }

  #watch(child: ChildProcess): void {
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-MAX_KEPT_STDERR);
    });
    child.on("message", (message) => this.#receive(message as FromRunner));
    let lastLookMs = performance.now();
    const timer = setInterval(() => {
      const nowMs = performance.now();
      // While this process stood still itself, it heard nothing: that is no silence of the runner's.
      if (nowMs - lastLookMs > 2 * PING_EVERY_MS) this.#lastSignOfLifeMs = nowMs;
      lastLookMs = nowMs;
      const allowedMs = this.#waiting === undefined ? SILENCE_ALLOWED_MS : START_ALLOWED_MS;
      if (nowMs - this.#lastSignOfLifeMs > allowedMs) {
        this.#silentMs = allowedMs;
        this.kill();
      } else this.#sendNow({ kind: "ping" });
    }, PING_EVERY_MS);
    timer.unref();
    void this.exit.then(() => clearInterval(timer));
    // "close" comes after the last of its standard error, which says why it ended.
    child.once("close", (code, signal) => this.#gone(code, signal));
    child.on("error", (error) => this.#notStarted(error));
  }

  #notStarted({ message }: Error): void {
    this.#stderr += `Error: ${message}`;
    this.#gone(null, null);
  }

  #gone(code: number | null, signal: NodeJS.Signals | null): void {
    this.#exit.resolve({ code, signal, silentMs: this.#silentMs, stderr: this.#stderr });
    this.#ready.resolve();
  }
}

/** @throws {Error} For some reasons why it cannot be started; for the others the process says "error". */
function startProcess(root: string): ChildProcess {
  return fork(runnerFile(), [], {
    execArgv: [...RUNNER_FLAGS, `--max-old-space-size=${OLD_SPACE_MB}`, ...runnerPermissions(root)],
    env: { PATH: process.env["PATH"] ?? "" },
    // Windows does not let a folder be removed in which a process stands.
    ...(process.platform === "win32" ? {} : { cwd: root }),
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

/** A bundle, as what it puts into isolates is: it starts in a third of the time. The sources find it in `dist/`. */
function runnerFile(): string {
  const folder = import.meta.url.endsWith(".ts") ? "../../dist/" : "./";
  return fileURLToPath(new URL(`${folder}runner.cjs`, import.meta.url));
}
