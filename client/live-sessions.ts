/**
 * The debug sessions of Ambit in this window, and the store of what their adapters tell.
 */
import { commands, debug, type DebugAdapterTracker, type DebugSession, Disposable, workspace } from "vscode";
import type { AdjustArguments, LiveState } from "../debug-adapter/protocol.ts";
import { DEBUG_TYPE } from "./debug.ts";
import { type LiveEvent, type LiveSession, LiveStore } from "./live-store.ts";
import { threadStop } from "./thread-stops.ts";

/** In `when` clauses of package.json: a module was debugged in this workspace. */
const DEBUGGED_KEY = "ambit.debugged";

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
  readonly #sessions = new Map<string, DebugSession>();
  readonly #subscriptions: Disposable;

  /** @param changed Something is different now. */
  constructor(changed: () => void) {
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

  /** Those that go on. */
  get all(): readonly LiveSession[] {
    return this.#store.sessions;
  }

  /** Changes something in an isolate. @throws {Error} With the adapter's reason. */
  async adjust(session: string, isolate: string, adjustment: Adjustment): Promise<void> {
    const args: AdjustArguments = { threadId: Number(isolate), adjustment };
    await this.#sessions.get(session)?.customRequest("ambit/adjust", args);
    if (adjustment.kind !== "grant") return;
    const { domain, kind, resource } = adjustment.permission;
    this.#store.grant(session, `${domain}.${kind} ${resource}`);
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
      if (stop !== undefined) this.#store.stop(id, stop);
    };
    this.#sessions.set(id, session);
    this.#store.start({ id, name: nameOf(session) });
    return { onDidSendMessage: read, onWillReceiveMessage: read, onExit: () => this.#end(id) };
  }

  #end(id: string): void {
    this.#sessions.delete(id);
    this.#store.end(id);
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
