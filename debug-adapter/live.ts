/**
 * What moves while the program runs, as events of our own: only what changed, numbered, so that a client that missed one
 * asks for everything.
 */
import type { ContextSnapshot, HostCall, LimitSnapshot, RunReport, RunSnapshot } from "../runtime-core/index.ts";
import type { ProjectPaths } from "./convert.ts";
import { limitReadings, limitText } from "./limits-scope.ts";
import type { SendEvent } from "./announce.ts";
import type { LiveEvents, LiveLimit, LiveReport, LiveState } from "./protocol.ts";

/** How often what moved is told. */
export const LIVE_EVERY_MS = 100;
/** Calls of the host that are kept for each isolate. */
const MOST_CALLS = 100;
/** Isolates that are gone and whose calls are kept. */
const MOST_GONE = 20;

/** The live view of one program. */
export class Live {
  readonly #send: SendEvent;
  readonly #contexts = new Map<string, ContextSnapshot>();
  /** The isolates of each run. */
  readonly #isolates = new Map<object, readonly string[]>();
  readonly #calls = new Map<string, Map<number, HostCall>>();
  #seq = 0;
  #paths: ProjectPaths | undefined;

  constructor(send: SendEvent) {
    this.#send = send;
  }

  /** Says which project the modules belong to. */
  open(paths: ProjectPaths): void {
    this.#paths = paths;
  }

  /** Everything as it was told last. */
  get state(): LiveState {
    const hostCalls = [...this.#calls.values()].flatMap((calls) => [...calls.values()]);
    const contexts = [...this.#contexts.values()].map((each) => ({
      ...each,
      file: this.#fileOf(each),
      limits: each.limits.map(toLiveLimit),
    }));
    return { seq: this.#seq, contexts, hostCalls };
  }

  /** The last calls of an isolate, in order. */
  hostCallsOf(isolate: string): readonly HostCall[] {
    return [...(this.#calls.get(isolate)?.values() ?? [])];
  }

  /** The limits of a context as they were told last. */
  limitsOf(isolate: string): readonly LimitSnapshot[] {
    return this.#contexts.get(isolate)?.limits ?? [];
  }

  /** Takes calls of the host that began or ended. */
  addHostCalls(calls: readonly HostCall[], lost: number): void {
    for (const call of calls) {
      let known = this.#calls.get(call.isolate);
      if (known === undefined) this.#calls.set(call.isolate, (known = new Map()));
      known.set(call.id, call);
      const [oldest] = known.keys();
      if (known.size > MOST_CALLS && oldest !== undefined) known.delete(oldest);
    }
    this.#tell("ambit/hostCall", { calls, lost });
  }

  /**
   * Takes how the contexts of a run are now; gives the isolates of which a limit has moved that a call takes from, or a
   * person changes.
   */
  update(run: object, { contexts }: RunSnapshot): readonly string[] {
    const living = contexts.map(({ id }) => id);
    const ended = (this.#isolates.get(run) ?? []).filter((id) => !living.includes(id));
    if (living.length === 0) this.#isolates.delete(run);
    else this.#isolates.set(run, living);
    for (const id of ended) this.#forget(id);
    const shownAnew: string[] = [];
    const known = contexts.map((context) => ({ context, before: this.#contexts.get(context.id) }));
    const moved = known.flatMap(({ context, before }) => {
      this.#contexts.set(context.id, context);
      const { id: isolate, module, parent, status, cpuTimeMs, heapBytes, times } = context;
      const limits = changed(context.limits, before?.limits, (limit) => limit.name);
      if (limits.some((limit) => !isOnlyMeasured(limit, before))) shownAnew.push(isolate);
      const rest = {
        isolate,
        module,
        file: this.#fileOf(context),
        ...(parent === undefined ? {} : { parent }),
        status,
        cpuTimeMs,
        heapBytes,
        times,
      };
      const same = isSame(before, context);
      return limits.length === 0 && same ? [] : [{ ...rest, limits: limits.map(toLiveLimit) }];
    });
    // What begins a run is told first.
    if (moved.length > 0 || ended.length > 0) this.#tell("ambit/limits", { contexts: moved, ended });
    for (const { context, before } of known) this.#tellUses(context, before);
    return shownAnew;
  }

  /** Forgets everything: another run follows. */
  restart(): void {
    const ended = [...this.#contexts.keys()];
    this.#contexts.clear();
    this.#isolates.clear();
    this.#calls.clear();
    if (ended.length > 0) this.#tell("ambit/limits", { contexts: [], ended });
  }

  /** Tells the end. */
  end(ended: RunReport): void {
    const report: LiveReport = {
      outcome: ended.outcome,
      limits: ended.limits.map(toLiveLimit),
      permissions: ended.permissions,
      grants: ended.grants,
      cpuTimeMs: ended.cpuTimeMs,
      wallTimeMs: ended.wallTimeMs,
      peakHeapBytes: ended.peakHeapBytes,
    };
    this.#tell("ambit/outcome", { outcome: report.outcome });
    this.#tell("ambit/report", { report });
  }

  /** Calls of isolates that are gone are still there to see, of the last ones. */
  #forget(isolate: string): void {
    this.#contexts.delete(isolate);
    const gone = [...this.#calls.keys()].filter((id) => !this.#contexts.has(id));
    for (const id of gone.slice(0, -MOST_GONE)) this.#calls.delete(id);
  }

  #tellUses(context: ContextSnapshot, before: ContextSnapshot | undefined): void {
    const grants = changed(context.grants, before?.grants, ({ grant }) => grant);
    const uses = changed(context.permissions, before?.permissions, (use) => `${use.verdict} ${use.permission}`);
    if (grants.length > 0 || uses.length > 0) this.#tell("ambit/permission", { isolate: context.id, grants, uses });
  }

  #fileOf({ module }: ContextSnapshot): string {
    return this.#paths?.diskPathOf(module) ?? module;
  }

  #tell<Name extends keyof LiveEvents>(name: Name, body: Omit<LiveEvents[Name], "seq">): void {
    this.#seq += 1;
    this.#send(name, { seq: this.#seq, ...body });
  }
}

/**
 * Heap and times move when a client looks at values: were it told to look again because of that, it would never rest.
 * What a person changed is another capacity, or more than before.
 */
function isOnlyMeasured(limit: LimitSnapshot, context: ContextSnapshot | undefined): boolean {
  const before = context?.limits.find(({ name }) => name === limit.name);
  if (before?.capacity !== limit.capacity) return false;
  return limit.kind === "gauge" || (limit.name.startsWith("execution/") && limit.available <= before.available);
}

function toLiveLimit(limit: LimitSnapshot): LiveLimit {
  return { ...limit, text: limitText(limit), readings: limitReadings(limit) };
}

/** Whether nothing but limits and uses differs. */
function isSame(before: ContextSnapshot | undefined, now: ContextSnapshot): boolean {
  const figures = ({ status, cpuTimeMs, heapBytes, times }: ContextSnapshot): string =>
    JSON.stringify([status, cpuTimeMs, heapBytes, times]);
  return before !== undefined && figures(before) === figures(now);
}

/** The rows that are new or differ from those before with the same key. */
function changed<T>(now: readonly T[], before: readonly T[] = [], key: (row: T) => string): readonly T[] {
  const known = new Map(before.map((row) => [key(row), JSON.stringify(row)]));
  return now.filter((row) => known.get(key(row)) !== JSON.stringify(row));
}
