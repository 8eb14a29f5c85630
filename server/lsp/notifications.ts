/** What the client tells: texts, files, folders, settings. */
import {
  type DidChangeConfigurationParams,
  type DidChangeTextDocumentParams,
  type DidChangeWatchedFilesParams,
  type DidChangeWorkspaceFoldersParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  FileChangeType,
} from "vscode-languageserver/node";
import { folderOf, type OpenDocument } from "../documents/documents.ts";
import type { FileChange } from "../documents/prepared-modules.ts";
import type { LanguageServer } from "./language-server.ts";

export async function onOpen(server: LanguageServer, params: DidOpenTextDocumentParams): Promise<void> {
  const document = server.documents.open(params.textDocument);
  if (!server.isWatchedOutside || server.folders.length === 0) server.modules.findRoots();
  if (server.enabled) server.modules.opened(document);
  touch(server, document);
  await server.watchOuter();
}

export function onChange(server: LanguageServer, params: DidChangeTextDocumentParams): void {
  server.editedAtMs = performance.now();
  const document = server.documents.change(params.textDocument, params.contentChanges);
  if (document === undefined)
    server.connection.console.warn(`"${params.textDocument.uri}" was changed but is not open`);
  else if (server.enabled) server.modules.changed(document);
  touch(server, document);
}

export function onClose(server: LanguageServer, params: DidCloseTextDocumentParams): void {
  const document = server.documents.close(params.textDocument.uri);
  if (document !== undefined) server.modules.closed(document);
  touch(server, document);
}

/** What is read instead of a file of the disk has changed. */
function touch(server: LanguageServer, document: OpenDocument | undefined): void {
  if (document?.file !== undefined) server.closedModules.filesChanged([{ file: document.file, kind: "changed" }]);
}

const CHANGES: Readonly<Record<FileChangeType, FileChange["kind"]>> = {
  [FileChangeType.Created]: "created",
  [FileChangeType.Changed]: "changed",
  [FileChangeType.Deleted]: "deleted",
};

export async function onWatchedFiles(server: LanguageServer, params: DidChangeWatchedFilesParams): Promise<void> {
  const changes = params.changes.flatMap(({ uri, type }) => {
    const file = server.fileOf(uri);
    return file === undefined ? [] : [{ file, kind: CHANGES[type] }];
  });
  server.filesChanged(changes);
  await server.watchOuter();
}

export async function onFolders(server: LanguageServer, params: DidChangeWorkspaceFoldersParams): Promise<void> {
  const { added, removed } = params.event;
  const gone = new Set(removed.map((folder) => folderOf(folder.uri)));
  const kept = server.folders.filter((folder) => !gone.has(folder));
  server.setFolders([...kept, ...added.flatMap((folder) => folderOf(folder.uri) ?? [])]);
  await server.watchOuter();
}

export async function onConfiguration(server: LanguageServer, params: DidChangeConfigurationParams): Promise<void> {
  if (server.client.workspace?.configuration !== true) server.configure(params.settings);
  else server.configure(await server.connection.workspace.getConfiguration("ambit"));
}
