/** What every step of `prepare` returns: its value, whatever the state of the text, and what it found. */
import type { Diagnostic } from "../base/diagnostic.ts";

/** The result of a step. A broken text gives a poorer value, never none. */
export interface StepResult<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}
