/**
 * Which message is answered by what: one line a method. A new feature is a file in `features/`, a line here and
 * (it does not compile otherwise) a line in `capabilities.ts`.
 */
import type { TextDocumentPositionParams } from "vscode-languageserver/node";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { completions } from "../features/completion.ts";
import { definition } from "../features/definition.ts";
import type { FilePlace } from "../features/grant-uses.ts";
import { hover } from "../features/hover.ts";
import { references } from "../features/references.ts";
import { type ClientAbilities, type Place, toCompletionItems, toHover, toLocations } from "./convert.ts";
import type { LanguageServer } from "./language-server.ts";
import { onChange, onClose, onConfiguration, onFolders, onOpen, onWatchedFiles } from "./notifications.ts";
import { onCodeAction, onDiagnostic, onResolveCodeAction } from "./requests.ts";

/** Requests by method. */
export const REQUESTS = {
  "textDocument/hover": atCursor(hover, toHover),
  "textDocument/completion": atCursor(completions, toCompletionItems),
  "textDocument/definition": atCursor(definition, toLocations),
  "textDocument/references": atCursor(references, toLocations),
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

/** A request about the place of a cursor: a feature, and how its answer is said in LSP. Null where nothing is known. */
function atCursor<Data, Result>(
  feature: (prepared: PreparedModule, at: FilePlace) => Data | undefined,
  convert: (place: Place, data: Data, abilities: ClientAbilities) => Result,
): (server: LanguageServer, params: TextDocumentPositionParams) => Promise<Result | null> {
  return async (server, params) => {
    const at = await server.cursor(params);
    const data = at === undefined ? undefined : feature(at.preparation.module, at);
    return at === undefined || data === undefined ? null : convert(at, data, server.abilities);
  };
}
