/** Advertised = handled = tested: one row for each request. */
import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { ServerCapabilities } from "vscode-languageserver/node";
import { CAPABILITY_ROWS, serverCapabilities } from "../../server/lsp/capabilities.ts";
import { NOTIFICATIONS, REQUESTS } from "../../server/lsp/handlers.ts";
import { fixtureFile, FULL_OPTIONS } from "./answers.ts";

const JOURNEYS = new URL("../journeys/", import.meta.url);

/** Which capability of LSP 3.18, by its path, promises which request; what is not here may not be advertised. */
const PROMISES: Readonly<Record<string, string>> = {
  hoverProvider: "textDocument/hover",
  completionProvider: "textDocument/completion",
  "completionProvider.resolveProvider": "completionItem/resolve",
  signatureHelpProvider: "textDocument/signatureHelp",
  definitionProvider: "textDocument/definition",
  referencesProvider: "textDocument/references",
  documentSymbolProvider: "textDocument/documentSymbol",
  foldingRangeProvider: "textDocument/foldingRange",
  documentHighlightProvider: "textDocument/documentHighlight",
  documentLinkProvider: "textDocument/documentLink",
  "semanticTokensProvider.full": "textDocument/semanticTokens/full",
  "semanticTokensProvider.range": "textDocument/semanticTokens/range",
  inlayHintProvider: "textDocument/inlayHint",
  "inlayHintProvider.resolveProvider": "inlayHint/resolve",
  codeLensProvider: "textDocument/codeLens",
  "codeLensProvider.resolveProvider": "codeLens/resolve",
  workspaceSymbolProvider: "workspace/symbol",
  renameProvider: "textDocument/rename",
  "renameProvider.prepareProvider": "textDocument/prepareRename",
  "workspace.fileOperations.willRename": "workspace/willRenameFiles",
  "workspace.textDocumentContent": "workspace/textDocumentContent",
  inlineValueProvider: "textDocument/inlineValue",
  "experimental.effects": "ambit/effects",
  "experimental.manifestTree": "ambit/manifestTree",
  "experimental.lastRun": "ambit/lastRun",
  codeActionProvider: "textDocument/codeAction",
  "codeActionProvider.resolveProvider": "codeAction/resolve",
  diagnosticProvider: "textDocument/diagnostic",
  "diagnosticProvider.workspaceDiagnostics": "workspace/diagnostic",
};

const NOT_REQUESTS = ["positionEncoding", "textDocumentSync"];

describe("language server capabilities", () => {
  const journeys = readdirSync(JOURNEYS)
    .filter((name) => name.startsWith("lsp"))
    .map((name) => readFileSync(new URL(name, JOURNEYS), "utf8"))
    .join("\n");
  const advertised = serverCapabilities(FULL_OPTIONS);

  for (const method of Object.keys(REQUESTS)) {
    it(`${method} is advertised, has cases and a journey over real pipes`, () => {
      const promise = Object.keys(PROMISES).find((path) => PROMISES[path] === method);
      assert.ok(promise !== undefined && isPromised(advertised, promise), "it is advertised");
      assert.ok(existsSync(fixtureFile(method)), "it has cases");
      assert.ok(journeys.includes(`"${method}"`), "it has a journey");
    });
  }

  for (const method of Object.keys(NOTIFICATIONS)) {
    it(`${method} has a journey over real pipes`, () => assert.ok(journeys.includes(`"${method}"`)));
  }

  it("advertises nothing else", () => {
    const handled = Object.keys(REQUESTS);
    assert.deepEqual(Object.keys(CAPABILITY_ROWS).toSorted(), handled.toSorted());
    const known = Object.keys(PROMISES).map((path) => path.split(".")[0]);
    const unknown = Object.keys(advertised).filter((name) => !NOT_REQUESTS.includes(name) && !known.includes(name));
    assert.deepEqual(unknown, []);
    const broken = Object.entries(PROMISES).filter(
      ([path, method]) => isPromised(advertised, path) && !handled.includes(method),
    );
    assert.deepEqual(broken, []);
  });

  it("does not offer pulls to a client that is sent the findings", () => {
    assert.equal(serverCapabilities({ ...FULL_OPTIONS, diagnostics: "push" }).diagnosticProvider, undefined);
  });

  it("offers a client of few words only what it understands", () => {
    const few = Object.keys(serverCapabilities({ ...FULL_OPTIONS, client: {} }));
    const asked = ["documentSymbolProvider", "semanticTokensProvider", "inlayHintProvider", "inlineValueProvider"];
    assert.deepEqual(
      asked.filter((name) => few.includes(name)),
      [],
    );
  });

  it("leaves the colours to TypeScript where a client shows those of one server", () => {
    assert.equal(serverCapabilities({ ...FULL_OPTIONS, semanticTokens: false }).semanticTokensProvider, undefined);
  });
});

function isPromised(capabilities: ServerCapabilities, path: string): boolean {
  const value = path
    .split(".")
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], capabilities);
  return value !== undefined && value !== false;
}
