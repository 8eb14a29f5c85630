/**
 * One module in one V8 isolate: the prelude, the program, the crossing to the host, and its end.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { folderOf } from "../base/file-path.ts";
import type { InspectorMessage } from "../base/inspector-message.ts";
import type { Program } from "../base/program.ts";
import { Bridge, type HostCalls } from "./bridge.ts";
import { InspectorChannel } from "./inspector-channel.ts";
import { type InvokeEnd, readInvokeEnd } from "./invoke-end.ts";
import { ivm, type NativeContext, type NativeCopy, type NativeIsolate, type NativeReference } from "./ivm.ts";
import { Jobs } from "./jobs.ts";
import { MemoryGuard } from "./memory-guard.ts";
import { type HostModuleExports, LOADER_HOOK, ModuleLoader } from "./module-loader.ts";

/** V8's limit as a multiple of the soft one: below four times, growing tables abort the process before a poll. */
const HARD_LIMIT_FACTOR = 4;
const MIN_HARD_LIMIT_MB = 768;

/** What an isolate needs and tells. */
export interface ModuleIsolateOptions {
  readonly program: Program;
  readonly hostModules: HostModuleExports;
  /** Bytes of the limit "memory/heap". */
  readonly heapLimitBytes: number;
  readonly host: HostCalls;
  /** Takes how the entry ended. */
  readonly onEnd: (end: InvokeEnd) => void;
  /** Takes what the module threw and nobody caught. */
  readonly onUncaught: (error: unknown) => void;
  /** Bytes that the isolate may hold now. */
  readonly allowedHeapBytes: () => number;
  /** Takes the bytes in use, about a hundred times a second. */
  readonly onHeapUsage: (bytes: number) => void;
  /** V8 gave up on the isolate; its thread is lost and the process is to be replaced. */
  readonly onCatastrophe: (message: string) => void;
}

type Entrance = Bridge["entrance"] & { readonly end: unknown };

interface Doors {
  readonly settle: NativeReference<(replies: readonly unknown[]) => void>;
  readonly fire: NativeReference<(id: number) => void>;
  readonly invoke: NativeReference<(name: string, argsJson: string) => void>;
}

interface Prelude {
  readonly code: string;
  /** What V8 made of the code at the build; nothing when it belongs to other code. */
  readonly cachedData?: NativeCopy;
}

let prelude: Prelude | undefined;

/** A module that runs. */
export class ModuleIsolate {
  readonly native: NativeIsolate;
  readonly #options: ModuleIsolateOptions;
  readonly #bridge: Bridge;
  readonly #guard: MemoryGuard;
  readonly #jobs = new Jobs();
  readonly #channels = new Set<InspectorChannel>();
  #loader: ModuleLoader | undefined;
  #doors: Doors | undefined;
  #ending: Promise<boolean> | undefined;

  private constructor(options: ModuleIsolateOptions) {
    this.#options = options;
    const hardLimitMb = Math.max(MIN_HARD_LIMIT_MB, Math.ceil((options.heapLimitBytes * HARD_LIMIT_FACTOR) / 2 ** 20));
    this.native = new ivm.Isolate({
      memoryLimit: hardLimitMb,
      inspector: true,
      onCatastrophicError: (message) => options.onCatastrophe(message),
    });
    this.#bridge = new Bridge(options.host, this.#jobs, (error) => options.onUncaught(error));
    this.#guard = new MemoryGuard(this.native, {
      allowedBytes: options.allowedHeapBytes,
      onUsage: options.onHeapUsage,
    });
  }

  /** Makes an isolate with the prelude and the host modules in it; no module code has run. */
  static async create(options: ModuleIsolateOptions): Promise<ModuleIsolate> {
    const made = new ModuleIsolate(options);
    const context = await made.native.createContext({ inspector: true });
    const end = new ivm.Callback((kind: unknown, json: unknown) => options.onEnd(readInvokeEnd(kind, json)), {
      ignored: true,
    });
    made.#doors = await startPrelude(made.native, context, { ...made.#bridge.entrance, end }, options.program.entry);
    made.#bridge.connect(made.#doors.settle);
    made.#loader = new ModuleLoader(made.native, context, options.program);
    await made.#loader.prepareHost(options.hostModules);
    return made;
  }

  /** Most bytes seen in use. */
  get peakHeapBytes(): number {
    return this.#guard.peakBytes;
  }

  /** Whether nothing is left that could still make module code run: no job, no call with the host. */
  get idle(): boolean {
    return this.#jobs.running === 0 && this.#bridge.outstanding === 0;
  }

  /** Resolves when no job of the module is running. */
  quiet(): Promise<void> {
    return this.#jobs.done();
  }

  /** Loads the entry and what it imports. Top-level `await` may still be going on when this resolves. */
  async load(): Promise<void> {
    const { program } = this.#options;
    await this.#jobs.run(() => this.#loaderOrThrow().load(program.entry, "entry"));
  }

  /** Loads a file for `import()`; gives the path under which the prelude finds its namespace. */
  async loadDynamic(referrer: string, specifier: string): Promise<string> {
    const loader = this.#loaderOrThrow();
    const path = loader.target(referrer, specifier);
    if (path === undefined) return "";
    await this.#jobs.run(() => loader.load(path, path));
    return path;
  }

  /** Calls an export of the entry with one argument, given as JSON; `onEnd` gets the end. */
  async invoke(name: string, argsJson: string): Promise<void> {
    const { invoke } = this.#doorsOrThrow();
    await this.#jobs.run(() => invoke.apply(undefined, [name, argsJson]));
  }

  /** Runs the callback of a timer. */
  async fire(timer: number): Promise<void> {
    const { fire } = this.#doorsOrThrow();
    try {
      await this.#jobs.run(() => fire.apply(undefined, [timer]));
    } catch (error) {
      if (this.#ending === undefined) this.#options.onUncaught(error);
    }
  }

  /** Opens an inspector session for a debugger. */
  inspect(onMessage: (message: InspectorMessage) => void): InspectorChannel {
    const channel = new InspectorChannel(this.native, onMessage);
    this.#channels.add(channel);
    return channel;
  }

  /**
   * Ends the isolate, whatever it is doing.
   *
   * @returns False when it could not be ended from inside the process.
   */
  dispose(): Promise<boolean> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<boolean> {
    this.#bridge.close();
    const closed = await Promise.all([...this.#channels, this.#guard].map((each) => each.close()));
    if (closed.includes(false)) return false;
    if (!this.native.isDisposed) this.native.dispose();
    return true;
  }

  #doorsOrThrow(): Doors {
    if (this.#doors === undefined) throw new Error("The prelude has not started");
    return this.#doors;
  }

  #loaderOrThrow(): ModuleLoader {
    if (this.#loader === undefined) throw new Error("The prelude has not started");
    return this.#loader;
  }
}

async function startPrelude(
  isolate: NativeIsolate,
  context: NativeContext,
  entrance: Entrance,
  entry: string,
): Promise<Doors> {
  prelude ??= readPrelude();
  const { code, ...cache } = prelude;
  const script = await isolate.compileScript(code, { filename: "ambit:prelude", ...cache });
  const start = await script.run(context, { reference: true });
  const moduleDir = folderOf(entry);
  const argument = await context.evalClosure(
    "return { submit: $0, callSync: $1, end: $2 }",
    [entrance.submit, entrance.callSync, entrance.end],
    {
      result: { reference: true },
    },
  );
  const doors = (await start.apply(undefined, [argument.derefInto(), moduleDir, LOADER_HOOK], {
    result: { reference: true },
  })) as unknown as NativeReference<Record<string, unknown>>;
  const door = (name: string): Promise<unknown> => doors.get(name, { reference: true });
  const [settle, fire, invoke] = await Promise.all([door("settle"), door("fire"), door("invoke")]);
  return { settle, fire, invoke } as Doors;
}

function readPrelude(): Prelude {
  try {
    const code = readFileSync(new URL("prelude.js", DIST), "utf8");
    return { code, ...readCache(code) };
  } catch (cause) {
    throw new Error("dist/prelude.js cannot be read; in a checkout, `npm run build` makes it", { cause });
  }
}

/** V8 takes a cache for code of the same length, so the cache says of which code it is. */
function readCache(code: string): { cachedData?: NativeCopy } {
  const file = new URL("prelude.cache", DIST);
  if (!existsSync(file)) return {};
  const bytes = readFileSync(file);
  const digest = createHash("sha256").update(code).digest();
  if (!bytes.subarray(0, digest.length).equals(digest)) return {};
  return { cachedData: new ivm.ExternalCopy(new Uint8Array(bytes.subarray(digest.length)).buffer) };
}

/** Where the bundles are; the sources find it in the same place. */
const DIST = new URL(import.meta.url.endsWith(".ts") ? "../../dist/" : "./", import.meta.url);
