/**
 * What happens in a context, for whoever looks: the debugger, `--record`, metrics.
 */
import type { AmbitError } from "../base/ambit-error.ts";
import type { LimitName } from "../limits/known-limits.ts";
import type { WaitOutcome } from "../limits/pending-take.ts";
import type { Decision } from "../permissions/grants.ts";
import type { Permission, Subject } from "../permissions/permission.ts";
import type { TearDownProblem } from "./tear-down.ts";

/** Where a context is in its life: it runs, its tear-down runs, it is over. */
export type ContextStatus = "running" | "ending" | "ended";

/** What can happen. */
export type ContextHappening =
  | { readonly kind: "decision"; readonly asked: Permission | Subject; readonly decision: Decision }
  | { readonly kind: "drop"; readonly permission: Permission }
  | { readonly kind: "wait-begin"; readonly limit: LimitName; readonly amount: number; readonly wait: object }
  | {
      readonly kind: "wait-end";
      readonly limit: LimitName;
      readonly amount: number;
      readonly waitedMs: number;
      readonly outcome: WaitOutcome;
      /** The same as of its beginning. */
      readonly wait: object;
    }
  | { readonly kind: "status"; readonly status: "ending" | "ended"; readonly cause: AmbitError }
  | { readonly kind: "tear-down-problem"; readonly problem: TearDownProblem };

/** One event. */
export type ContextEvent = ContextHappening & {
  /** Id of the context. */
  readonly context: string;
  /** A moment of its clock. */
  readonly at: number;
};

/** The events of one context. */
export class ContextEvents {
  readonly #listeners = new Set<(event: ContextEvent) => void>();

  /** Whether anybody listens; otherwise no event need be made. */
  get wanted(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls `listener` with every event from now on, until the result is disposed. */
  subscribe(listener: (event: ContextEvent) => void): Disposable {
    const entry = (event: ContextEvent): void => listener(event);
    this.#listeners.add(entry);
    return { [Symbol.dispose]: () => void this.#listeners.delete(entry) };
  }

  /** Tells everybody. A listener that throws is our bug: it is reported as uncaught and disturbs nobody else. */
  emit(event: ContextEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
