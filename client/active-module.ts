/**
 * Keeps the editor's context keys true, which decide where commands and keys of Ambit are offered, and starts the
 * server when the first text needs it.
 */
import { commands, Disposable, type TextDocument, type TextDocumentChangeEvent, window, workspace } from "vscode";
import type { LanguageServer } from "./language-client.ts";
import { isForServer, isModule, isScript } from "./languages.ts";
import { usesAmbit } from "./module-text.ts";
import { readSettings } from "./settings.ts";

/** Keys as they stand in `when` clauses of package.json. */
const CONTEXT_KEYS = {
  /** The text in the active editor is a module. */
  module: "ambit.activeModule",
  /** The workspace has launch configurations of its own: F5 means those. */
  launch: "ambit.hasLaunchConfigurations",
} as const;

/** How long after an edit the text is looked at again, in milliseconds. */
const SETTLE_MS = 250;

/** Begins to watch; ends when disposed. */
export function watchModules(server: LanguageServer): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    clearTimeout(timer);
    timer = undefined;
    setKeys();
  };
  const onChange = (event: TextDocumentChangeEvent): void => {
    if (
      needsServer(server) &&
      event.contentChanges.some((change) => touchesAmbit(event.document, change.range.start.line, change.text))
    ) {
      void server.start();
    }
    if (event.document === window.activeTextEditor?.document) timer ??= setTimeout(refresh, SETTLE_MS);
  };
  const startForAll = (): void => {
    for (const document of workspace.textDocuments) startFor(server, document);
  };
  startForAll();
  refresh();
  return Disposable.from(
    workspace.onDidOpenTextDocument((document) => startFor(server, document)),
    workspace.onDidChangeTextDocument(onChange),
    window.onDidChangeActiveTextEditor(refresh),
    workspace.onDidChangeConfiguration(() => {
      startForAll();
      refresh();
    }),
    new Disposable(() => clearTimeout(timer)),
  );
}

function startFor(server: LanguageServer, document: TextDocument): void {
  if (needsServer(server) && isForServer(document)) void server.start();
}

function needsServer(server: LanguageServer): boolean {
  return !server.wanted && readSettings().enable;
}

/** Whether the lines of a change are such as to make the text a module's: its other lines were looked at before. */
function touchesAmbit(document: TextDocument, firstLine: number, inserted: string): boolean {
  if (!isScript(document)) return false;
  const lastLine = Math.min(firstLine + inserted.split("\n").length, document.lineCount) - 1;
  for (let line = firstLine; line <= lastLine; line++) if (usesAmbit(document.lineAt(line).text)) return true;
  return false;
}

function setKeys(): void {
  const document = window.activeTextEditor?.document;
  const launches = workspace.getConfiguration("launch", document?.uri).get<unknown>("configurations");
  set(CONTEXT_KEYS.module, document !== undefined && isModule(document));
  set(CONTEXT_KEYS.launch, Array.isArray(launches) && launches.length > 0);
}

function set(key: string, value: boolean): void {
  void commands.executeCommand("setContext", key, value);
}
