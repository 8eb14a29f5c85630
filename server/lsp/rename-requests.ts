/** Requests that change names: of hosts, variables, secrets and limits, and of files. */
import {
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
import { fileRenameEdits } from "../features/will-rename-files.ts";
import { type ClientAbilities, mergeEdits, toRange, toWorkspaceEdit, viewOf } from "./convert.ts";
import type { LanguageServer } from "./language-server.ts";

export async function onPrepareRename(
  server: LanguageServer,
  params: PrepareRenameParams,
): Promise<{ range: Range; placeholder: string } | null> {
  const at = await server.cursor(params);
  const found = at && renaming(at.preparation.module, at);
  if (at === undefined || found === undefined) return null;
  return { range: toRange(at.sourceOf(at.file), found.span), placeholder: found.name };
}

/** @throws {ResponseError} When the new name cannot be one. */
export async function onRename(server: LanguageServer, params: RenameParams): Promise<WorkspaceEdit | null> {
  const at = await server.cursor(params);
  const found = at && renaming(at.preparation.module, at);
  if (at === undefined || found === undefined) return null;
  const edits = renameEdits(found, String(params.newName));
  if (typeof edits === "string") throw new ResponseError(LSPErrorCodes.RequestFailed, edits);
  return toWorkspaceEdit(at, edits, server.abilities);
}

/** In the modules that are open; a module that is not open says when it is opened what it lacks. */
export async function onWillRenameFiles(
  server: LanguageServer,
  params: RenameFilesParams,
): Promise<WorkspaceEdit | null> {
  const files = filesOf(params);
  for (const { uri } of server.documents.all()) await server.modules.current(uri);
  const abilities: ClientAbilities = server.abilities;
  const edits = server.modules.all().flatMap((preparation) => {
    const renamings = files.flatMap(({ newFile, oldFile }) => {
      const [from, to] = [oldFile, newFile].map((file) => preparation.project.pathOf(file));
      return from === undefined || to === undefined ? [] : [{ from, to }];
    });
    const ofModule = fileRenameEdits(preparation.module, renamings);
    if (ofModule.length === 0) return [];
    return [toWorkspaceEdit(viewOf(preparation, server.documents), ofModule, abilities)];
  });
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
