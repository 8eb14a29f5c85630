/**
 * What an isolate and its host tell each other about timers and the end without a call: a few numbers in shared memory.
 */

/** The numbers of one isolate. Times are those of the host's monotonic clock, in milliseconds. */
export interface TimerCells {
  /** What to add to `Date.now()` for the time, written by the host; when the next timer is due, by the isolate. */
  readonly times: Float64Array;
  /** Places for timers that the host has lent and the isolate does not use; whether the host is told of an alarm; the end. */
  readonly counts: Int32Array;
}

/** In `times`. */
export const CLOCK_OFFSET = 0;
/** In `times`; `Infinity` while no timer is set. */
export const NEXT_DUE = 1;
/** In `counts`. */
export const PLACES = 0;
/** In `counts`: 1 from when the isolate tells of an earlier alarm until the host has taken note. */
export const TOLD = 1;
/** In `counts`: 1 from when the host ends the isolate. */
export const ENDED = 2;

const TIMES = 2;
const COUNTS = 3;

/** Memory for one isolate. */
export function newTimerMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(TIMES * Float64Array.BYTES_PER_ELEMENT + COUNTS * Int32Array.BYTES_PER_ELEMENT);
}

/** The numbers in such memory. */
export function timerCells(memory: SharedArrayBuffer): TimerCells {
  return {
    times: new Float64Array(memory, 0, TIMES),
    counts: new Int32Array(memory, TIMES * Float64Array.BYTES_PER_ELEMENT, COUNTS),
  };
}
