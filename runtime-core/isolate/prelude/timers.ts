/** Timers and time. The host keeps the alarms; callbacks live here. */
import { EventTarget } from "./events.ts";
import { call, callSync } from "./wall.ts";

interface Timer {
  readonly callback: (...args: unknown[]) => void;
  readonly args: readonly unknown[];
  readonly repeats: boolean;
}

const timers: Record<number, Timer | undefined> = { __proto__: null } as never;
let lastTimer = 0;

/** WHATWG HTML §8.6, without strings of code. */
export function setTimeout(callback: (...args: unknown[]) => void, delayMs: unknown = 0, ...args: unknown[]): number {
  return arm({ callback, args, repeats: false }, delayMs);
}

/** WHATWG HTML §8.6, without strings of code. */
export function setInterval(callback: (...args: unknown[]) => void, delayMs: unknown = 0, ...args: unknown[]): number {
  return arm({ callback, args, repeats: true }, delayMs);
}

/** Takes a timer back. Numbers that are no timer are ignored. */
export function clearTimeout(id: unknown): void {
  if (typeof id !== "number" || timers[id] === undefined) return;
  delete timers[id];
  callSync("timers/clear", [id]);
}

/** Called by the host when an alarm is due. An error of the callback ends the run like any uncaught one. */
export function fire(id: number): void {
  const timer = timers[id];
  if (timer === undefined) return;
  if (!timer.repeats) delete timers[id];
  Reflect.apply(timer.callback, undefined, timer.args);
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

/** Waits; used by `AbortSignal.timeout`. */
export function sleep(delayMs: number): Promise<unknown> {
  return call("timers/sleep", [delayMs]);
}

function arm(timer: Timer, delayMs: unknown): number {
  if (typeof timer.callback !== "function") throw new TypeError("A timer needs a function");
  const delay = Math.max(timer.repeats ? 1 : 0, Math.min(Number(delayMs) || 0, 2 ** 31 - 1));
  lastTimer += 1;
  callSync("timers/arm", [lastTimer, delay, timer.repeats]);
  timers[lastTimer] = timer;
  return lastTimer;
}

async function runLater(callback: () => void): Promise<void> {
  await undefined;
  callback();
}
