/**
 * What tests of the live views are given: a context, a limit, and a store that records what it asks for.
 */
import type { LiveContext, LiveLimit } from "../debug-adapter/protocol.ts";
import { LimitHistory } from "./limit-history.ts";
import { type LiveEvent, type LiveSession, LiveStore, NOTHING_USED } from "./live-store.ts";
import { Timeline } from "./timeline.ts";

const SESSION = { id: "s", name: "Ambit: main.ts" };

/** A frequency of 10 per second. */
export function limitOf(available: number, overrides: Partial<LiveLimit> = {}): LiveLimit {
  const text = `${available} of 10 left (10/s)`;
  const readings: LiveLimit["readings"] = [["capacity", "10"]];
  const quantity = { kind: "frequency", value: 10 } as const;
  const amounts = { quantity, capacity: 10, available, taken: 10 - available, waiting: 0, holders: [], own: true };
  return { name: "http/request", kind: "frequency", ...amounts, text, readings, ...overrides };
}

/** A root module without limits and grants. */
export function contextOf(id: string, overrides: Partial<LiveContext> = {}): LiveContext {
  return { id, module: "/main.ts", file: "/project/main.ts", status: "running", ...NOTHING_USED, ...overrides };
}

/** A session "s" with these contexts. */
export function sessionOf(...contexts: readonly LiveContext[]): LiveSession {
  const byId = new Map(contexts.map((context) => [context.id, context]));
  const told = { contexts: byId, hostCalls: new Map(), granted: new Set<string>(), stopped: new Set<string>() };
  return { ...SESSION, ...told, hasEnded: false, history: new LimitHistory(() => 0), timeline: new Timeline(() => 0) };
}

/** That limits of an isolate have moved. */
export function limitsMoved(seq: number, isolate: string, ...limits: readonly LiveLimit[]): LiveEvent {
  const { id: _id, grants: _grants, permissions: _permissions, ...context } = contextOf(isolate, { limits });
  return { event: "ambit/limits", body: { seq, contexts: [{ isolate, ...context }], ended: [] } };
}

/** A store with one session "s". */
export function storeOfOne(): {
  readonly store: LiveStore;
  readonly asked: string[];
  readonly changes: { count: number };
} {
  const asked: string[] = [];
  const changes = { count: 0 };
  const store = new LiveStore({
    ask: (session) => asked.push(session),
    changed: () => (changes.count += 1),
    nowMs: () => 0,
  });
  store.start(SESSION);
  return { store, asked, changes };
}
