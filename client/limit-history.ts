/**
 * What was left of limits in the last minute: of each second the least share. There is no timer: a second in which nothing
 * was noted has what the one before it ended with.
 */

/** Seconds that are kept. */
export const HISTORY_SECONDS = 60;

interface Second {
  readonly at: number;
  /** The least share in it. */
  least: number;
  /** The share at its end. */
  last: number;
}

/** The limits of one session. */
export class LimitHistory {
  readonly #nowMs: () => number;
  readonly #isolates = new Map<string, Map<string, Second[]>>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The share of a limit that is left now, from 0 to 1. */
  note(isolate: string, limit: string, share: number): void {
    const limits = this.#isolates.get(isolate) ?? new Map<string, Second[]>();
    const seconds = limits.get(limit) ?? [];
    this.#isolates.set(isolate, limits.set(limit, seconds));
    const at = this.#second();
    const last = seconds.at(-1);
    if (last?.at === at) {
      last.least = Math.min(last.least, share);
      last.last = share;
      return;
    }
    seconds.push({ at, least: share, last: share });
    // The last one before the minute says how it began.
    while (seconds.length > 1 && (seconds[1]?.at ?? at) <= at - HISTORY_SECONDS) seconds.shift();
  }

  /** The shares of the last minute, now last; undefined before the first that was noted. */
  of(isolate: string, limit: string): readonly (number | undefined)[] {
    const seconds = this.#isolates.get(isolate)?.get(limit) ?? [];
    const first = this.#second() - HISTORY_SECONDS + 1;
    let next = 0;
    let last: number | undefined;
    return Array.from({ length: HISTORY_SECONDS }, (_, index) => {
      let least = last;
      for (let each = seconds[next]; each !== undefined && each.at <= first + index; each = seconds[++next]) {
        least = each.at === first + index ? Math.min(each.least, last ?? 1) : each.last;
        last = each.last;
      }
      return least;
    });
  }

  /** An isolate is gone. */
  forget(isolate: string): void {
    this.#isolates.delete(isolate);
  }

  #second(): number {
    return Math.floor(this.#nowMs() / 1000);
  }
}
