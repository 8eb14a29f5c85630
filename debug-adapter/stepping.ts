/**
 * One step of one isolate.
 */
import type { Paused } from "./cdp.ts";
import { type Isolate, isModuleUrl, type Pause } from "./debuggee.ts";
import type { Place } from "./stack.ts";

/** Over a call, into it, or out of the function. */
export type StepKind = "over" | "into" | "out";

const METHODS = { over: "Debugger.stepOver", into: "Debugger.stepInto", out: "Debugger.stepOut" } as const;

/** A step from its start to the pause that ends it. */
export class Step {
  readonly #isolate: Isolate;
  readonly #kind: StepKind;

  private constructor(isolate: Isolate, kind: StepKind) {
    this.#isolate = isolate;
    this.#kind = kind;
  }

  /** Makes a step from where an isolate stands. */
  static async prepare(
    isolate: Isolate,
    { kind }: { readonly kind: StepKind; readonly pause: Pause; readonly awaiting: readonly Place[] },
  ): Promise<Step> {
    return new Step(isolate, kind);
  }

  /** Lets the isolate run. */
  async start(): Promise<void> {
    await this.#isolate.inspector.request(METHODS[this.#kind]);
  }

  /** Whether this pause is where the step was to go. */
  async arrived({ callFrames }: Paused): Promise<boolean> {
    return callFrames[0] !== undefined && isModuleUrl(callFrames[0].url);
  }

  /** Runs on after a pause that was not the end of the step. */
  async goOn(): Promise<void> {
    const inModule = this.#isolate.pause?.frames.length !== 0;
    await this.#isolate.inspector.request(inModule ? "Debugger.stepOut" : "Debugger.resume");
  }

  /** Takes back what the step had set. */
  async end(): Promise<void> {}
}
