/**
 * The timers of an isolate in the order in which they are due: by time, and of one time in the order in which they came.
 *
 * Times are whole milliseconds, so many timers share one: those of a time are a list, and the times are a binary heap.
 * Nothing here can be reached through prototypes that module code may change.
 */

/** What waits. */
export interface Timer {
  readonly id: number;
  readonly callback: (...args: unknown[]) => void;
  readonly args: readonly unknown[];
  /** 0 for one that does not repeat. */
  readonly everyMs: number;
  /** Where it waits; undefined while it does not. */
  time: Time | undefined;
  before: Timer | undefined;
  after: Timer | undefined;
}

/** A time for which timers wait. */
export interface Time {
  readonly dueMs: number;
  first: Timer | undefined;
  last: Timer | undefined;
  /** In the heap. */
  place: number;
}

const heap: Time[] = Object.setPrototypeOf([], null);
const times: Record<number, Time | undefined> = { __proto__: null } as never;

/** When the first one is due; `Infinity` when none waits. */
export function firstDueMs(): number {
  return heap.length === 0 ? Infinity : (heap[0] as Time).dueMs;
}

/** The one that is due first. */
export function firstTimer(): Timer | undefined {
  return heap.length === 0 ? undefined : (heap[0] as Time).first;
}

/** One that does not wait yet. */
export function newTimer({ id, callback, args, everyMs }: Omit<Timer, "time" | "before" | "after">): Timer {
  return { id, callback, args, everyMs, time: undefined, before: undefined, after: undefined };
}

/** Lets a timer wait. */
export function put(timer: Timer, dueMs: number): void {
  const time = times[dueMs] ?? newTime(dueMs);
  const { last } = time;
  timer.time = time;
  timer.before = last;
  if (last === undefined) time.first = timer;
  else last.after = timer;
  time.last = timer;
}

/** Takes a timer that waits out; gives when it is due. */
export function take(timer: Timer): number {
  const { time, before, after } = timer;
  if (time === undefined) throw new Error("The timer does not wait");
  if (before === undefined) time.first = after;
  else before.after = after;
  if (after === undefined) time.last = before;
  else after.before = before;
  timer.time = timer.before = timer.after = undefined;
  if (time.first === undefined) remove(time);
  return time.dueMs;
}

function newTime(dueMs: number): Time {
  const time: Time = { dueMs, first: undefined, last: undefined, place: 0 };
  times[dueMs] = time;
  rise(time, heap.length);
  return time;
}

function remove(time: Time): void {
  delete times[time.dueMs];
  const { place } = time;
  const last = heap[heap.length - 1] as Time;
  heap.length -= 1;
  if (last === time) return;
  if (place > 0 && last.dueMs < (heap[(place - 1) >> 1] as Time).dueMs) rise(last, place);
  else sink(last, place);
}

function rise(time: Time, from: number): void {
  let place = from;
  while (place > 0) {
    const parent = heap[(place - 1) >> 1] as Time;
    if (parent.dueMs < time.dueMs) break;
    stand(parent, place);
    place = (place - 1) >> 1;
  }
  stand(time, place);
}

function sink(time: Time, from: number): void {
  let place = from;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as Time).dueMs < (heap[child] as Time).dueMs) child += 1;
    if (time.dueMs < (heap[child] as Time).dueMs) break;
    stand(heap[child] as Time, place);
    place = child;
  }
  stand(time, place);
}

function stand(time: Time, place: number): void {
  heap[place] = time;
  time.place = place;
}
