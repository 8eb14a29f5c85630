/**
 * Commands about one module: begin one, write its manifest.
 */
import {
  type CodeAction,
  commands,
  Disposable,
  languages,
  Range,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
} from "vscode";
import { isError } from "./findings.ts";
import { isForServer } from "./languages.ts";
import type { LanguageServer } from "./language-client.ts";
import { NEW_MODULE } from "./new-module.ts";

/** Said when a command is about the text in the editor, which is no part of a module. */
export const NO_MODULE = "There is no module here: open a file that exports `manifest` or imports from `ambit:…`.";

const NOT_SAVED = "Save this text in a folder first: what a module may touch begins at the folder of its project.";

/** Registers them. */
export function registerModuleCommands(server: LanguageServer): Disposable {
  return Disposable.from(
    commands.registerCommand("ambit.newModule", newModule),
    commands.registerCommand("ambit.inferManifest", () => inferManifest(server)),
  );
}

/** Asks for a name, writes a module that runs, and opens it. */
async function newModule(): Promise<void> {
  const [folder] = workspace.workspaceFolders ?? [];
  if (folder === undefined) {
    void window.showErrorMessage(
      "Open a folder first: a module reads and writes only what is in its project's folder.",
    );
    return;
  }
  const { fs } = workspace;
  const exists = (uri: Uri): Promise<boolean> =>
    Promise.resolve(fs.stat(uri)).then(
      () => true,
      () => false,
    );
  const name = await window.showInputBox({
    title: "New Module",
    prompt: `A TypeScript or JavaScript file in ${folder.name}`,
    value: "main.ts",
    valueSelection: [0, "main".length],
    validateInput: async (text) => {
      if (!/\.[cm]?[jt]sx?$/.test(text)) return "The name ends with .ts or .js";
      return (await exists(Uri.joinPath(folder.uri, text))) ? `${text} is there already` : undefined;
    },
  });
  if (name === undefined) return;
  const uri = Uri.joinPath(folder.uri, name);
  await fs.writeFile(uri, Buffer.from(NEW_MODULE));
  await window.showTextDocument(uri);
}

/** Does what the server offers at the manifest, or at the imports where there is none. */
async function inferManifest(server: LanguageServer): Promise<void> {
  const editor = moduleEditor();
  if (editor === undefined) return;
  await server.start();
  const { document } = editor;
  const actions = await commands.executeCommand<CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    new Range(0, 0, document.lineCount, 0),
    "refactor.ambit",
    MOST_RESOLVED,
  );
  const action = actions.find(({ title }) => /^(?:Grant exactly what|Create a manifest for)/.test(title));
  if (action?.edit !== undefined && action.edit.size > 0) await workspace.applyEdit(action.edit);
  else if (hasErrors(document)) void window.showErrorMessage(NOT_INFERRED);
  else void window.showInformationMessage("The manifest grants exactly what this module needs.");
}

const NOT_INFERRED =
  "There is no manifest to propose while the module has errors that no grant mends. They are listed among the problems.";

/** Whether somebody, TypeScript too, finds an error in a text: where the text cannot be read, nothing is known of what it needs. */
function hasErrors({ uri }: TextDocument): boolean {
  return languages.getDiagnostics(uri).some(isError);
}

const MOST_RESOLVED = 20;

/** The editor of a text that may be part of a module; undefined has been said to the user. */
function moduleEditor(): TextEditor | undefined {
  const editor = window.activeTextEditor;
  if (editor !== undefined && isForServer(editor.document)) return editor;
  void window.showErrorMessage(editor?.document.isUntitled === true ? NOT_SAVED : NO_MODULE);
  return undefined;
}
