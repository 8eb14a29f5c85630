/** `ambit:modules`: other modules, each in an isolate of its own. */
import { type AbortSignal, signalOf } from "./abort.ts";
import { call, callAbortable } from "./wall.ts";
import { toPath } from "./fs.ts";
import { type Port, portOf } from "./ports.ts";

const { parse, stringify } = JSON;

/** What a child may be given. */
export interface SpawnOptions {
  readonly args?: object;
  readonly permissions?: object;
  readonly limits?: object;
  readonly timeout?: number;
  readonly stay?: boolean;
}

/** The longest that a timer waits. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** A running child. */
export interface Child<Result = unknown> {
  readonly id: string;
  /** What its entry returned; rejects when the child fails or is ended. */
  readonly result: Promise<Result>;
  /** Messages to and from it. */
  readonly port: Port;
  /** Calls an export with arguments that are JSON data. */
  call(name: string, args?: readonly unknown[], options?: { signal?: AbortSignal }): Promise<unknown>;
  /** Ends one that stays, after the calls that were made before. */
  finish(): Promise<void>;
  /** Ends it. */
  cancel(reason?: string): Promise<void>;
}

/** Starts a module; resolves when it has its permissions and limits, and is about to load. */
export async function spawn<Result = unknown>(path: unknown, options: SpawnOptions = {}): Promise<Child<Result>> {
  if (typeof options !== "object" || options === null) throw new TypeError("The options of spawn are an object");
  const { args = {}, permissions, limits, timeout, stay = false } = options;
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0 && timeout <= MAX_TIMEOUT_MS))
    throw new TypeError(`The timeout of spawn is a number of milliseconds, at most ${MAX_TIMEOUT_MS}`);
  const plain = stringify({ args, permissions, limits, timeout, stay: Boolean(stay) });
  const id = (await call("modules/spawn", [toPath(path), plain])) as string;
  let result: Promise<Result> | undefined;
  return Object.freeze({
    id,
    get result(): Promise<Result> {
      result ??= call("modules/result", [id]).then((json) => parse(json as string) as Result);
      return result;
    },
    port: portOf(id),
    call: async (name: string, callArgs: readonly unknown[] = [], { signal }: { signal?: AbortSignal } = {}) => {
      const answer = await callAbortable("modules/call", [id, String(name), stringify(callArgs)], {
        signal: signalOf(signal),
      });
      return parse(answer as string) as unknown;
    },
    finish: async () => void (await call("modules/finish", [id])),
    cancel: async (reason = "cancelled by its parent") => {
      await call("modules/cancel", [id, String(reason)]);
    },
  });
}
