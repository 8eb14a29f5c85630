/**
 * Which message is answered by what: one entry a method. A new feature is a file in `features/` and an entry here
 * (and, because it does not compile otherwise, one in `capabilities.ts`).
 */
import {
  type CodeAction,
  type CodeActionParams,
  type CompletionItem,
  type CompletionParams,
  type DidChangeConfigurationParams,
  type DidChangeTextDocumentParams,
  type DidChangeWatchedFilesParams,
  type DidChangeWorkspaceFoldersParams,
  type DidCloseTextDocumentParams,
  type DidOpenTextDocumentParams,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  ErrorCodes,
  FileChangeType,
  type Hover,
  type HoverParams,
  ResponseError,
} from "vscode-languageserver/node";
import { fileOf } from "../documents/documents.ts";
import type { FileChange } from "../documents/prepared-modules.ts";
import { codeActionEdits, codeActions, type Fix } from "../features/code-action.ts";
import { completions } from "../features/completion.ts";
import { hover } from "../features/hover.ts";
import type { CodeActionData } from "../protocol.ts";
import { fromRange, toCodeAction, toCompletionItem, toDiagnostic, toHover, toWorkspaceEdit } from "./convert.ts";
import type { LanguageServer, Place } from "./language-server.ts";

/** Requests by method. */
export const REQUESTS = {
  "textDocument/hover": onHover,
  "textDocument/completion": onCompletion,
  "textDocument/codeAction": onCodeAction,
  "codeAction/resolve": onResolveCodeAction,
  "textDocument/diagnostic": onDiagnostic,
} as const;

/** A request that the server handles. */
export type RequestMethod = keyof typeof REQUESTS;

/** Notifications by method. */
export const NOTIFICATIONS = {
  "textDocument/didOpen": onOpen,
  "textDocument/didChange": onChange,
  "textDocument/didClose": onClose,
  "workspace/didChangeWatchedFiles": onWatchedFiles,
  "workspace/didChangeWorkspaceFolders": onFolders,
  "workspace/didChangeConfiguration": onConfiguration,
} as const;

async function onHover(server: LanguageServer, params: HoverParams): Promise<Hover | null> {
  const at = await server.cursor(params);
  const found = at === undefined ? undefined : hover(at.preparation.module, at);
  if (at === undefined || found === undefined) return null;
  return toHover(at, { ...found, file: at.file }, server.abilities);
}

async function onCompletion(server: LanguageServer, params: CompletionParams): Promise<CompletionItem[] | null> {
  const at = await server.cursor(params);
  if (at === undefined) return null;
  const source = at.sourceOf(at.file);
  return completions(at.preparation.module, at).map((one, order) => toCompletionItem(source, { ...one, order }, server.abilities));
}

async function onCodeAction(server: LanguageServer, params: CodeActionParams): Promise<CodeAction[] | null> {
  const place = await server.place(params);
  if (place === undefined) return null;
  const only = params.context?.only;
  const isWanted = (fix: Fix): boolean =>
    only === undefined || only.some((kind) => kind === "" || fix.kind === kind || fix.kind.startsWith(`${kind}.`));
  const span = fromRange(place.sourceOf(place.file), params.range);
  return codeActions(place.preparation.module, { file: place.file, span })
    .filter(isWanted)
    .map((fix) => codeAction(server, place, fix));
}

function codeAction(server: LanguageServer, place: Place, fix: Fix): CodeAction {
  const action = toCodeAction(place, fix, toDiagnostic(place, fix.fixes, server.pageOf));
  if (server.abilities.resolvesEdits) return action;
  const edits = codeActionEdits(place.preparation.module, fix.permission);
  return { ...action, edit: toWorkspaceEdit(place, edits, server.abilities) };
}

async function onResolveCodeAction(server: LanguageServer, action: CodeAction): Promise<CodeAction> {
  const data = action?.data as Partial<CodeActionData> | undefined;
  if (typeof data?.uri !== "string" || typeof data.permission?.resource !== "string") {
    throw new ResponseError(ErrorCodes.InvalidParams, "The code action is none of this server");
  }
  const place = await server.place({ textDocument: { uri: data.uri } });
  if (place === undefined) return action;
  const edits = codeActionEdits(place.preparation.module, data.permission);
  return { ...action, edit: toWorkspaceEdit(place, edits, server.abilities) };
}

async function onDiagnostic(server: LanguageServer, params: DocumentDiagnosticParams): Promise<DocumentDiagnosticReport> {
  await server.place(params);
  await server.modules.idle();
  const file = fileOf(params.textDocument.uri);
  const items = (file === undefined ? undefined : server.findings.of(file)?.items) ?? [];
  const resultId = resultIdOf(JSON.stringify(items));
  return resultId === params.previousResultId ? { kind: "unchanged", resultId } : { kind: "full", resultId, items };
}

/** FNV-1a of 32 bits with the length: equal findings have equal ids, also in a new process. */
function resultIdOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length.toString(36)}-${(hash >>> 0).toString(36)}`;
}

function onOpen(server: LanguageServer, params: DidOpenTextDocumentParams): void {
  const document = server.documents.open(params.textDocument);
  if (server.enabled) server.modules.changed(document);
}

function onChange(server: LanguageServer, params: DidChangeTextDocumentParams): void {
  const document = server.documents.change(params.textDocument, params.contentChanges);
  if (document === undefined) server.connection.console.warn(`"${params.textDocument.uri}" was changed but is not open`);
  else if (server.enabled) server.modules.changed(document);
}

function onClose(server: LanguageServer, params: DidCloseTextDocumentParams): void {
  const document = server.documents.close(params.textDocument.uri);
  if (document !== undefined) server.modules.closed(document);
}

const CHANGES: Readonly<Record<FileChangeType, FileChange["kind"]>> = {
  [FileChangeType.Created]: "created",
  [FileChangeType.Changed]: "changed",
  [FileChangeType.Deleted]: "deleted",
};

function onWatchedFiles(server: LanguageServer, params: DidChangeWatchedFilesParams): void {
  const changes = params.changes.flatMap(({ uri, type }) => {
    const file = fileOf(uri);
    return file === undefined ? [] : [{ file, kind: CHANGES[type] }];
  });
  server.modules.filesChanged(changes);
}

function onFolders(server: LanguageServer, params: DidChangeWorkspaceFoldersParams): void {
  const { added, removed } = params.event;
  const gone = new Set(removed.map((folder) => fileOf(folder.uri)));
  const kept = server.folders.filter((folder) => !gone.has(folder));
  server.setFolders([...kept, ...added.flatMap((folder) => fileOf(folder.uri) ?? [])]);
}

async function onConfiguration(server: LanguageServer, params: DidChangeConfigurationParams): Promise<void> {
  if (server.client.workspace?.configuration !== true) server.configure(params.settings);
  else server.configure(await server.connection.workspace.getConfiguration("ambit"));
}
