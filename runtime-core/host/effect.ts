/** What an effect is: the doing behind one row of the capability table. */
import type { LimitName } from "../limits/known-limits.ts";
import type { Context } from "../context/context.ts";
import type { Powers } from "./powers.ts";

/** One call, after it was allowed and its fixed amounts were taken. */
export interface EffectCall {
  /** Name for messages: "readText". */
  readonly call: string;
  readonly args: readonly unknown[];
  readonly context: Context;
  readonly powers: Powers;
  /** Fires when the module gives the call up, or when its context ends. */
  readonly signal: AbortSignal;
  /** Takes tokens, waiting for them; for amounts that are known only on the way. */
  take(limit: LimitName, amount: number): Promise<void>;
}

/** Does a call. Gives plain data, or a promise of it for calls that wait. */
export type Effect = (call: EffectCall) => unknown;
