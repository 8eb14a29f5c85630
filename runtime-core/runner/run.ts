/**
 * One run: the root module, its children, their clocks, and the report at the end.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { Outcome } from "../base/outcome.ts";
import type { FilePath } from "../base/span.ts";
import type { Context } from "../context/context.ts";
import { createContext } from "../context/create-context.ts";
import { CpuClock } from "../isolate/cpu-clock.ts";
import { validateArguments, withDefaultArguments } from "../manifest/validate-arguments.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { ChildRuns } from "./child-runs.ts";
import { type ModuleEnd, ModuleRun } from "./module-run.ts";
import { MonotonicClock } from "./monotonic-clock.ts";
import { outcomeOfContext } from "./outcome-of.ts";
import type {
  ContextSnapshot,
  FromRunner,
  InspectorMessage,
  ModuleImage,
  RunReport,
  RunSnapshot,
  StartMessage,
} from "./protocol.ts";

/** How often clocks are read. A tight loop overshoots its CPU limit by about half of it. */
const READ_EVERY_MS = 4;

/** What a run tells and asks. */
export interface RunLinks {
  readonly send: (message: FromRunner) => void;
  /** Asks the supervisor for a module. */
  readonly image: (path: FilePath) => Promise<ModuleImage>;
}

/** A module that is to run in this process. */
export interface ModuleStart {
  readonly id: string;
  readonly image: ModuleImage;
  readonly args: string;
  readonly parent?: Context;
  readonly env: Readonly<Record<string, string>>;
}

/** The run of this process. */
export class Run {
  readonly #start: StartMessage;
  readonly #links: RunLinks;
  readonly #cpuClock = new CpuClock();
  readonly #clock = new MonotonicClock();
  readonly #modules = new Map<string, ModuleRun>();
  readonly #held = new Map<string, () => void>();
  readonly #startedMs = performance.now();
  #lastId = 0;
  #peakHeapBytes = 0;

  constructor(start: StartMessage, links: RunLinks) {
    this.#start = start;
    this.#links = links;
  }

  /** Runs the root module to its end. */
  async execute(): Promise<RunReport> {
    const reading = setInterval(() => this.#read(), READ_EVERY_MS);
    const watching = this.#watch();
    try {
      const { image, args, env } = this.#start;
      const root = await this.runModule({ id: this.newId(), image, args, env });
      return this.#report(root.last, root.end);
    } finally {
      clearInterval(reading);
      clearInterval(watching);
    }
  }

  /** A new id of an isolate and its context. */
  newId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  /** Runs one module; `onContext` sees its context before its code runs. */
  async runModule(
    start: ModuleStart,
    onContext?: (context: Context) => void,
  ): Promise<{ last: ContextSnapshot | undefined; end: ModuleEnd }> {
    const context = this.#createContext(start);
    if (context instanceof AmbitError)
      return { last: undefined, end: { outcome: outcomeOfContext(context), result: null } };
    onContext?.(context);
    const children = new ChildRuns(this, context, (path) => this.#links.image(path));
    const run = new ModuleRun({
      context,
      image: start.image,
      root: this.#start.root,
      clock: this.#cpuClock,
      modules: children,
      write: (stream, line) => this.#links.send({ kind: "output", isolate: start.id, stream, line }),
      onCatastrophe: (message) => void context.cancel(new AmbitError("run/out-of-memory", { detail: message })),
    });
    this.#modules.set(start.id, run);
    const { module } = context;
    const parent = start.parent === undefined ? {} : { parent: start.parent.id };
    await run.prepare();
    this.#links.send({ kind: "isolate", isolate: start.id, module, ...parent, state: "created" });
    if (this.#start.held) await new Promise<void>((resolve) => this.#held.set(start.id, resolve));
    const end = await run.execute(completeArguments(context, start.args));
    const last = this.#endModule(start.id, run, end);
    return { last: await last, end };
  }

  /** Lets a held isolate load its module. */
  go(isolate: string): void {
    this.#held.get(isolate)?.();
    this.#held.delete(isolate);
  }

  /** Ends the run. */
  cancel(reason: string): void {
    const root = this.#modules.get("1");
    void root?.context.cancel(new AmbitError("context/cancelled", { cause: reason }));
    for (const isolate of [...this.#held.keys()]) this.go(isolate);
  }

  /** Opens a debugger's session on an isolate. */
  inspect(isolate: string): void {
    this.#modules.get(isolate)?.inspect((message) => this.#links.send({ kind: "inspector", isolate, message }));
  }

  /** Sends a debugger's message to an isolate. */
  sendToInspector(isolate: string, message: InspectorMessage): void {
    this.#modules.get(isolate)?.sendToInspector(message);
  }

  /** All contexts now. */
  snapshot(): RunSnapshot {
    this.#cpuClock.read();
    return { contexts: [...this.#modules.values()].map((run) => run.snapshot()) };
  }

  #createContext(start: ModuleStart): Context | AmbitError {
    const module = start.image.program.entry;
    const moduleDir = module.slice(0, module.lastIndexOf("/")) || "/";
    const { manifest } = parseManifest(start.image.manifest ?? {}, moduleDir);
    const problems = validateArguments(manifest, JSON.parse(start.args));
    if (problems.length > 0) return new AmbitError("run/invalid-arguments", { module, problems });
    const parent = start.parent === undefined ? {} : { parent: start.parent };
    const { id, env } = start;
    const made = createContext({
      id,
      module,
      manifest,
      ...parent,
      profile: "script",
      clock: this.#clock,
      env,
      cpuTime: "charged",
    });
    if (made.ok) return made.value;
    return new AmbitError("context/exceeds-parent", { violations: made.error.map((violation) => violation.message) });
  }

  /** Ends a module; gives its last snapshot, taken before anything was given back. */
  async #endModule(id: string, run: ModuleRun, end: ModuleEnd): Promise<ContextSnapshot> {
    this.#cpuClock.read();
    const last = run.snapshot();
    this.#peakHeapBytes += run.peakHeapBytes;
    if (end.outcome.kind === "completed") await run.context.finish();
    else
      await run.context.cancel(
        new AmbitError("context/cancelled", { cause: end.outcome.cause?.message ?? end.outcome.kind }),
      );
    this.#links.send({ kind: "isolate", isolate: id, module: run.context.module, state: "ended" });
    if (run.context.parent !== undefined && !(await run.dispose())) this.cancel("a child could not be ended");
    return last;
  }

  #read(): void {
    this.#cpuClock.read();
    for (const run of this.#modules.values()) {
      if (run.context.status === "running") run.look();
    }
  }

  #watch(): NodeJS.Timeout | undefined {
    const everyMs = this.#start.snapshotEveryMs;
    if (everyMs <= 0) return undefined;
    return setInterval(() => this.#links.send({ kind: "snapshot", snapshot: this.snapshot() }), everyMs);
  }

  #report(last: ContextSnapshot | undefined, end: ModuleEnd): RunReport {
    return {
      outcome: end.outcome satisfies Outcome,
      result: end.result,
      limits: last?.limits ?? [],
      permissions: last?.permissions ?? [],
      grants: last?.grants ?? [],
      cpuTimeMs: last?.cpuTimeMs ?? 0,
      wallTimeMs: performance.now() - this.#startedMs,
      peakHeapBytes: this.#peakHeapBytes,
    };
  }
}

/** The argument as JSON with the defaults of declared parameters; a module that declares none gets it as it is. */
function completeArguments({ manifest }: Context, argsJson: string): string {
  if (Object.keys(manifest.parameters).length === 0) return argsJson;
  return JSON.stringify(withDefaultArguments(manifest, JSON.parse(argsJson) as Record<string, unknown>));
}
