/**
 * The commands of package.json.
 */
import { commands, debug, Disposable, type LogOutputChannel, Uri, window, workspace } from "vscode";
import { configurationFor } from "./debug.ts";
import type { LanguageServer } from "./language-client.ts";

/** Registers every command. */
export function registerCommands(server: LanguageServer, output: LogOutputChannel): Disposable {
  return Disposable.from(
    commands.registerCommand("ambit.runModule", (target: unknown) => start(target, { noDebug: true })),
    commands.registerCommand("ambit.debugModule", (target: unknown) => start(target, { noDebug: false })),
    commands.registerCommand("ambit.restartServer", () => server.restart()),
    commands.registerCommand("ambit.showOutput", () => output.show()),
  );
}

/** @param target The file of a title button or an explorer entry; anything else means the active editor's. */
async function start(target: unknown, options: { readonly noDebug: boolean }): Promise<void> {
  const uri = target instanceof Uri ? target : window.activeTextEditor?.document.uri;
  if (uri === undefined) {
    void window.showErrorMessage("There is no module to run: open one.");
    return;
  }
  if (!workspace.isTrusted) {
    void window.showErrorMessage("Modules run only in workspaces that you trust.");
    return;
  }
  await debug.startDebugging(workspace.getWorkspaceFolder(uri), configurationFor(uri.fsPath), options);
}
