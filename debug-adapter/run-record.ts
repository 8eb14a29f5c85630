/** A file of what the debugger told of one run: a line of JSON for each event, with the milliseconds since the start. */
import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import { DapError } from "./dap-errors.ts";
import { makeFolder } from "./profiles.ts";

/** What says nothing of the run. */
const NOT_KEPT = /^(?:initialized|invalidated|progress)/;

/** A record that is being written. */
export class RunRecord implements Disposable {
  readonly file: string;
  readonly #descriptor: number;
  readonly #startedMs = performance.now();
  #problem: string | undefined;

  private constructor(file: string, descriptor: number) {
    this.file = file;
    this.#descriptor = descriptor;
  }

  /** Begins one, over what the file held. @throws {DapError} `cannotWrite` */
  static open(file: string): RunRecord {
    try {
      makeFolder(path.dirname(file));
      return new RunRecord(file, openSync(file, "w"));
    } catch (error) {
      throw new DapError("cannotWrite", { path: file, reason: (error as Error).message });
    }
  }

  /** Why it is not complete. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Keeps an event. */
  add(event: string, body: object | undefined): void {
    if (NOT_KEPT.test(event) || this.#problem !== undefined) return;
    const ms = Math.round((performance.now() - this.#startedMs) * 1000) / 1000;
    try {
      writeSync(this.#descriptor, `${JSON.stringify({ ms, event, ...(body === undefined ? {} : { body }) })}\n`);
    } catch (error) {
      this.#problem = (error as Error).message;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}
