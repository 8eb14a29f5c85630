/** `ambit:modules`: other modules, each in an isolate of its own. */
import { call } from "./wall.ts";
import { toPath } from "./fs.ts";

/** What a child may be given. */
export interface SpawnOptions {
  readonly args?: object;
  readonly permissions?: object;
  readonly limits?: object;
}

/** A running child. */
export interface Child<Result = unknown> {
  readonly id: string;
  /** What its entry returned; rejects when the child fails or is ended. */
  readonly result: Promise<Result>;
  /** Ends it. */
  cancel(reason?: string): Promise<void>;
}

/** Starts a module; resolves when its code runs. */
export async function spawn<Result = unknown>(path: unknown, options: SpawnOptions = {}): Promise<Child<Result>> {
  if (typeof options !== "object" || options === null) throw new TypeError("The options of spawn are an object");
  const plain = JSON.stringify({ args: options.args ?? {}, permissions: options.permissions, limits: options.limits });
  const id = (await call("modules/spawn", [toPath(path), plain])) as string;
  let result: Promise<Result> | undefined;
  return Object.freeze({
    id,
    get result(): Promise<Result> {
      result ??= call("modules/result", [id]).then((json) => JSON.parse(json as string) as Result);
      return result;
    },
    cancel: async (reason = "cancelled by its parent") => {
      await call("modules/cancel", [id, String(reason)]);
    },
  });
}
