/**
 * From a row of the views to the manifest of its module.
 */
import { type CodeAction, CodeActionKind, commands, Range, Selection, Uri, window, workspace } from "vscode";
import type { ManifestTreeItem, ModuleParams } from "../server/protocol.ts";
import { placeOfGrant } from "./grant-place.ts";
import type { LanguageServer } from "./language-client.ts";

/** Of the fixes that a file is offered; each costs the server some work. */
const MOST_RESOLVED = 50;

/** Shows where a grant stands, or where it would be added. */
export async function showInManifest(server: LanguageServer, file: string, grant: string): Promise<void> {
  const editor = await window.showTextDocument(Uri.file(file));
  const params: ModuleParams = { textDocument: { uri: editor.document.uri.toString() } };
  const manifest = await server.request<ManifestTreeItem[] | null>("ambit/manifestTree", params);
  const place = placeOfGrant(manifest ?? [], grant);
  if (place === undefined) return;
  const { end, start } = place.range;
  const range = new Range(start.line, start.character, end.line, end.character);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range);
}

/** Writes a grant with the fix that the check offers for it; where it offers none, shows the place in the manifest. */
export async function addToManifest(server: LanguageServer, file: string, permission: string): Promise<void> {
  const document = await workspace.openTextDocument(file);
  const whole = new Range(0, 0, document.lineCount, 0);
  await server.start();
  const actions = await commands.executeCommand<CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    CodeActionKind.QuickFix.value,
    MOST_RESOLVED,
  );
  const fix = actions.find(({ title }) => title === `Grant "${permission}"`);
  const isWritten = fix?.edit !== undefined && (await workspace.applyEdit(fix.edit));
  await showInManifest(server, file, permission);
  if (!isWritten)
    void window.showInformationMessage(`The check has no fix for this call. Add it here to allow it: ${permission}`);
}
