/** Advertised = handled = tested. */
import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { CAPABILITY_ROWS, serverCapabilities } from "../../server/lsp/capabilities.ts";
import { NOTIFICATIONS, REQUESTS } from "../../server/lsp/handlers.ts";

const JOURNEYS = new URL("../journeys/", import.meta.url);

/** Which capability of LSP 3.18 promises which requests; what is not here may not be advertised. */
const PROMISES: Readonly<Record<string, readonly string[]>> = {
  hoverProvider: ["textDocument/hover"],
  completionProvider: ["textDocument/completion"],
  definitionProvider: ["textDocument/definition"],
  referencesProvider: ["textDocument/references"],
  codeActionProvider: ["textDocument/codeAction", "codeAction/resolve"],
  diagnosticProvider: ["textDocument/diagnostic"],
};

const NOT_REQUESTS = ["positionEncoding", "textDocumentSync", "workspace"];

describe("language server capabilities", () => {
  const advertised = Object.keys(serverCapabilities({ client: {}, diagnostics: "pull" }));

  it("advertises exactly what it handles", () => {
    const promised = advertised
      .filter((name) => !NOT_REQUESTS.includes(name))
      .flatMap((name) => PROMISES[name] ?? [name]);
    assert.deepEqual(promised.toSorted(), Object.keys(REQUESTS).toSorted());
    assert.deepEqual(Object.keys(CAPABILITY_ROWS).toSorted(), Object.keys(REQUESTS).toSorted());
  });

  it("does not offer pulls to a client that is sent the findings", () => {
    assert.equal(serverCapabilities({ client: {}, diagnostics: "push" }).diagnosticProvider, undefined);
  });

  it("has each message in a journey over real pipes", () => {
    const journeys = readdirSync(JOURNEYS)
      .filter((name) => name.startsWith("lsp"))
      .map((name) => readFileSync(new URL(name, JOURNEYS), "utf8"))
      .join("\n");
    const untested = [...Object.keys(REQUESTS), ...Object.keys(NOTIFICATIONS)].filter(
      (method) => !journeys.includes(`"${method}"`),
    );
    assert.deepEqual(untested, []);
  });
});
