/**
 * An isolate with the prelude in it and no module yet. Making one needs nothing of the module but its limit of memory,
 * so a process that waits for a module has one ready.
 */
import { createHash } from "node:crypto";
import { folderOf } from "../base/file-path.ts";
import type { FilePath } from "../base/span.ts";
import type { Bridge } from "./bridge.ts";
import { builtBytes, builtText } from "./built-files.ts";
import { ivm, type NativeContext, type NativeCopy, type NativeIsolate, type NativeReference } from "./ivm.ts";
import { LOADER_HOOK } from "./module-loader.ts";

/** V8's limit as a multiple of the soft one: below four times, growing tables abort the process before a poll. */
const HARD_LIMIT_FACTOR = 4;
const MIN_HARD_LIMIT_MB = 768;

/** What the prelude can call. */
export type Entrance = Bridge["entrance"] & {
  readonly end: unknown;
  readonly alarm: unknown;
  readonly timers: SharedArrayBuffer;
};

/** What the host can call of the prelude. */
export interface Doors {
  readonly settle: NativeReference<(replies: readonly unknown[]) => void>;
  readonly fire: NativeReference<(nowMs: number, jobs?: NativeReference<() => void>) => boolean>;
  readonly runDue: NativeReference<() => void>;
  readonly abort: NativeReference<(invocation: number, reason: unknown) => void>;
  readonly invoke: NativeReference<(invocation: number, name: string, argsJson: string) => void>;
  readonly define: NativeReference<(path: string, factory: unknown, factsJson: string) => void>;
}

interface Prelude {
  readonly code: string;
  /** What V8 made of the code at the build; nothing when it belongs to other code. */
  readonly cachedData?: NativeCopy;
}

let prelude: Prelude | undefined;

/** An isolate for one module. */
export class BlankIsolate {
  readonly native: NativeIsolate;
  readonly context: NativeContext;
  readonly #hardLimitMb: number;
  readonly #start: NativeReference<(...args: readonly unknown[]) => unknown>;
  /** Takes V8's last words. */
  onCatastrophe: (message: string) => void = () => {};

  private constructor(
    { native, hardLimitMb }: { readonly native: NativeIsolate; readonly hardLimitMb: number },
    context: NativeContext,
    start: NativeReference<(...args: readonly unknown[]) => unknown>,
  ) {
    this.native = native;
    this.context = context;
    this.#hardLimitMb = hardLimitMb;
    this.#start = start;
  }

  /** Makes one for modules with a usual limit, or with this one in bytes. */
  static async create(heapLimitBytes = 0): Promise<BlankIsolate> {
    const hardLimitMb = hardLimitOf(heapLimitBytes);
    const native = new ivm.Isolate({
      memoryLimit: hardLimitMb,
      inspector: true,
      onCatastrophicError: (message) => made.onCatastrophe(message),
    });
    const context = await native.createContext({ inspector: true });
    prelude ??= readPrelude();
    const { code, ...cache } = prelude;
    const script = await native.compileScript(code, { filename: "ambit:prelude", ...cache });
    const start = (await script.run(context, { reference: true })) as NativeReference<() => unknown>;
    const made = new BlankIsolate({ native, hardLimitMb }, context, start);
    return made;
  }

  /** The one that was made ahead when it suits a limit, else a new one. */
  static async suiting(heapLimitBytes: number, ahead: Promise<BlankIsolate> | undefined): Promise<BlankIsolate> {
    const blank = await ahead;
    if (blank !== undefined && blank.#hardLimitMb === hardLimitOf(heapLimitBytes)) return blank;
    blank?.native.dispose();
    return await BlankIsolate.create(heapLimitBytes);
  }

  /** Opens the wall for a module. To be called once. */
  async start({ timers, ...entrance }: Entrance, entry: FilePath): Promise<Doors> {
    const argument = await this.context.evalClosure(
      "return { submit: $0, callSync: $1, end: $2, alarm: $3, timers: $4, submitNow: $5 }",
      [
        entrance.submit,
        entrance.callSync,
        entrance.end,
        entrance.alarm,
        new ivm.ExternalCopy(timers).copyInto(),
        entrance.submitNow,
      ],
      { result: { reference: true } },
    );
    const doors = (await this.#start.apply(undefined, [argument.derefInto(), folderOf(entry), LOADER_HOOK], {
      result: { reference: true },
    })) as unknown as NativeReference<Record<string, unknown>>;
    const door = (name: string): Promise<unknown> => doors.get(name, { reference: true });
    const names = ["settle", "fire", "runDue", "abort", "invoke", "define"];
    const [settle, fire, runDue, abort, invoke, define] = await Promise.all(names.map(door));
    return { settle, fire, runDue, abort, invoke, define } as Doors;
  }
}

function hardLimitOf(heapLimitBytes: number): number {
  return Math.max(MIN_HARD_LIMIT_MB, Math.ceil((heapLimitBytes * HARD_LIMIT_FACTOR) / 2 ** 20));
}

function readPrelude(): Prelude {
  const code = builtText("prelude.js");
  return { code, ...readCache(code) };
}

/** V8 takes a cache for code of the same length, so the cache says of which code it is. */
function readCache(code: string): { cachedData?: NativeCopy } {
  const bytes = builtBytes("prelude.cache");
  const digest = createHash("sha256").update(code).digest();
  if (bytes === undefined || !bytes.subarray(0, digest.length).equals(digest)) return {};
  return { cachedData: new ivm.ExternalCopy(new Uint8Array(bytes.subarray(digest.length)).buffer) };
}
