/**
 * What the isolates of one session did in the last minute: how much of each half second an isolate ran, waited for the host,
 * waited for a limit, or stood in the debugger. The rest it was idle.
 *
 * It is made of what is told some ten times a second. The times are exact; where in such an interval they lie is not known.
 */
import type { ContextChange } from "../debug-adapter/protocol.ts";

/** What an isolate can do, in the order in which it is drawn from below. */
export const ACTIVITIES = ["running", "host", "throttled", "paused"] as const;

/** One of them. */
export type Activity = (typeof ACTIVITIES)[number];

/** The share of each in an interval; together at most 1. */
export type Shares = Readonly<Record<Activity, number>>;

/** An isolate that is there, or was in the last minute. */
export interface TimelineLane {
  readonly isolate: string;
  readonly module: string;
  /** Another isolate has spawned it. */
  readonly isChild: boolean;
  /** The last minute, now last; undefined when it was not there yet, or not any more. */
  readonly slots: readonly (Shares | undefined)[];
}

/** Milliseconds of a slot. */
export const SLOT_MS = 500;
/** Slots of a lane. */
export const SLOTS = 120;
/** When nothing was told for so long, nothing has changed. */
const QUIET_MS = 300;

interface Lane {
  module: string;
  isChild: boolean;
  isPaused: boolean;
  isGone: boolean;
  cpuTimeMs: number;
  /** Until when it is known. */
  untilMs: number;
  /** What was told last. */
  times: ContextChange["times"];
  /** Milliseconds of each activity, by the number of the slot. */
  readonly slots: Map<number, Record<Activity, number>>;
}

/** One session. */
export class Timeline {
  #nowMs: () => number;
  readonly #lanes = new Map<string, Lane>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** What is known of an isolate now. */
  note({
    isolate,
    cpuTimeMs,
    times,
    module,
    parent,
  }: Omit<ContextChange, "limits" | "status" | "heapBytes" | "file">): void {
    const lane = this.#lane(isolate);
    this.#settle(lane, {
      running: cpuTimeMs - lane.cpuTimeMs,
      host: times.hostMs - lane.times.hostMs,
      throttled: times.throttledMs - lane.times.throttledMs,
      paused: 0,
    });
    Object.assign(lane, { cpuTimeMs, times, module, isChild: parent !== undefined });
  }

  /** An isolate stands in the debugger, or goes on. */
  pause(isolate: string, isPaused: boolean): void {
    const lane = this.#lane(isolate);
    this.#settle(lane);
    lane.isPaused = isPaused;
  }

  /** An isolate is gone; its last minute stays. */
  end(isolate: string): void {
    const lane = this.#lanes.get(isolate);
    if (lane === undefined) return;
    this.#settle(lane);
    lane.isGone = true;
  }

  /** Nothing happens any more: the last minute is that before now. */
  freeze(): void {
    const endMs = this.#nowMs();
    this.#nowMs = () => endMs;
  }

  /** In the order of their numbers. */
  get lanes(): readonly TimelineLane[] {
    const nowMs = this.#nowMs();
    const first = Math.floor(nowMs / SLOT_MS) - SLOTS + 1;
    for (const [isolate, lane] of this.#lanes) {
      if (nowMs - lane.untilMs > QUIET_MS) this.#settle(lane);
      for (const slot of lane.slots.keys()) if (slot < first) lane.slots.delete(slot);
      if (lane.isGone && lane.slots.size === 0) this.#lanes.delete(isolate);
    }
    return [...this.#lanes]
      .filter(([, { module }]) => module !== "")
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([isolate, { isChild, module, slots }]) => ({
        isolate,
        module,
        isChild,
        slots: Array.from({ length: SLOTS }, (_, index) => sharesOf(slots.get(first + index))),
      }));
  }

  /** That of an isolate; one that comes after another of the same number begins anew. */
  #lane(isolate: string): Lane {
    const known = this.#lanes.get(isolate);
    if (known?.isGone === false) return known;
    const lane: Lane = {
      module: "",
      isChild: false,
      isPaused: false,
      isGone: false,
      cpuTimeMs: 0,
      untilMs: this.#nowMs(),
      times: { hostMs: 0, throttledMs: 0, pausedMs: 0 },
      slots: new Map(),
    };
    this.#lanes.set(isolate, lane);
    return lane;
  }

  /** Shares out the time since the last change, into which these times went. */
  #settle(lane: Lane, spent: Shares = NOTHING): void {
    const nowMs = this.#nowMs();
    const spanMs = nowMs - lane.untilMs;
    if (spanMs <= 0 || lane.isGone) return;
    const fromMs = Math.max(lane.untilMs, nowMs - SLOTS * SLOT_MS);
    const shares = lane.isPaused ? { ...NOTHING, paused: 1 } : sharesOfSpan(spent, spanMs);
    for (let atMs = fromMs; atMs < nowMs;) {
      const slot = Math.floor(atMs / SLOT_MS);
      const endMs = Math.min(nowMs, (slot + 1) * SLOT_MS);
      const times = lane.slots.get(slot) ?? { ...NOTHING };
      for (const activity of ACTIVITIES) times[activity] += shares[activity] * (endMs - atMs);
      lane.slots.set(slot, times);
      atMs = endMs;
    }
    lane.untilMs = nowMs;
  }
}

const NOTHING: Shares = { running: 0, host: 0, throttled: 0, paused: 0 };

/** A module can run while the host works for it, and what is told comes late: together they are at most the whole. */
function sharesOfSpan({ running, host, throttled }: Shares, spanMs: number): Shares {
  const ran = Math.min(1, Math.max(0, running) / spanMs);
  const waited = Math.min(1 - ran, throttled / spanMs);
  return { running: ran, throttled: waited, host: Math.min(1 - ran - waited, host / spanMs), paused: 0 };
}

function sharesOf(times: Shares | undefined): Shares | undefined {
  if (times === undefined) return undefined;
  const share = (activity: Activity): number => Math.min(1, times[activity] / SLOT_MS);
  return { running: share("running"), host: share("host"), throttled: share("throttled"), paused: share("paused") };
}
