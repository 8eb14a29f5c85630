/**
 * What the debug adapters of all sessions have told, as it is now. Plain data: it knows nothing of VS Code.
 *
 * Events are applied in order. One that does not follow on the last means that others were missed: then everything is
 * asked for, and what comes meanwhile waits for the answer.
 */
import type { ContextChange, LiveContext, LiveEvents, LiveLimit, LiveState } from "../debug-adapter/protocol.ts";
import { LimitHistory } from "./limit-history.ts";
import type { ThreadStop } from "./thread-stops.ts";
import { Timeline } from "./timeline.ts";

/** One of the adapter's events, by its name. */
export type LiveEvent = {
  [Name in keyof LiveEvents]: { readonly event: Name; readonly body: LiveEvents[Name] };
}[keyof LiveEvents];

/** A call of the host. */
export type HostCall = LiveState["hostCalls"][number];

/** A call with what tells its place among those of other runs: each run counts its calls anew, by a clock of its own. */
export interface KnownCall extends HostCall {
  /** Of the event that told of it first. */
  readonly firstSeq: number;
}

/** A debug session as views read it. */
export interface LiveSession {
  readonly id: string;
  readonly name: string;
  /** What it shows is how it was at its end. */
  readonly hasEnded: boolean;
  /** By isolate. The root comes first. The last ones that have ended stay, with that status, until the program runs again. */
  readonly contexts: ReadonlyMap<string, LiveContext>;
  /** The last ones of each isolate, by their number. */
  readonly hostCalls: ReadonlyMap<string, ReadonlyMap<number, KnownCall>>;
  /** Permissions that the person granted for this session. */
  readonly granted: ReadonlySet<string>;
  /** What was left of the limits of its isolates. */
  readonly history: LimitHistory;
  /** What its isolates did. */
  readonly timeline: Timeline;
  /** Isolates that stand in the debugger. */
  readonly stopped: ReadonlySet<string>;
}

/** What can be kept of a session that has ended. */
export interface EndedSession extends Pick<LiveSession, "id" | "name"> {
  readonly contexts: readonly LiveContext[];
}

/** What a store needs of its surroundings. */
export interface LiveStoreOptions {
  /** Asks the adapter of a session for everything; `restore` or `abandon` takes the answer. */
  readonly ask: (session: string) => void;
  /** Something is different now. */
  readonly changed: () => void;
  readonly nowMs: () => number;
}

interface Session extends LiveSession {
  hasEnded: boolean;
  readonly contexts: Map<string, LiveContext>;
  readonly hostCalls: Map<string, Map<number, KnownCall>>;
  readonly granted: Set<string>;
  readonly stopped: Set<string>;
  /** The contexts that have ended, in that order. */
  readonly gone: Set<string>;
  /** Of the last event that it holds. */
  seq: number;
  /** What came since everything was asked for. */
  waiting: LiveEvent[] | undefined;
}

/** As many as the adapter keeps of each isolate. */
const MOST_CALLS = 100;
const MOST_GONE = 20;

/** The state of all sessions. */
export class LiveStore {
  readonly #options: LiveStoreOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: LiveStoreOptions) {
    this.#options = options;
  }

  /** Those that go on, and those that have ended since a program was started last; in the order of their start. */
  get sessions(): readonly LiveSession[] {
    return [...this.#sessions.values()];
  }

  /** A session with this id, empty from now on. */
  start({ id, name }: Pick<LiveSession, "id" | "name">): void {
    const nothing = {
      hasEnded: false,
      contexts: new Map(),
      hostCalls: new Map(),
      granted: new Set<string>(),
      history: new LimitHistory(this.#options.nowMs),
      timeline: new Timeline(this.#options.nowMs),
      stopped: new Set<string>(),
      gone: new Set<string>(),
      seq: 0,
      waiting: undefined,
    };
    this.#sessions.set(id, { id, name, ...nothing });
    this.#options.changed();
  }

  /** The adapter has granted a permission: it allows the next such call. */
  grant(id: string, permission: string): void {
    this.#sessions.get(id)?.granted.add(permission);
    this.#options.changed();
  }

  /** An isolate stands in the debugger, or goes on. */
  stop(id: string, { isolate, isStopped }: ThreadStop): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.timeline.pause(isolate, isStopped);
    if (isStopped) session.stopped.add(isolate);
    else session.stopped.delete(isolate);
    this.#options.changed();
  }

  /** A session has ended: unless no program began, it stays as it is until the next one begins. */
  end(id: string): void {
    const session = this.#sessions.get(id);
    if (session === undefined || session.hasEnded) return;
    if (session.contexts.size === 0) this.#sessions.delete(id);
    session.hasEnded = true;
    for (const isolate of session.contexts.keys()) endContext(session, isolate);
    session.timeline.freeze();
    this.#options.changed();
  }

  /** A session that has ended before this store was there. */
  recall({ contexts, ...named }: EndedSession): void {
    this.start(named);
    const session = this.#sessions.get(named.id);
    for (const context of contexts) session?.contexts.set(context.id, context);
    this.end(named.id);
  }

  /** Takes an event of a session that was started. */
  take(id: string, event: LiveEvent): void {
    const session = this.#sessions.get(id);
    if (session === undefined || session.hasEnded) return;
    const { seq } = event.body;
    if (session.waiting !== undefined) session.waiting.push(event);
    else if (seq === session.seq + 1) {
      this.#apply(session, event);
      this.#options.changed();
    } else if (seq > session.seq) {
      session.waiting = [event];
      this.#options.ask(id);
    }
  }

  /** Takes everything, as the adapter had it. */
  restore(id: string, state: LiveState): void {
    const session = this.#sessions.get(id);
    if (session === undefined || session.hasEnded) return;
    const { waiting = [] } = session;
    if (session.contexts.size === 0) this.#forgetEnded();
    forgetRun(session, session.granted);
    session.waiting = undefined;
    session.seq = state.seq;
    for (const context of state.contexts) {
      session.contexts.set(context.id, context);
      noteContext(session, { ...context, isolate: context.id });
    }
    keepCalls(session, state.hostCalls);
    for (const event of waiting) this.take(id, event);
    this.#options.changed();
  }

  #forgetEnded(): void {
    for (const [id, { hasEnded }] of this.#sessions) if (hasEnded) this.#sessions.delete(id);
  }

  /** The adapter did not answer: what was missed stays unknown. */
  abandon(id: string): void {
    const session = this.#sessions.get(id);
    const waiting = session?.waiting;
    if (session === undefined || session.hasEnded || waiting === undefined) return;
    session.waiting = undefined;
    for (const event of waiting) this.#apply(session, event);
    this.#options.changed();
  }

  #apply(session: Session, event: LiveEvent): void {
    if (session.contexts.size === 0) this.#forgetEnded();
    apply(session, event);
  }
}

function noteContext({ history, timeline }: Session, context: ContextChange): void {
  for (const limit of context.limits) history.note(context.isolate, limit.name, shareLeft(limit));
  timeline.note(context);
}

/** From 0, nothing left, to 1. */
export function shareLeft({ available, capacity, kind, taken }: LiveLimit): number {
  if (capacity <= 0) return 0;
  return Math.min(1, Math.max(0, (kind === "gauge" ? capacity - taken : available) / capacity));
}

/** @param granted What is granted now for the rest of the session. */
function forgetRun(session: Session, granted: Iterable<string> = []): void {
  const kept = [...granted];
  for (const isolate of session.gone) session.history.forget(isolate);
  for (const known of [session.contexts, session.hostCalls, session.gone, session.granted]) known.clear();
  for (const permission of kept) session.granted.add(permission);
}

function apply(session: Session, { body, event }: LiveEvent): void {
  session.seq = body.seq;
  switch (event) {
    case "ambit/limits":
      // The program had ended. What comes is another run of it, which counts its calls anew.
      if (body.contexts.length > 0 && session.contexts.size === session.gone.size) forgetRun(session);
      for (const { isolate, limits, ...rest } of body.contexts) {
        const before = contextOf(session, isolate);
        noteContext(session, { ...rest, isolate, limits });
        session.contexts.set(isolate, {
          ...before,
          ...rest,
          limits: merged(before.limits, limits, ({ name }) => name),
        });
      }
      for (const isolate of body.ended) endContext(session, isolate);
      forgetOldest(session);
      return;
    case "ambit/permission": {
      const before = contextOf(session, body.isolate);
      const grants = merged(before.grants, body.grants, ({ grant }) => grant);
      const permissions = merged(before.permissions, body.uses, (use) => `${use.verdict} ${use.permission}`);
      session.contexts.set(body.isolate, { ...before, grants, permissions });
      return;
    }
    case "ambit/hostCall":
      keepCalls(session, body.calls);
      return;
    case "ambit/outcome":
    case "ambit/report":
      return;
    default:
      return event satisfies never;
  }
}

function endContext(session: Session, isolate: string): void {
  const context = session.contexts.get(isolate);
  session.timeline.end(isolate);
  session.stopped.delete(isolate);
  if (context === undefined) return;
  session.contexts.set(isolate, { ...context, status: "ended" });
  session.gone.add(isolate);
}

/** Of isolates that are gone the last ones are kept. */
function forgetOldest({ contexts, gone, history, hostCalls }: Session): void {
  for (const isolate of [...gone].slice(0, -MOST_GONE)) {
    gone.delete(isolate);
    contexts.delete(isolate);
    hostCalls.delete(isolate);
    history.forget(isolate);
  }
}

/** What a context has used that has used nothing. */
export const NOTHING_USED = {
  limits: [],
  grants: [],
  permissions: [],
  cpuTimeMs: 0,
  heapBytes: 0,
  times: { hostMs: 0, throttledMs: 0, pausedMs: 0 },
} as const satisfies Partial<LiveContext>;

/** A context is told of by several events; the first need not be that with its module. */
function contextOf(session: Session, id: string): LiveContext {
  return session.contexts.get(id) ?? { id, module: "", file: "", status: "running", ...NOTHING_USED };
}

function keepCalls(session: Session, calls: readonly HostCall[]): void {
  for (const call of calls) {
    let known = session.hostCalls.get(call.isolate);
    if (known === undefined) session.hostCalls.set(call.isolate, (known = new Map()));
    known.set(call.id, { ...call, firstSeq: known.get(call.id)?.firstSeq ?? session.seq });
    const [oldest] = known.keys();
    if (known.size > MOST_CALLS && oldest !== undefined) known.delete(oldest);
  }
}

/** The rows with those that are new in the place of those with the same key; the order stays. */
function merged<T>(before: readonly T[], now: readonly T[], key: (row: T) => string): readonly T[] {
  return [...new Map([...before, ...now].map((row) => [key(row), row])).values()];
}
