/**
 * From a row of the views to the manifest of its module.
 */
import { type CodeAction, CodeActionKind, commands, Range, Uri, window, workspace } from "vscode";
import { fixForGrant, placeOfGrant } from "./grant-place.ts";
import type { LanguageServer } from "./language-client.ts";
import { manifestTree } from "./manifest-tree.ts";
import { showPlace } from "./show-place.ts";

/** Of the fixes that a file is offered; each costs the server some work. */
const MOST_RESOLVED = 50;

/** A permission that is not granted. */
export interface MissingGrant {
  /** As it is printed: "fs.read /data/a.json". */
  readonly permission: string;
  /** The file of the module. */
  readonly module: string;
  /** The file of the call; default: that of the module. */
  readonly file?: string;
}

/** Shows where a grant stands, or where it would be added. */
export async function showInManifest(server: LanguageServer, file: string, grant: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.file(file));
  await window.showTextDocument(document);
  const uri = document.uri.toString();
  const place = placeOfGrant((await manifestTree(server, uri)) ?? [], grant);
  if (place !== undefined) await showPlace({ uri, range: place.range });
}

/** Writes a grant with the fix that the check offers for it; where it offers none, shows the place in the manifest. */
export async function addToManifest(server: LanguageServer, missing: MissingGrant): Promise<void> {
  const { module, permission, file = module } = missing;
  const document = await workspace.openTextDocument(Uri.file(file));
  const whole = new Range(0, 0, document.lineCount, 0);
  await server.start();
  const actions = await commands.executeCommand<CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    CodeActionKind.QuickFix.value,
    MOST_RESOLVED,
  );
  const wanted = fixForGrant(
    actions.map(({ title }) => title),
    permission,
  );
  const fix = actions.find(({ title }) => title === wanted);
  const isWritten = fix?.edit !== undefined && (await workspace.applyEdit(fix.edit));
  await showInManifest(server, module, permission);
  if (!isWritten)
    void window.showInformationMessage(`The check has no fix for this call. Add it here to allow it: ${permission}`);
}
