/**
 * Time as an argument: nothing pure reads a clock.
 */

/** A monotonic clock that can call back. Moments are milliseconds with fractions, from an arbitrary origin. */
export interface Clock {
  /** The present moment. Never goes back. */
  now(): number;
  /**
   * Calls `callback` once, at or soon after the moment `at`, and never from inside this call.
   * Disposing the result before then takes the call back.
   */
  wakeAt(at: number, callback: () => void): Disposable;
}
