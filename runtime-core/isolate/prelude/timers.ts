/**
 * Timers and time.
 *
 * The timers of an isolate wait in a queue of its own; the host knows only when the first of them is due, and lends places
 * for them in blocks. So setting one, clearing one and calling it back is no call of the host.
 *
 * Each callback is a job of its own, with its microtasks before the next one: the host's alarm runs the first timer that
 * is due, and has the others run as jobs that this isolate gives itself.
 */
import { CLOCK_OFFSET, ENDED, NEXT_DUE, PLACES, type TimerCells, timerCells, TOLD } from "../../base/timer-cells.ts";
import { EventTarget } from "./events.ts";
import { firstDueMs, firstTimer, newTimer, put, take, type Timer } from "./timer-queue.ts";
import { callSync } from "./wall.ts";

const MAX_JOBS = 256;

/** What the host gives for timers. */
export interface TimerEntrance {
  /** Memory for `TimerCells`. */
  readonly timers: SharedArrayBuffer;
  /** Says that the first timer is due earlier than before. */
  readonly alarm: () => void;
}

/** A reference to `runDue`, through which it becomes a job. */
interface Jobs {
  apply(): Promise<void>;
}

let cells: TimerCells;
let tellHost: () => void;
let jobs: Jobs;
/** How many jobs the last call of `fire` gave, because more timers were due. */
let batch = 0;
/** How many of them are not done. */
let jobsGiven = 0;
let firing = false;
/** The host's time at the last alarm; that of this isolate has whole milliseconds only. */
let reachedMs = -Infinity;
let failure: { readonly error: unknown } | undefined;

/** Those that are set, by their numbers. */
const timers: Record<number, Timer | undefined> = { __proto__: null } as never;
let lastId = 0;

/** Called once, before module code runs. */
export function openTimers(entrance: TimerEntrance): void {
  cells = timerCells(entrance.timers);
  tellHost = entrance.alarm;
}

/** Whether the host ends this isolate. */
export function hasEnded(): boolean {
  return cells.counts[ENDED] === 1;
}

/** WHATWG HTML §8.6, without strings of code. */
export function setTimeout(callback: (...args: unknown[]) => void, delayMs: unknown = 0, ...args: unknown[]): number {
  return set(callback, { delayMs: long(delayMs), repeats: false, args });
}

/** WHATWG HTML §8.6, without strings of code. A tick that comes while the callback runs is left out. */
export function setInterval(callback: (...args: unknown[]) => void, delayMs: unknown = 0, ...args: unknown[]): number {
  return set(callback, { delayMs: long(delayMs), repeats: true, args });
}

/** Takes a timer back: WHATWG HTML §8.6. Numbers that are no timer are ignored. */
export function clearTimeout(id: unknown): void {
  const timer = timers[long(id)];
  if (timer === undefined) return;
  forget(timer);
  if (timer.time === undefined) return;
  take(timer);
  tellNext();
}

/** As `clearTimeout`: WHATWG HTML §8.6. */
export function clearInterval(id: unknown): void {
  clearTimeout(id);
}

/** Calls back once, also later than a timer can; for `AbortSignal.timeout`. */
export function callAfter(delayMs: number, callback: () => void): void {
  set(callback, { delayMs: Math.ceil(Number(delayMs) || 0), repeats: false, args: [] });
}

/**
 * Runs the first timer that is due, and gives jobs for those after it. Called by the host when its alarm rings; an error of
 * a callback ends the run like any uncaught one.
 *
 * @param given With the first call, a reference to `runDue`.
 * @returns Whether to call again, after these jobs.
 */
export function fire(nowMs: number, given?: Jobs): boolean {
  reachedMs = Math.floor(nowMs);
  if (given !== undefined) jobs = given;
  if (failure !== undefined) throw failure.error;
  firing = true;
  try {
    runDue();
    if (jobsGiven === 0) {
      batch = firstDueMs() <= now() ? Math.min(2 * batch + 1, MAX_JOBS) : 0;
      for (let i = 0; i < batch; i++) void runTwo();
    }
    return jobsGiven > 0;
  } finally {
    firing = false;
  }
}

/** Runs the first timer, when it is due. */
export function runDue(): void {
  const timer = firstTimer();
  if (timer === undefined || firstDueMs() > now() || failure !== undefined) return;
  const dueMs = take(timer);
  if (timer.everyMs === 0) forget(timer);
  try {
    Reflect.apply(timer.callback, undefined, timer.args);
  } finally {
    if (timer.everyMs > 0 && timers[timer.id] === timer) put(timer, nextTick(dueMs, timer.everyMs));
    tellNext();
  }
}

/** Calls back after the present job. */
export function queueMicrotask(callback: () => void): void {
  if (typeof callback !== "function") throw new TypeError("queueMicrotask needs a function");
  void runLater(callback);
}

const newPerformance = Symbol("newPerformance");

/** High Resolution Time §8: milliseconds since the module started. */
export class Performance extends EventTarget {
  #timeOrigin: number | undefined;

  constructor(token?: unknown) {
    if (token !== newPerformance) throw new TypeError("Illegal constructor");
    super();
  }

  get timeOrigin(): number {
    this.#timeOrigin ??= Date.now() - this.now();
    return this.#timeOrigin;
  }

  now(): number {
    return callSync("time/now", []) as number;
  }

  toJSON(): object {
    return { timeOrigin: this.timeOrigin };
  }
}

/** The global `performance`. */
export const performance = new Performance(newPerformance);

interface Setting {
  readonly delayMs: number;
  readonly repeats: boolean;
  readonly args: readonly unknown[];
}

/** Like Node, the soonest is after a millisecond. */
function set(callback: (...args: unknown[]) => void, { delayMs, repeats, args }: Setting): number {
  if (typeof callback !== "function") throw new TypeError("A timer needs a function");
  takePlace();
  const ms = Math.max(1, delayMs);
  lastId += 1;
  const timer = newTimer({ id: lastId, callback, args, everyMs: repeats ? ms : 0 });
  timers[lastId] = timer;
  put(timer, now() + ms);
  tellNext();
  return lastId;
}

/** What a browser makes of a delay or of the number of a timer: Web IDL §3.2.4.9, `long`. */
function long(given: unknown): number {
  return Number(given) | 0;
}

/** Whole milliseconds. */
function now(): number {
  return Math.max(reachedMs, Date.now() + (cells.times[CLOCK_OFFSET] as number));
}

/** The first tick of an interval that has not passed; ticks stay where the first one put them. */
function nextTick(dueMs: number, everyMs: number): number {
  const passed = Math.floor((now() - dueMs) / everyMs);
  return dueMs + (Math.max(0, passed) + 1) * everyMs;
}

/**
 * Runs the next timer as a job, and the one after it in the job in which the answer comes. What is thrown, or rejected
 * without a handler, comes back here, or with the next job.
 */
async function runTwo(): Promise<void> {
  jobsGiven += 1;
  try {
    await jobs.apply();
    runDue();
  } catch (error) {
    failure ??= { error };
  }
  jobsGiven -= 1;
}

/** The host may take unused places back at any moment. */
function takePlace(): void {
  for (;;) {
    const left = Atomics.load(cells.counts, PLACES);
    if (left === 0) callSync("timers/lend", []);
    else if (Atomics.compareExchange(cells.counts, PLACES, left, left - 1) === left) return;
  }
}

function forget(timer: Timer): void {
  delete timers[timer.id];
  Atomics.add(cells.counts, PLACES, 1);
}

/** While the host runs timers, it looks when it is done. */
function tellNext(): void {
  const dueMs = firstDueMs();
  const toldMs = cells.times[NEXT_DUE] as number;
  if (dueMs === toldMs) return;
  cells.times[NEXT_DUE] = dueMs;
  if (dueMs < toldMs && !firing && Atomics.exchange(cells.counts, TOLD, 1) === 0) tellHost();
}

async function runLater(callback: () => void): Promise<void> {
  await undefined;
  callback();
}
