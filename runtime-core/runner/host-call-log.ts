/**
 * The calls of the host that a run has made since somebody last looked, for the debugger and for `run.events`.
 */
import { isAmbitError } from "../base/ambit-error.ts";
import type { HostCall } from "./protocol.ts";

/** Calls between two looks beyond so many are counted, not kept: the newest are. */
const MOST_KEPT = 100;
const MAX_CHARACTERS = 300;

type Entry = { -readonly [Key in keyof HostCall]: HostCall[Key] };

/** A call that goes on. */
export interface NotedCall {
  /** @param error What it failed with. */
  end(error?: unknown): void;
}

/** The log of one run. */
export class HostCallLog {
  readonly #startedMs = performance.now();
  #changed = new Map<number, Entry>();
  #lost = 0;
  #lastId = 0;

  /** Notes that a call begins; the result notes its end. */
  begin(isolate: string, call: string): NotedCall {
    this.#lastId += 1;
    const startedMs = performance.now();
    const entry: Entry = {
      id: this.#lastId,
      isolate,
      call: cut(call),
      startedMs: startedMs - this.#startedMs,
      state: "waiting",
    };
    this.#note(entry);
    return {
      end: (error) => {
        entry.durationMs = performance.now() - startedMs;
        entry.state = error === undefined ? "done" : stateOf(error);
        if (error instanceof Error) entry.message = cut(error.message);
        this.#note(entry);
      },
    };
  }

  /** What began or ended since the last time, in order of the calls, and how many of them are left out. */
  take(): { readonly calls: readonly HostCall[]; readonly lost: number } {
    const taken = { calls: [...this.#changed.values()].sort((a, b) => a.id - b.id), lost: this.#lost };
    this.#changed = new Map();
    this.#lost = 0;
    return taken;
  }

  #note(entry: Entry): void {
    this.#changed.delete(entry.id);
    this.#changed.set(entry.id, entry);
    const [oldest] = this.#changed.keys();
    if (this.#changed.size <= MOST_KEPT || oldest === undefined) return;
    this.#changed.delete(oldest);
    this.#lost += 1;
  }
}

function stateOf(error: unknown): HostCall["state"] {
  if (isAmbitError(error, "permission/denied")) return "denied";
  if (isAmbitError(error, "limit/exhausted") || isAmbitError(error, "limit/timed-out")) return "limited";
  return isAmbitError(error, "context/aborted") || isAmbitError(error, "context/cancelled") ? "cancelled" : "failed";
}

function cut(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`;
}
