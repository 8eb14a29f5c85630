/**
 * The commands of package.json.
 */
import { commands, debug, Disposable, Location, type LogOutputChannel, Position, Uri, window, workspace } from "vscode";
import type { Location as LspLocation, Position as LspPosition } from "vscode-languageclient";
import type { AmbitCommand, MANIFEST_SCHEME } from "../server/protocol.ts";
import { configurationFor } from "./debug.ts";
import { registerHeapSnapshot } from "./heap-snapshot.ts";
import type { LanguageServer } from "./language-client.ts";
import { openModule } from "./open-module.ts";
import { toRange } from "./show-place.ts";

/** Registers every command. */
export function registerCommands(server: LanguageServer, output: LogOutputChannel): Disposable {
  return Disposable.from(
    register("ambit.runModule", (target: unknown) => start(target, { noDebug: true })),
    register("ambit.debugModule", (target: unknown) => start(target, { noDebug: false })),
    register("ambit.showLocations", showLocations),
    commands.registerCommand("ambit.showManifest", showManifest),
    registerHeapSnapshot(),
    commands.registerCommand("ambit.restartServer", () => server.restart()),
    commands.registerCommand("ambit.showOutput", () => output.show()),
  );
}

function register<Args extends never[]>(command: AmbitCommand, run: (...args: Args) => unknown): Disposable {
  return commands.registerCommand(command, run);
}

/** The effective manifest of the module in the editor, as the language server gives it. */
async function showManifest(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (uri === undefined) return;
  const scheme: typeof MANIFEST_SCHEME = "ambit-manifest";
  await window.showTextDocument(uri.with({ scheme, path: `${uri.path}.jsonc` }), { preview: true });
}

/** What a code lens names, as the editor shows references. */
async function showLocations(uri: string, at: LspPosition, locations: readonly LspLocation[]): Promise<void> {
  const shown = locations.map(({ range, uri: of }) => new Location(Uri.parse(of, true), toRange(range)));
  const position = new Position(at.line, at.character);
  await commands.executeCommand("editor.action.showReferences", Uri.parse(uri, true), position, shown);
}

/** @param target The file of a title button, an explorer entry or a code lens; anything else means the active editor's, or an open module. */
async function start(target: unknown, options: { readonly noDebug: boolean }): Promise<void> {
  const named = typeof target === "string" ? Uri.parse(target, true) : target;
  const uri = named instanceof Uri ? named : (window.activeTextEditor?.document.uri ?? (await openModule()));
  if (uri === undefined) {
    void window.showErrorMessage("There is no module to run: open one.");
    return;
  }
  // In a workspace that is not trusted yet, VS Code asks for that first.
  await debug.startDebugging(workspace.getWorkspaceFolder(uri), configurationFor(uri.fsPath), options);
}
