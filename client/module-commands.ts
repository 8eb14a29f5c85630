/**
 * Commands about one module: begin one, write its manifest.
 */
import {
  type CodeAction,
  commands,
  type Diagnostic,
  Disposable,
  languages,
  Position,
  Range,
  type TextDocument,
  type TextEditor,
  Uri,
  window,
  workspace,
  type WorkspaceFolder,
} from "vscode";
import { isError } from "./findings.ts";
import { isForServer, isScript } from "./languages.ts";
import type { LanguageServer } from "./language-client.ts";
import { newModuleText } from "./new-module.ts";

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
  const folder = await folderForModule();
  if (folder === undefined) return;
  const { fs } = workspace;
  const exists = (name: string): Promise<boolean> =>
    Promise.resolve(fs.stat(Uri.joinPath(folder.uri, name))).then(
      () => true,
      () => false,
    );
  const proposed = (await exists(FIRST_NAME)) ? "module.ts" : FIRST_NAME;
  const name = await window.showInputBox({
    title: "New Module",
    prompt: `A TypeScript or JavaScript file in ${folder.name}`,
    value: proposed,
    valueSelection: [0, proposed.lastIndexOf(".")],
    validateInput: async (text) => {
      if (!/[^/\\]\.[cm]?[jt]sx?$/.test(text)) return "The name ends with .ts or .js";
      return (await exists(text)) ? `${text} is there already` : undefined;
    },
  });
  if (name === undefined) return;
  const uri = Uri.joinPath(folder.uri, name);
  await fs.writeFile(uri, Buffer.from(newModuleText(name)));
  await window.showTextDocument(uri, { preview: false });
}

const FIRST_NAME = "main.ts";

/** That of the file in the editor, else the only one, else the one that is chosen. */
async function folderForModule(): Promise<WorkspaceFolder | undefined> {
  const { workspaceFolders = [] } = workspace;
  const active = window.activeTextEditor?.document.uri;
  if (workspaceFolders.length > 1)
    return (active && workspace.getWorkspaceFolder(active)) ?? (await window.showWorkspaceFolderPick());
  if (workspaceFolders.length === 0)
    void window.showErrorMessage(
      "Open a folder first: a module reads and writes only what is in its project's folder.",
    );
  return workspaceFolders[0];
}

/** Does what the server offers at the manifest, or at the imports where there is none. */
async function inferManifest(server: LanguageServer): Promise<void> {
  const editor = moduleEditor();
  if (editor === undefined) return;
  await server.start();
  const { document } = editor;
  if (!isForServer(document)) await importAmbit(editor);
  const actions = await commands.executeCommand<CodeAction[]>(
    "vscode.executeCodeActionProvider",
    document.uri,
    new Range(0, 0, document.lineCount, 0),
    "refactor.ambit",
    MOST_RESOLVED,
  );
  const action = actions.find(({ title }) =>
    /^(?:Grant exactly what|Create a manifest for|Export the manifest, and)/.test(title),
  );
  const error = firstError(document);
  if (action?.edit !== undefined && action.edit.size > 0) await workspace.applyEdit(action.edit);
  else if (error !== undefined) void window.showErrorMessage(`${NOT_INFERRED} ${error.message}`);
  else void window.showInformationMessage("The manifest grants exactly what this module needs.");
}

/** Makes a text that uses nothing of Ambit yet one that may be a module. */
async function importAmbit(editor: TextEditor): Promise<void> {
  const { document } = editor;
  const isScriptOfShell = document.lineAt(0).text.startsWith("#!");
  const line = 'import { defineManifest } from "ambit:module";\n';
  await editor.edit((edit) => edit.insert(new Position(isScriptOfShell ? 1 : 0, 0), line), {
    undoStopBefore: true,
    undoStopAfter: false,
  });
}

const NOT_INFERRED = "There is no manifest to propose while the module has errors that no grant mends. The first one:";

/** The first error that somebody, TypeScript too, finds in a text: where it cannot be read, nothing is known of what it needs. */
function firstError({ uri }: TextDocument): Diagnostic | undefined {
  const errors = languages.getDiagnostics(uri).filter(isError);
  return errors.toSorted((a, b) => a.range.start.compareTo(b.range.start))[0];
}

const MOST_RESOLVED = 20;

/** The editor of a text that a manifest can be written into; undefined has been said to the user. */
function moduleEditor(): TextEditor | undefined {
  const editor = window.activeTextEditor;
  if (editor !== undefined && isScript(editor.document)) return editor;
  void window.showErrorMessage(editor?.document.isUntitled === true ? NOT_SAVED : NO_MODULE);
  return undefined;
}
