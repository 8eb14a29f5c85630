/** From a place as the language server names it to the text in the editor. */
import { Range, Selection, Uri, window, workspace } from "vscode";
import type { Location, Range as LspRange } from "vscode-languageclient";

/** Opens the text, with the place selected and in sight. */
export async function showPlace({ range, uri }: Location): Promise<void> {
  const editor = await window.showTextDocument(Uri.parse(uri, true));
  const shown = toRange(range);
  editor.selection = new Selection(shown.start, shown.end);
  editor.revealRange(shown);
}

/** What stands at a place of a text that is open, in one line. */
export function textAt({ range, uri }: Location): string {
  const wanted = Uri.parse(uri, true).toString();
  const document = workspace.textDocuments.find((each) => each.uri.toString() === wanted);
  return document?.getText(toRange(range)).replaceAll(/\s+/g, " ") ?? "";
}

/** A range of the language server as the editor has it. */
export function toRange({ end, start }: LspRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
