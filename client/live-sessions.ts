/**
 * The debug sessions of Ambit in this window, and the store of what their adapters tell.
 */
import {
  commands,
  debug,
  type DebugAdapterTracker,
  type DebugSession,
  Disposable,
  type Memento,
  workspace,
} from "vscode";
import type { AdjustArguments, LiveState } from "../debug-adapter/protocol.ts";
import { DEBUG_TYPE } from "./debug.ts";
import { type EndedSession, type LiveEvent, type LiveSession, LiveStore } from "./live-store.ts";
import { printPermission } from "./printed-permission.ts";
import { threadStop } from "./thread-stops.ts";

/** In `when` clauses of package.json: a module was debugged in this workspace. */
const DEBUGGED_KEY = "ambit.debugged";

/** In the state of a workspace: the sessions that are shown, for the next window. */
const LAST_SESSIONS = "ambit.lastSessions";

/** The events that the store takes. */
const STORED: ReadonlySet<string> = new Set<LiveEvent["event"]>([
  "ambit/limits",
  "ambit/permission",
  "ambit/hostCall",
  "ambit/outcome",
  "ambit/report",
]);

/** A change that a person makes in an isolate. */
export type Adjustment = AdjustArguments["adjustment"];

/** Shows the live views in this window from now on. */
export async function showViews(): Promise<void> {
  await commands.executeCommand("setContext", DEBUGGED_KEY, true);
}

/** Follows all sessions from its creation on. */
export class LiveSessions implements Disposable {
  readonly #store: LiveStore;
  readonly #memory: Memento;
  readonly #sessions = new Map<string, DebugSession>();
  readonly #subscriptions: Disposable;

  /** @param changed Something is different now. */
  constructor(memory: Memento, changed: () => void) {
    this.#memory = memory;
    this.#store = new LiveStore({ ask: (id) => void this.#ask(id), changed, nowMs: () => performance.now() });
    this.#subscriptions = Disposable.from(
      debug.onDidStartDebugSession(({ type }) => {
        if (type === DEBUG_TYPE) void showViews();
      }),
      debug.registerDebugAdapterTrackerFactory(DEBUG_TYPE, {
        createDebugAdapterTracker: (session) => this.#track(session),
      }),
      debug.onDidTerminateDebugSession(({ id }) => this.#end(id)),
      debug.onDidReceiveDebugSessionCustomEvent(({ body, event, session }) => {
        if (session.type === DEBUG_TYPE && STORED.has(event))
          this.#store.take(session.id, { event, body: body as unknown } as LiveEvent);
      }),
    );
  }

  /** Takes up the sessions that ended last in this workspace, in a window before this one. */
  recall(): void {
    for (const session of this.#memory.get<readonly EndedSession[]>(LAST_SESSIONS, [])) this.#store.recall(session);
  }

  /** Those that go on, and those that have ended since a program was started last. */
  get all(): readonly LiveSession[] {
    return this.#store.sessions;
  }

  /** Changes something in an isolate. @throws {Error} With the adapter's reason. */
  async adjust(session: string, isolate: string, adjustment: Adjustment): Promise<void> {
    const args: AdjustArguments = { threadId: Number(isolate), adjustment };
    await this.#sessions.get(session)?.customRequest("ambit/adjust", args);
    if (adjustment.kind === "grant") this.#store.grant(session, printPermission(adjustment.permission));
  }

  /** Ends an isolate with its children; the first one is the whole program. */
  async cancel(session: string, isolate: string): Promise<void> {
    await this.#sessions.get(session)?.customRequest("terminateThreads", { threadIds: [Number(isolate)] });
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** The adapter may tell something before VS Code says that the session has started. */
  #track(session: DebugSession): DebugAdapterTracker {
    const { id } = session;
    const read = (message: unknown): void => {
      const stop = threadStop(message);
      if (stop === undefined) return;
      this.#store.stop(id, stop);
      // A window that is opened again ends its sessions without a word.
      if (stop.isStopped) this.#keep();
    };
    this.#sessions.set(id, session);
    this.#store.start({ id, name: nameOf(session) });
    return { onDidSendMessage: read, onWillReceiveMessage: read, onExit: () => this.#end(id) };
  }

  #end(id: string): void {
    if (!this.#sessions.delete(id)) return;
    this.#store.end(id);
    this.#keep();
  }

  /** For `recall`. */
  #keep(): void {
    const known = this.all.filter(({ contexts }) => contexts.size > 0);
    const kept = known.map(({ contexts, id, name }): EndedSession => ({ id, name, contexts: [...contexts.values()] }));
    if (kept.length > 0) void this.#memory.update(LAST_SESSIONS, kept);
  }

  async #ask(id: string): Promise<void> {
    try {
      const state = (await this.#sessions.get(id)?.customRequest("ambit/snapshot")) as LiveState | undefined;
      if (state !== undefined) this.#store.restore(id, state);
    } catch {
      // The program has ended meanwhile, or is about to.
      this.#store.abandon(id);
    }
  }
}

/** Modules of several folders often have one name. */
function nameOf({ name, workspaceFolder }: DebugSession): string {
  const isOneOfMany = workspaceFolder !== undefined && (workspace.workspaceFolders ?? []).length > 1;
  return isOneOfMany ? `${name} (${workspaceFolder.name})` : name;
}
