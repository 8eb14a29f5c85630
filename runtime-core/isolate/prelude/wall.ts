/**
 * The wall between the isolate and the host: the only way out, hidden in closures.
 *
 * At most `MAX_IN_FLIGHT` calls are with the host at a time, the rest wait in this isolate's own heap, so a flood of
 * calls costs its author and not the host. Nothing here uses a method that module code could have replaced:
 * tables are arrays and prototype-less objects, promises are only awaited.
 */
import { errorFrom, type HostErrorData } from "./errors.ts";

const MAX_IN_FLIGHT = 256;

/** Calls that the host often answers on the spot. Waiting there costs less than a job for the answer. */
const QUICK: Record<string, true | undefined> = {
  __proto__: null as never,
  "fs/exists": true,
  "fs/read-bytes": true,
  "fs/read-text": true,
  "fs/stat": true,
  "fs/write-bytes": true,
  "fs/write-text": true,
};

/** So many times in a row something is answered on the spot; then the job ends, so that timers and other answers have a turn. */
const MAX_ON_THE_SPOT = 100;

/** What the host gives the prelude: set once, before module code runs. */
export interface HostEntrance {
  /** Hands calls over: `[id, name, args]`; arguments are structured-cloned. */
  readonly submit: (calls: readonly HostCall[]) => void;
  /** Hands calls over and waits for the answers that are there at once. */
  readonly submitNow: (calls: readonly HostCall[]) => readonly HostReply[];
  /** Calls and waits on the spot; for what needs no waiting. */
  readonly callSync: (name: string, args: readonly unknown[]) => SyncReply;
  /** Takes the end of a call of an export: "value", "error" or "no-entry", and the value or the error as JSON. */
  readonly end: (invocation: number, kind: string, json: string) => void;
}

/** A call on its way: id, capability name, arguments. */
export type HostCall = readonly [id: number, name: string, args: readonly unknown[]];

/** An answer: id, whether it went well, the value or the error; whether the value is the buffer of what is given. */
export type HostReply = readonly [id: number, succeeded: boolean, value: unknown, moved?: true];

/** The answer of a synchronous call. */
export type SyncReply = readonly [succeeded: boolean, value: unknown];

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Where the module made the call; its `stack` is read only when the call fails. */
  readonly site: Error;
}

let entrance: HostEntrance | undefined;
let lastId = 0;
/** The last call that was handed over: they are in order. */
let lastSubmitted = 0;
let inFlight = 0;
/** Calls since the last end of a turn. */
let turnCalls = 0;
/** Whether there was one call only in the last turn that had any. */
let wasAlone = true;
/** How often something was answered on the spot since the last answers of another kind. */
let onTheSpot = 0;
/** Calls that wait, first to last. */
let first: Waiting | undefined;
let last: Waiting | undefined;
const pending: Record<number, Pending | undefined> = { __proto__: null } as never;

interface Waiting {
  readonly call: HostCall;
  next: Waiting | undefined;
}

/** Opens the wall. Called once by the host's start script. */
export function openWall(given: HostEntrance): void {
  entrance = given;
}

/** Calls the host. `args` must be plain data: strings, numbers, booleans, byte arrays, and objects of them. */
export function call(name: string, args: readonly unknown[]): Promise<unknown> {
  turnCalls += 1;
  if (turnCalls === 1) {
    void endTurn();
    const isFree = first === undefined && inFlight < MAX_IN_FLIGHT;
    if (wasAlone && isFree && onTheSpot < MAX_ON_THE_SPOT && QUICK[name] === true) return callAlone(name, args);
  }
  const site = new Error();
  return new Promise((resolve, reject) => {
    lastId += 1;
    pending[lastId] = { resolve, reject, site };
    const waiting: Waiting = { call: [lastId, name, args], next: undefined };
    if (last === undefined) first = waiting;
    else last.next = waiting;
    last = waiting;
  });
}

/**
 * Hands one call over at once: what waits for each call before the next makes no batches. Nothing needs to be kept for an
 * answer that is there on the spot, and where the call was made is still known when it failed.
 */
async function callAlone(name: string, args: readonly unknown[]): Promise<unknown> {
  if (entrance === undefined) throw new Error("The host is not connected");
  onTheSpot += 1;
  lastId += 1;
  const id = lastId;
  const batch: HostCall[] = Object.setPrototypeOf([], null);
  batch[0] = [id, name, args];
  lastSubmitted = id;
  const reply = entrance.submitNow(batch)[0];
  if (reply?.[1] === true) return valueOf(reply);
  const site = new Error();
  if (reply !== undefined) throw errorFrom(reply[2] as HostErrorData, site);
  inFlight += 1;
  return await new Promise((resolve, reject) => {
    pending[id] = { resolve, reject, site };
  });
}

/** Calls the host without waiting for the end of the present job, which may never come. */
export function callAtOnce(name: string, args: readonly unknown[]): Promise<unknown> {
  const answer = call(name, args);
  flush();
  return answer;
}

/** What `callAbortable` needs of an `AbortSignal`. */
export interface Abortable {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options: { once: true }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** How a call is given up. */
export interface GivingUp {
  readonly signal: Abortable | undefined;
  /** Takes an answer that comes after that, with what is open in the host for it. */
  readonly drop?: (answer: unknown) => void;
}

/** Calls the host; when the signal fires, the call is given up on both sides and rejects with the signal's reason. */
export function callAbortable(name: string, args: readonly unknown[], { signal, drop }: GivingUp): Promise<unknown> {
  if (signal === undefined) return call(name, args);
  if (signal.aborted) return Promise.reject(signal.reason);
  const answer = call(name, args);
  const id = lastId;
  return new Promise((resolve, reject) => {
    let isGivenUp = false;
    const giveUp = (): void => {
      isGivenUp = true;
      if (id > lastSubmitted) delete pending[id];
      else callSync("call/abort", [id]);
      reject(signal.reason);
    };
    const done = (): void => signal.removeEventListener("abort", giveUp);
    answer.then(
      (value) => (isGivenUp ? drop?.(value) : done(), resolve(value)),
      (error) => (done(), reject(error)),
    );
    signal.addEventListener("abort", giveUp, { once: true });
  });
}

/** Calls the host and waits on the spot. */
export function callSync(name: string, args: readonly unknown[]): unknown {
  if (entrance === undefined) throw new Error("The host is not connected");
  const reply = entrance.callSync(name, args);
  if (reply[0]) return reply[1];
  throw errorFrom(reply[1] as HostErrorData, new Error());
}

/** Takes answers from the host. */
export function settle(replies: readonly HostReply[]): void {
  onTheSpot = 0;
  settleAll(replies);
  flush();
}

function settleAll(replies: readonly HostReply[]): void {
  for (let i = 0; i < replies.length; i++) {
    const reply = replies[i] as HostReply;
    const id = reply[0];
    const waiting = pending[id];
    if (waiting === undefined) continue;
    delete pending[id];
    inFlight -= 1;
    if (reply[1]) waiting.resolve(valueOf(reply));
    else waiting.reject(errorFrom(reply[2] as HostErrorData, waiting.site));
  }
}

function valueOf(reply: HostReply): unknown {
  return reply.length === 4 ? new Uint8Array(reply[2] as ArrayBuffer) : reply[2];
}

/**
 * Stands for the debugger while a call waits for its answer.
 *
 * @param wait What it waits for, for the debugger to read.
 * @returns What it was that the debugger read: where the module made the call.
 */
export function standAtCall(id: number, wait: object): unknown {
  const stack = pending[id]?.site.stack;
  // oxlint-disable-next-line no-debugger -- this is what it is for
  if (stack !== undefined) debugger;
  return { stack, wait };
}

/** A turn is what runs until the next microtask of this file: what was called in it goes over together. */
async function endTurn(): Promise<void> {
  await undefined;
  wasAlone = turnCalls === 1;
  turnCalls = 0;
  flush();
}

function flush(): void {
  if (entrance === undefined) return;
  while (first !== undefined && inFlight < MAX_IN_FLIGHT) {
    const batch: HostCall[] = Object.setPrototypeOf([], null);
    let quick = false;
    while (first !== undefined && inFlight < MAX_IN_FLIGHT) {
      const { call: next } = first;
      first = first.next;
      // What is pending no more was given up.
      if (pending[next[0]] === undefined) continue;
      batch[batch.length] = next;
      lastSubmitted = next[0];
      quick ||= QUICK[next[1]] === true;
      inFlight += 1;
    }
    if (first === undefined) last = undefined;
    if (batch.length === 0) return;
    if (quick && onTheSpot < MAX_ON_THE_SPOT) {
      onTheSpot += 1;
      settleAll(entrance.submitNow(batch));
    } else entrance.submit(batch);
  }
}
