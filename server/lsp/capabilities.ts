/**
 * What the server says it can do, one row for each request that it handles.
 *
 * A handled request without a row, or the reverse, does not compile.
 */
import { type ClientCapabilities, type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver/node";
import { type AmbitInitializationOptions, MANIFEST_SCHEME } from "../protocol.ts";
import { TOKEN_LEGEND } from "./convert-answers.ts";
import type { RequestMethod } from "./handlers.ts";

/** What is advertised depends on the client and on how it wants its findings. */
export interface CapabilityOptions {
  readonly client: ClientCapabilities;
  readonly diagnostics: NonNullable<AmbitInitializationOptions["diagnostics"]>;
  readonly semanticTokens: boolean;
  readonly inlineValues: boolean;
}

/** What the notifications need. */
const SYNC: ServerCapabilities = {
  positionEncoding: "utf-16",
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** What each request adds. */
export const CAPABILITY_ROWS: Readonly<Record<RequestMethod, (options: CapabilityOptions) => ServerCapabilities>> = {
  "textDocument/hover": () => ({ hoverProvider: true }),
  "textDocument/completion": () => ({
    completionProvider: { triggerCharacters: ['"', "'", "`", "/"], resolveProvider: true },
  }),
  "completionItem/resolve": () => ({}),
  "textDocument/signatureHelp": () => ({ signatureHelpProvider: { triggerCharacters: ["{", ","] } }),
  "textDocument/definition": () => ({ definitionProvider: true }),
  "textDocument/references": () => ({ referencesProvider: true }),
  "textDocument/documentSymbol": ({ client }) =>
    client.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true
      ? { documentSymbolProvider: { label: "Ambit" } }
      : {},
  "textDocument/foldingRange": () => ({ foldingRangeProvider: true }),
  "textDocument/documentHighlight": () => ({ documentHighlightProvider: true }),
  "textDocument/documentLink": () => ({ documentLinkProvider: {} }),
  "textDocument/semanticTokens/full": tokens,
  "textDocument/semanticTokens/range": tokens,
  "textDocument/inlayHint": ({ client }) =>
    client.textDocument?.inlayHint === undefined ? {} : { inlayHintProvider: { resolveProvider: true } },
  "inlayHint/resolve": () => ({}),
  "textDocument/codeLens": () => ({ codeLensProvider: { resolveProvider: true } }),
  "codeLens/resolve": () => ({}),
  "workspace/symbol": () => ({ workspaceSymbolProvider: true }),
  "textDocument/prepareRename": () => ({}),
  "textDocument/rename": ({ client }) => ({
    renameProvider: client.textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
  }),
  "workspace/willRenameFiles": ({ client }) =>
    client.workspace?.fileOperations?.willRename === true
      ? { workspace: { fileOperations: { willRename: { filters: [{ scheme: "file", pattern: { glob: "**/*" } }] } } } }
      : {},
  "workspace/textDocumentContent": ({ client }) =>
    client.workspace?.textDocumentContent === undefined
      ? {}
      : { workspace: { textDocumentContent: { schemes: [MANIFEST_SCHEME] } } },
  "textDocument/inlineValue": ({ client, inlineValues }) =>
    inlineValues && client.textDocument?.inlineValue !== undefined ? { inlineValueProvider: true } : {},
  "ambit/effects": () => ({ experimental: { effects: true } }),
  "ambit/manifestTree": () => ({ experimental: { manifestTree: true } }),
  "ambit/lastRun": () => ({ experimental: { lastRun: true } }),
  "textDocument/codeAction": () => ({
    codeActionProvider: {
      codeActionKinds: ["quickfix.ambit", "refactor.ambit", "source.fixAll.ambit"],
      resolveProvider: true,
    },
  }),
  "codeAction/resolve": () => ({}),
  "textDocument/diagnostic": pulls,
  "workspace/diagnostic": pulls,
};

function pulls({ diagnostics }: CapabilityOptions): ServerCapabilities {
  if (diagnostics !== "pull") return {};
  return { diagnosticProvider: { identifier: "ambit", interFileDependencies: true, workspaceDiagnostics: true } };
}

function tokens({ client, semanticTokens }: CapabilityOptions): ServerCapabilities {
  if (!semanticTokens || client.textDocument?.semanticTokens === undefined) return {};
  return { semanticTokensProvider: { legend: TOKEN_LEGEND, full: true, range: true } };
}

/** The answer to `initialize`. */
export function serverCapabilities(options: CapabilityOptions): ServerCapabilities {
  const rows = Object.values(CAPABILITY_ROWS).map((row) => row(options));
  const workspace = Object.assign({}, SYNC.workspace, ...rows.map((row) => row.workspace));
  const experimental = Object.assign({}, ...rows.map((row) => row.experimental as object | undefined)) as object;
  return Object.assign({}, SYNC, ...rows, { workspace, experimental }) as ServerCapabilities;
}
