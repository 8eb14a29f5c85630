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

/** A call that is noted. */
export class NotedCall {
  readonly #log: HostCallLog;
  readonly id: number;
  readonly isolate: string;
  readonly row: Capability;
  /** The first argument, when it is a text. */
  readonly first: string | undefined;
  readonly startedMs: number;
  /** Its number in the log. */
  place = 0;
  durationMs: number | undefined = undefined;
  state: HostCall["state"] = "waiting";
  message: string | undefined = undefined;

  constructor(log: HostCallLog, id: number, { isolate, row, args, startedMs }: CalledFunction) {
    const first = args[0];
    this.#log = log;
    this.id = id;
    this.isolate = isolate;
    this.row = row;
    this.first = typeof first === "string" ? short(first) : undefined;
    this.startedMs = startedMs;
  }

  /**
   * Notes its end.
   * @param error What it failed with.
   */
  end(error?: unknown): void {
    this.durationMs = performance.now() - this.startedMs;
    this.state = error === undefined ? "done" : stateOf(error);
    if (error instanceof Error) this.message = cut(error.message);
    this.#log.noteEnd(this);
  }
}

/** The log of one run. */
export class HostCallLog {
  readonly #runStartedMs: number;
  /** What happened last, each at its number modulo the length. */
  readonly #ring: NotedCall[] = [];
  /** How often something happened. */
  #count = 0;
  /** How much of that was taken. */
  #taken = 0;
  #lastId = 0;

  /** @param runStartedMs When the run started, on the clock of `performance`. */
  constructor(runStartedMs: number) {
    this.#runStartedMs = runStartedMs;
  }

  /** Notes that a call begins. */
  begin(called: CalledFunction): NotedCall {
    const call = new NotedCall(this, ++this.#lastId, called);
    this.#keep(call);
    return call;
  }

  /** Keeps a call that has ended where its beginning has been told or pushed out: what is still to be told is told once. */
  noteEnd(call: NotedCall): void {
    if (call.place < this.#taken || call.place < this.#count - MOST_KEPT) this.#keep(call);
  }

  /** What began or ended since the last time, in order of the calls, and how much of it is left out. */
  take(): { readonly calls: readonly HostCall[]; readonly lost: number } {
    const from = Math.max(this.#taken, this.#count - MOST_KEPT);
    const lost = from - this.#taken;
    const calls: NotedCall[] = [];
    for (let place = from; place < this.#count; place++) {
      const call = this.#ring[place % MOST_KEPT];
      if (call !== undefined) calls.push(call);
    }
    this.#taken = this.#count;
    calls.sort((a, b) => a.id - b.id);
    return { calls: calls.map((call) => toHostCall(call, this.#runStartedMs)), lost };
  }

  #keep(call: NotedCall): void {
    call.place = this.#count;
    this.#ring[this.#count % MOST_KEPT] = call;
    this.#count += 1;
  }
}

function toHostCall(
  { id, isolate, row, first, startedMs, state, durationMs, message }: NotedCall,
  startMs: number,
): HostCall {
  return {
    id,
    isolate,
    call: cut(printCall(row, [first])),
    startedMs: startedMs - startMs,
    state,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(message === undefined ? {} : { message }),
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
