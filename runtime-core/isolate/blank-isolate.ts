/**
 * An isolate with the prelude in it and no module of a program yet. Making one needs nothing of the program but its limit
 * of memory, so a process that waits for a module has one ready.
 */
import { folderOf } from "../base/file-path.ts";
import { PRELUDE_LIBRARIES } from "../base/prelude-libraries.ts";
import type { FilePath } from "../base/span.ts";
import type { Bridge } from "./bridge.ts";
import { builtScript, builtText } from "./built-files.ts";
import { evaluateAlone } from "./evaluate-alone.ts";
import {
  ivm,
  type NativeContext,
  type NativeCopy,
  type NativeIsolate,
  type NativeModule,
  type NativeReference,
} from "./ivm.ts";

/** V8's limit as a multiple of the soft one: below four times, growing tables abort the process before a poll. */
const HARD_LIMIT_FACTOR = 4;
const MIN_HARD_LIMIT_MB = 768;

/** The name of the global that host modules take hold of while they are evaluated; removed before module code runs. */
const LOADER_HOOK = "ambit:loader";

/** An expression for it. */
export const LOADER = `globalThis[${JSON.stringify(LOADER_HOOK)}]`;

/** The name of the module with what loading modules needs of the prelude: "keep", "load" and "provide". No program sees it. */
export const HOOKS = "ambit:hooks";
const HOOKS_SOURCE = `export const keep = ${LOADER}.keep, load = ${LOADER}.loadCommonJs, provide = ${LOADER}.provide;`;

/** What an isolate is made from. */
export interface BlankOptions {
  /** Bytes of the limit "memory/heap"; a usual one when absent. */
  readonly heapLimitBytes?: number;
}

/** What the prelude can call. */
export type Entrance = Bridge["entrance"] & {
  readonly end: unknown;
  readonly alarm: unknown;
  readonly timers: SharedArrayBuffer;
};

/** What the host can call of the prelude. */
export interface Doors {
  readonly start: NativeReference<(entrance: unknown, moduleDir: string, files: unknown) => void>;
  readonly settle: NativeReference<(replies: readonly unknown[]) => void>;
  readonly fire: NativeReference<(nowMs: number, jobs?: NativeReference<() => void>) => boolean>;
  readonly runDue: NativeReference<() => void>;
  readonly abort: NativeReference<(invocation: number, reason: unknown) => void>;
  readonly invoke: NativeReference<(invocation: number, name: string, argsJson: string) => void>;
  readonly define: NativeReference<(path: string, factory: unknown, factsJson: string) => void>;
  readonly standAtCall: NativeReference<(id: number, wait: object) => void>;
}

const DOORS = ["start", "settle", "fire", "runDue", "abort", "invoke", "define", "standAtCall"] as const;

interface Prelude {
  readonly code: string;
  readonly cachedData?: NativeCopy<ArrayBuffer>;
  /** Names and texts by turns, which isolates share. */
  readonly libraries: readonly NativeCopy<string>[];
}

let prelude: Prelude | undefined;

interface Parts {
  readonly native: NativeIsolate;
  readonly context: NativeContext;
  readonly doors: Doors;
  readonly hooks: NativeModule;
  readonly hardLimitMb: number;
}

/** An isolate for one module. */
export class BlankIsolate {
  readonly native: NativeIsolate;
  readonly context: NativeContext;
  readonly doors: Doors;
  /** The module `HOOKS`. */
  readonly hooks: NativeModule;
  readonly #hardLimitMb: number;
  /** Takes V8's last words. */
  onCatastrophe: (message: string) => void = () => {};

  private constructor({ native, context, doors, hooks, hardLimitMb }: Parts) {
    this.native = native;
    this.context = context;
    this.doors = doors;
    this.hooks = hooks;
    this.#hardLimitMb = hardLimitMb;
  }

  static async create({ heapLimitBytes = 0 }: BlankOptions = {}): Promise<BlankIsolate> {
    const hardLimitMb = hardLimitOf(heapLimitBytes);
    const native = new ivm.Isolate({
      memoryLimit: hardLimitMb,
      inspector: true,
      onCatastrophicError: (message) => made?.onCatastrophe(message),
    });
    const context = await native.createContext({ inspector: true });
    const doors = await openDoors(native, context);
    const hooks = await evaluateAlone({ native, context }, HOOKS, HOOKS_SOURCE);
    const made = new BlankIsolate({ native, context, doors, hooks, hardLimitMb });
    return made;
  }

  /** The one that was made ahead when it suits a limit, else a new one. */
  static async suiting(options: BlankOptions, ahead: Promise<BlankIsolate> | undefined): Promise<BlankIsolate> {
    const blank = await ahead;
    if (blank !== undefined && blank.#hardLimitMb === hardLimitOf(options.heapLimitBytes)) return blank;
    blank?.native.dispose();
    return await BlankIsolate.create(options);
  }

  /** Opens the wall for a module. To be called once, before its code runs. */
  async start(entrance: Entrance, entry: FilePath, files: Readonly<Record<string, string>>): Promise<void> {
    await this.doors.start.apply(undefined, [entrance, folderOf(entry), files] as never, { arguments: { copy: true } });
  }
}

async function openDoors(native: NativeIsolate, context: NativeContext): Promise<Doors> {
  prelude ??= readPrelude();
  const { code, libraries, ...cache } = prelude;
  const script = await native.compileScript(code, { filename: "ambit:prelude", ...cache });
  const prepare = (await script.run(context, { reference: true })) as NativeReference<
    (hook: string, ...libraries: readonly string[]) => unknown
  >;
  const texts = libraries.map((each) => each.copyInto());
  const prepared = await prepare.apply(undefined, [LOADER_HOOK, ...texts], { result: { reference: true } });
  const doors = prepared as unknown as NativeReference<Record<string, unknown>>;
  const each = DOORS.map(async (name) => [name, await doors.get(name, { reference: true })] as const);
  return Object.fromEntries(await Promise.all(each)) as unknown as Doors;
}

function hardLimitOf(heapLimitBytes = 0): number {
  return Math.max(MIN_HARD_LIMIT_MB, Math.ceil((heapLimitBytes * HARD_LIMIT_FACTOR) / 2 ** 20));
}

function readPrelude(): Prelude {
  const { code, cachedData } = builtScript("prelude");
  const libraries = Object.keys(PRELUDE_LIBRARIES).flatMap((name) => [name, builtText(`prelude-${name}.js`)]);
  return {
    code,
    libraries: libraries.map((each) => new ivm.ExternalCopy(each)),
    ...(cachedData && { cachedData: new ivm.ExternalCopy(new Uint8Array(cachedData).buffer) }),
  };
}
