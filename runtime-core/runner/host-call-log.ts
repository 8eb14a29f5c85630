/**
 * The calls of the host that a run has made since somebody last looked, for the debugger and for `run.events`.
 *
 * A call costs a reading of the clock and one small object: its words are made when somebody looks, for those that are kept.
 */
import { isAmbitError } from "../base/ambit-error.ts";
import type { Capability } from "../capabilities/capability.ts";
import { MAX_SHOWN_ARGUMENT, printCall } from "../host/perform.ts";
import type { HostCall } from "./protocol.ts";

/** Of what happens between two looks so much is kept, the newest; the rest is counted. */
const MOST_KEPT = 100;
const MAX_CHARACTERS = 300;

/** What was called. */
export interface CalledFunction {
  /** The id of the isolate that calls. */
  readonly isolate: string;
  readonly row: Capability;
  readonly args: readonly unknown[];
  /** When, as `performance.now` has it. */
  readonly startedMs: number;
}

/** A call that goes on. */
export interface NotedCall {
  /** @param error What it failed with. */
  end(error?: unknown): void;
}

/** A call as it is kept. */
interface Entry extends Pick<CalledFunction, "isolate" | "row" | "startedMs"> {
  readonly id: number;
  /** Its number in the log. */
  place: number;
  readonly first: string | undefined;
  durationMs: number | undefined;
  state: HostCall["state"];
  message: string | undefined;
}

/** The log of one run. */
export class HostCallLog {
  readonly #runStartedMs: number;
  /** What happened last, each at its number modulo the length. */
  readonly #ring: Entry[] = [];
  /** How often something happened. */
  #count = 0;
  /** How much of that was taken. */
  #taken = 0;
  #lastId = 0;

  /** @param runStartedMs When the run started, on the clock of `performance`. */
  constructor(runStartedMs: number) {
    this.#runStartedMs = runStartedMs;
  }

  /** Notes that a call begins; the result notes its end. */
  begin(called: CalledFunction): NotedCall {
    const entry = this.#note(called);
    return { end: (error) => this.#end(entry, error) };
  }

  /** Notes a call that has begun and ended. */
  ended(called: CalledFunction, error?: unknown): void {
    this.#end(this.#note(called), error);
  }

  /** What began or ended since the last time, in order of the calls, and how much of it is left out. */
  take(): { readonly calls: readonly HostCall[]; readonly lost: number } {
    const from = Math.max(this.#taken, this.#count - MOST_KEPT);
    const lost = from - this.#taken;
    const entries: Entry[] = [];
    for (let place = from; place < this.#count; place++) {
      const entry = this.#ring[place % MOST_KEPT];
      if (entry !== undefined) entries.push(entry);
    }
    this.#taken = this.#count;
    entries.sort((a, b) => a.id - b.id);
    return { calls: entries.map((entry) => toHostCall(entry, this.#runStartedMs)), lost };
  }

  #note({ isolate, row, startedMs, args: [first] }: CalledFunction): Entry {
    const entry: Entry = {
      id: ++this.#lastId,
      place: this.#count,
      isolate,
      row,
      startedMs,
      first: typeof first === "string" ? short(first) : undefined,
      durationMs: undefined,
      state: "waiting",
      message: undefined,
    };
    this.#keep(entry);
    return entry;
  }

  #end(entry: Entry, error: unknown): void {
    entry.durationMs = performance.now() - entry.startedMs;
    entry.state = error === undefined ? "done" : stateOf(error);
    if (error instanceof Error) entry.message = cut(error.message);
    // What is still to be told is told once.
    if (entry.place < this.#taken || entry.place < this.#count - MOST_KEPT) this.#keep(entry);
  }

  #keep(entry: Entry): void {
    entry.place = this.#count;
    this.#ring[this.#count % MOST_KEPT] = entry;
    this.#count += 1;
  }
}

function toHostCall({ id, isolate, row, first, startedMs, state, ...end }: Entry, startMs: number): HostCall {
  return {
    id,
    isolate,
    call: cut(printCall(row, [first])),
    startedMs: startedMs - startMs,
    state,
    ...(end.durationMs === undefined ? {} : { durationMs: end.durationMs }),
    ...(end.message === undefined ? {} : { message: end.message }),
  };
}

function short(text: string): string {
  // What is cut out of a text holds the whole of it, unless it is made anew.
  return text.length <= MAX_SHOWN_ARGUMENT
    ? text
    : Buffer.from(text.slice(0, MAX_SHOWN_ARGUMENT), "utf16le").toString("utf16le");
}

function stateOf(error: unknown): HostCall["state"] {
  if (isAmbitError(error, "permission/denied")) return "denied";
  if (isAmbitError(error, "limit/exhausted") || isAmbitError(error, "limit/timed-out")) return "limited";
  return isAmbitError(error, "context/aborted") || isAmbitError(error, "context/cancelled") ? "cancelled" : "failed";
}

function cut(text: string): string {
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`;
}
