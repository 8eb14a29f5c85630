/**
 * The views beside the debugger: limits, permissions, calls of the host and modules of the programs that run now.
 */
import {
  commands,
  debug,
  type DebugSession,
  Disposable,
  type ExtensionContext,
  type Memento,
  window,
  workspace,
} from "vscode";
import { DEBUG_TYPE } from "./debug.ts";
import type { LanguageServer } from "./language-client.ts";
import {
  hostCallRows,
  limitRows,
  type LiveRow,
  type LiveSubject,
  moduleRows,
  permissionRows,
  refusedRows,
} from "./live-rows.ts";
import { type Adjustment, LiveSessions, showViews } from "./live-sessions.ts";
import { registerTimeline } from "./timeline-view.ts";
import { RowTree } from "./row-tree.ts";
import { addToManifest, showInManifest } from "./manifest-places.ts";
import { readPermission } from "./printed-permission.ts";

/** In `when` clauses of package.json: calls of the host are filtered. */
const FILTER_KEY = "ambit.hostCallsFiltered";

/** In the state of a workspace: the views were opened for the user. */
const OPENED = "ambit.viewsOpened";

/** Shows the views, and registers what their menus do. */
export function registerLiveViews(context: ExtensionContext, server: LanguageServer): Disposable {
  let filter = "";
  const sessions = new LiveSessions(context.workspaceState, () => refresh());
  const trees = {
    limits: new RowTree("ambit.limits", { rows: () => limitRows(sessions.all) }),
    permissions: new RowTree("ambit.permissions", { rows: () => permissionRows(sessions.all) }),
    hostCalls: new RowTree("ambit.hostCalls", { rows: () => hostCallRows(sessions.all, filter) }),
    modules: new RowTree("ambit.modules", { rows: () => moduleRows(sessions.all) }),
  };
  function refresh(): void {
    trees.hostCalls.message = filter === "" || sessions.all.length === 0 ? "" : `Calls with “${filter}”`;
    for (const tree of Object.values(trees)) tree.refresh();
  }
  function setFilter(text: string): void {
    filter = text;
    void commands.executeCommand("setContext", FILTER_KEY, text !== "");
    refresh();
  }
  sessions.recall();
  if (context.workspaceState.get(OPENED) === true) void showViews();
  return Disposable.from(
    sessions,
    registerTimeline(context, sessions),
    debug.onDidStartDebugSession((session) => void openOnce(context.workspaceState, session)),
    ...Object.values(trees),
    trees.limits.onRow("ambit.refillLimit", "limit", (row) =>
      adjust(sessions, row, { kind: "refill", limit: row.about.name }),
    ),
    trees.limits.onRow("ambit.changeLimit", "limit", (row) => changeLimit(sessions, row)),
    trees.modules.onRow("ambit.cancelModule", "running", ({ about }) =>
      orSay(sessions.cancel(about.session, about.isolate)),
    ),
    trees.permissions.onRow("ambit.showGrant", "grant", ({ about }) =>
      showInManifest(server, fileOf(sessions, about), about.name),
    ),
    trees.permissions.onRow("ambit.addGrant", ["denied", "past-denied"], ({ about }) =>
      addToManifest(server, { module: fileOf(sessions, about), permission: about.name }),
    ),
    commands.registerCommand("ambit.grantForSession", async (element?: string) => {
      const row = element === undefined ? await pickRefused(sessions) : trees.permissions.row(element);
      if (row !== undefined) await adjust(sessions, row, { kind: "grant", permission: readPermission(row.about.name) });
    }),
    commands.registerCommand("ambit.filterHostCalls", async () => {
      const prompt = "Show calls that hold this text, such as readText, denied, or a part of a path";
      const text = await window.showInputBox({ title: "Filter Host Calls", value: filter, prompt });
      if (text !== undefined) setFilter(text.trim());
    }),
    commands.registerCommand("ambit.clearHostCallsFilter", () => setFilter("")),
  );
}

/** VS Code adds views to its debug side bar closed. The first time in a workspace we open what a module differs by. */
async function openOnce(memory: Memento, { configuration, type }: DebugSession): Promise<void> {
  const isUnwanted = workspace.getConfiguration("debug").get("openDebug") === "neverOpen";
  if (type !== DEBUG_TYPE || configuration.noDebug === true || isUnwanted || memory.get(OPENED) === true) return;
  await memory.update(OPENED, true);
  for (const view of ["ambit.permissions", "ambit.limits"])
    await commands.executeCommand(`${view}.focus`, { preserveFocus: true });
}

function adjust(sessions: LiveSessions, { about }: LiveRow, adjustment: Adjustment): Promise<void> {
  return orSay(sessions.adjust(about.session, about.isolate, adjustment));
}

/** What the adapter does not do is said. */
async function orSay(asked: Promise<void>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    void window.showErrorMessage(messageOf(error));
  }
}

/** Asks for a quantity until the adapter takes it; what it says stands below the text. */
async function changeLimit(sessions: LiveSessions, { about }: LiveRow): Promise<void> {
  const { isolate, name, session } = about;
  const limit = contextsOf(sessions, session)
    ?.get(isolate)
    ?.limits.find((each) => each.name === name);
  const input = window.createInputBox();
  input.title = `Change ${name}`;
  const declared = limit?.readings.find(([reading]) => reading === "declared")?.[1] ?? "";
  const like = declared === "" ? "" : `, written like ${declared}`;
  input.prompt = `For the rest of this run${like}; the manifest stays as it is`;
  input.value = declared;
  await new Promise<void>((resolve) => {
    input.onDidHide(() => resolve());
    input.onDidChangeValue(() => (input.validationMessage = undefined));
    input.onDidAccept(async () => {
      input.busy = true;
      try {
        await sessions.adjust(session, isolate, { kind: "limit", limit: name, quantity: input.value });
        input.hide();
      } catch (error) {
        input.validationMessage = messageOf(error);
      }
      input.busy = false;
    });
    input.show();
  });
  input.dispose();
}

async function pickRefused(sessions: LiveSessions): Promise<LiveRow | undefined> {
  const items = refusedRows(sessions.all).map((row) => ({ label: row.label, description: row.description, row }));
  if (items.length === 0) {
    void window.showInformationMessage("Nothing was refused in this session.");
    return undefined;
  }
  return (await window.showQuickPick(items, { title: "Grant for This Session" }))?.row;
}

/** The file of the module of an isolate. */
function fileOf(sessions: LiveSessions, { isolate, session }: LiveSubject): string {
  return contextsOf(sessions, session)?.get(isolate)?.file ?? "";
}

function contextsOf(sessions: LiveSessions, id: string): LiveSessions["all"][number]["contexts"] | undefined {
  return sessions.all.find((session) => session.id === id)?.contexts;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
