/**
 * Which message is answered by what: one line a method. A new feature is a file in `features/`, a line here and
 * (it does not compile otherwise) a line in `capabilities.ts`.
 */
import { completions } from "../features/completion.ts";
import { definition } from "../features/definition.ts";
import { documentHighlights } from "../features/document-highlight.ts";
import { documentLinks } from "../features/document-link.ts";
import { documentSymbols } from "../features/document-symbol.ts";
import { foldingRanges } from "../features/folding-range.ts";
import { hover } from "../features/hover.ts";
import { semanticTokens } from "../features/semantic-tokens.ts";
import { signatureHelp } from "../features/signature-help.ts";
import { atCursor, inFile, inRange } from "./answer.ts";
import { toHover, toLocations } from "./convert.ts";
import {
  toCompletionItems,
  toDocumentHighlights,
  toDocumentLinks,
  toDocumentSymbols,
  toFoldingRanges,
  toSemanticTokens,
  toSignatureHelp,
} from "./convert-answers.ts";
import { onLastRun } from "./last-run-requests.ts";
import { onChange, onClose, onConfiguration, onFolders, onOpen, onWatchedFiles } from "./notifications.ts";
import {
  onCodeLens,
  onEffects,
  onInlayHint,
  onInlineValue,
  onManifestTree,
  onResolveCodeLens,
  onResolveInlayHint,
  onTextDocumentContent,
  onWorkspaceSymbol,
} from "./module-requests.ts";
import { onPrepareRename, onRename, onWillRenameFiles } from "./rename-requests.ts";
import { onDiagnostic, onWorkspaceDiagnostic } from "./diagnostic-requests.ts";
import { onReferences } from "./references-request.ts";
import { onCodeAction, onResolveCodeAction, onResolveCompletion } from "./requests.ts";

/** Requests by method. */
export const REQUESTS = {
  "textDocument/hover": atCursor(hover, toHover),
  "textDocument/completion": atCursor(completions, toCompletionItems),
  "completionItem/resolve": onResolveCompletion,
  "textDocument/signatureHelp": atCursor(signatureHelp, toSignatureHelp),
  "textDocument/definition": atCursor(definition, toLocations),
  "textDocument/references": onReferences,
  "textDocument/documentSymbol": inFile(documentSymbols, toDocumentSymbols),
  "textDocument/foldingRange": inFile(foldingRanges, toFoldingRanges),
  "textDocument/documentHighlight": atCursor(documentHighlights, toDocumentHighlights),
  "textDocument/documentLink": inFile(documentLinks, toDocumentLinks),
  "textDocument/semanticTokens/full": inFile(semanticTokens, toSemanticTokens),
  "textDocument/semanticTokens/range": inRange(semanticTokens, toSemanticTokens),
  "textDocument/inlayHint": onInlayHint,
  "inlayHint/resolve": onResolveInlayHint,
  "textDocument/codeLens": onCodeLens,
  "codeLens/resolve": onResolveCodeLens,
  "workspace/symbol": onWorkspaceSymbol,
  "textDocument/prepareRename": onPrepareRename,
  "textDocument/rename": onRename,
  "workspace/willRenameFiles": onWillRenameFiles,
  "workspace/textDocumentContent": onTextDocumentContent,
  "textDocument/inlineValue": onInlineValue,
  "ambit/effects": onEffects,
  "ambit/manifestTree": onManifestTree,
  "ambit/lastRun": onLastRun,
  "textDocument/codeAction": onCodeAction,
  "codeAction/resolve": onResolveCodeAction,
  "textDocument/diagnostic": onDiagnostic,
  "workspace/diagnostic": onWorkspaceDiagnostic,
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
