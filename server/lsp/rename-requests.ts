/** Requests that change names: of hosts, variables, secrets and limits, and of files. */
import {
  type CancellationToken,
  ErrorCodes,
  type FileRename,
  LSPErrorCodes,
  type PrepareRenameParams,
  type Range,
  type RenameFilesParams,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { fileOf } from "../documents/documents.ts";
import { renameEdits, renaming } from "../features/rename.ts";
import type { FileEdit } from "../../runtime-core/prepare/index.ts";
import type { Project } from "../documents/projects.ts";
import { fileRenameEdits, type ModulePaths, pathsOf } from "../features/will-rename-files.ts";
import { type Cursor, cursorInModules, preparationsOf } from "./all-modules.ts";
import { mergeEdits, toRange, toWorkspaceEdit, viewOf } from "./convert.ts";
import type { LanguageServer } from "./language-server.ts";
import type { ModuleSummary } from "./module-summary.ts";

export async function onPrepareRename(
  server: LanguageServer,
  params: PrepareRenameParams,
): Promise<{ range: Range; placeholder: string } | null> {
  const at = await server.cursor(params);
  const found = at && renaming(at.preparation.module, at);
  if (at === undefined || found === undefined) return null;
  return { range: toRange(at.sourceOf(at.file), found.span), placeholder: found.name };
}

/**
 * In all modules that the text is part of, also those that are not open.
 *
 * @throws {ResponseError} When the new name cannot be one.
 */
export async function onRename(
  server: LanguageServer,
  params: RenameParams,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  const name = String(params?.newName);
  const edits: WorkspaceEdit[] = [];
  const isFound = (at: Cursor): boolean => renaming(at.preparation.module, at) !== undefined;
  for await (const at of cursorInModules(server, { params, token, isFound })) {
    const found = renaming(at.preparation.module, at);
    const ofModule = found === undefined ? [] : renameEdits(found, name);
    if (typeof ofModule === "string") throw new ResponseError(LSPErrorCodes.RequestFailed, ofModule);
    if (ofModule.length > 0) edits.push(toWorkspaceEdit(at, ofModule, server.abilities));
  }
  return edits.length === 0 ? null : mergeEdits(edits);
}

/** In all modules of the workspace. */
export async function onWillRenameFiles(
  server: LanguageServer,
  params: RenameFilesParams,
  token: CancellationToken,
): Promise<WorkspaceEdit | null> {
  const files = filesOf(params);
  const editsOf = (paths: ModulePaths, project: Project): readonly FileEdit[] => {
    const renamings = files.flatMap(({ newFile, oldFile }) => {
      const [from, to] = [oldFile, newFile].map((file) => project.pathOf(file));
      return from === undefined || to === undefined ? [] : [{ from, to }];
    });
    return fileRenameEdits(paths, renamings);
  };
  const edits: WorkspaceEdit[] = [];
  const isConcerned = ({ paths, project }: ModuleSummary): boolean => editsOf(paths, project).length > 0;
  for await (const preparation of preparationsOf(server, token, isConcerned)) {
    const ofModule = editsOf(pathsOf(preparation.module), preparation.project);
    if (ofModule.length > 0)
      edits.push(toWorkspaceEdit(viewOf(preparation, server.documents), ofModule, server.abilities));
  }
  return edits.length === 0 ? null : mergeEdits(edits);
}

/** @throws {ResponseError} When the request names no files. What is no file of the disk is left out. */
function filesOf(params: RenameFilesParams): readonly { readonly oldFile: string; readonly newFile: string }[] {
  const files: unknown = params?.files;
  if (!Array.isArray(files)) throw new ResponseError(ErrorCodes.InvalidParams, "The request names no files");
  return (files as readonly Partial<FileRename>[]).flatMap(({ newUri, oldUri }) => {
    const [oldFile, newFile] = [oldUri, newUri].map((uri) => (typeof uri === "string" ? fileOf(uri) : undefined));
    return oldFile === undefined || newFile === undefined ? [] : [{ oldFile, newFile }];
  });
}
