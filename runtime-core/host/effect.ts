/** What an effect is: the doing behind one row of the capability table. */
import { AmbitError } from "../base/ambit-error.ts";
import type { FilePath } from "../base/span.ts";
import type { Lease } from "../limits/lease.ts";
import type { LimitName } from "../limits/known-limits.ts";
import type { Context } from "../context/context.ts";
import type { TakeBytes } from "./metered.ts";
import type { Powers } from "./powers.ts";
import type { HostServers } from "./servers.ts";
import type { HostSockets } from "./sockets.ts";
import type { HostStreams } from "./streams.ts";

/** One call, after it was allowed and its fixed amounts were taken. */
export interface EffectCall {
  /** Name for messages: "readText". */
  readonly call: string;
  readonly args: readonly unknown[];
  readonly context: Context;
  readonly powers: Powers;
  /** Fires when the module gives the call up, or when its context ends. */
  readonly signal: AbortSignal;
  /** The project path of the first argument, when exactly that was allowed before. */
  readonly checkedPath: FilePath | undefined;
  /** Takes tokens, waiting for them; for amounts that are known only on the way. */
  readonly take: TakeBytes;
  /** Takes tokens when they are there at once. */
  tryTake(limit: LimitName, amount: number): boolean;
  /** Streams that outlive the call. */
  readonly streams: HostStreams;
  readonly servers: HostServers;
  readonly sockets: HostSockets;
  /** Takes over what the call holds: it is given back when the caller says so, and not at the end of the call. */
  keepHeld(): Disposable;
  /** Whether a large answer of so many bytes may be made on the spot. */
  mayAnswerNow(bytes: number): boolean;
  /** Waits for room on the way into the isolate; held until the module has the answer. */
  reserve(bytes: number): Promise<void>;
}

/** Places for timers that were taken. */
export interface LentTimers {
  readonly count: number;
  readonly lease: Lease;
}

/**
 * Bytes as they come out of an isolate.
 *
 * @throws {AmbitError} `host/invalid-argument` for anything but bytes.
 */
export function bytesOf(given: unknown, call: string): Uint8Array {
  if (given instanceof Uint8Array) return given;
  throw new AmbitError("host/invalid-argument", { call, detail: "the bytes are no Uint8Array" });
}

/**
 * A text as it comes out of an isolate.
 *
 * @throws {AmbitError} `host/invalid-argument` for anything but a text.
 */
export function textOf(given: unknown, call: string): string {
  if (typeof given === "string") return given;
  throw new AmbitError("host/invalid-argument", { call, detail: "the text is no string" });
}

/** Does a call. Gives plain data, or a promise of it for calls that wait. */
export type Effect = (call: EffectCall) => unknown;
