/** Every feature of the language server once over real pipes; their cases are in `tests/fixtures/lsp`. */
import { after, before, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { SignatureHelp } from "vscode-languageserver/node";
import { FULL_CLIENT } from "../features/answers.ts";
import { LspClient } from "./lsp-client.ts";

const MAIN = `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";
import { spawn } from "ambit:modules";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./a.json"] }, http: { read: ["https://a.example/**"] } },
});

export default async function main({ city }: { city: string }) {
  await readText("./a.json");
  await fetch("https://a.example/" + city);
  await spawn("./child.ts", { args: { city: 1 } });
}
`;

const CHILD = `export const manifest = { parameters: { city: { type: "string" } } };
export default () => 1;
`;

/** Where the cursor is, and what the answer contains. */
interface Journey {
  readonly at?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly answer: RegExp;
}

const JOURNEYS: Readonly<Record<string, Journey>> = {
  "textDocument/documentSymbol": { answer: /"name":"permissions"/ },
  "textDocument/foldingRange": { answer: /"startLine":4,"endLine":5/ },
  "textDocument/documentHighlight": { at: "./a.json", answer: /"line":9/ },
  "textDocument/documentLink": { answer: /"target":"file:[^"]*\/a\.json"/ },
  "textDocument/semanticTokens/full": { answer: /"data":\[9,8,8,0,1,/ },
  "textDocument/semanticTokens/range": { answer: /"data":\[9,8,8,0,1,/ },
  "textDocument/inlayHint": { answer: /→ https:\/\/a\.example\/\*/ },
  "textDocument/codeLens": { answer: /"data":/ },
  "textDocument/signatureHelp": { at: "{ city: 1", answer: /"label":"\.\/child\.ts \{ city: string \}"/ },
  "textDocument/prepareRename": { at: "a.example", answer: /"placeholder":"a\.example"/ },
  "textDocument/rename": {
    at: "a.example",
    params: { newName: "b.example" },
    answer: /"newText":"b\.example".*"newText":"b\.example"/,
  },
  "workspace/willRenameFiles": {
    params: { files: [{ oldUri: "ROOT/a.json", newUri: "ROOT/b.json" }] },
    answer: /"newText":"\.\/b\.json"/,
  },
  "workspace/textDocumentContent": {
    params: { uri: "ambit-manifest:FOLDER/main.ts.jsonc" },
    answer: /What \/main\.ts may touch/,
  },
  "textDocument/inlineValue": { at: "await spawn", answer: /"variableName":"city"/ },
  "ambit/effects": { answer: /"kind":"fs\.read"/ },
  "ambit/manifestTree": { answer: /"name":"permissions"/ },
  "workspace/symbol": { params: { query: "main" }, answer: /"name":"main\.ts"/ },
};

/** What is resolved, from which request. */
const RESOLVED: Readonly<Record<string, Journey & { readonly from: string }>> = {
  "completionItem/resolve": {
    from: "textDocument/completion",
    at: "permissions",
    answer: /Lets|What the module may touch/,
  },
  "inlayHint/resolve": { from: "textDocument/inlayHint", answer: /is a parameter/ },
  "codeLens/resolve": { from: "textDocument/codeLens", answer: /reaches 1 folder, 1 host, 1 module/ },
};

describe("features of the language server over real pipes", () => {
  let root: string;
  let client: LspClient;
  let uri: string;

  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-features-"));
    await writeFile(path.join(root, "package.json"), "{}");
    await writeFile(path.join(root, "a.json"), "{}");
    await writeFile(path.join(root, "child.ts"), CHILD);
    await writeFile(path.join(root, "main.ts"), MAIN);
    uri = pathToFileURL(path.join(root, "main.ts")).href;
    client = await LspClient.start(root, { capabilities: FULL_CLIENT });
    client.open(uri, MAIN);
  });

  after(async () => {
    assert.equal(await client.stop(), 0);
    await rm(root, { recursive: true });
  });

  const ask = async (method: string, { at, params }: Journey): Promise<unknown> => {
    const position = at === undefined ? { line: 0, character: 0 } : client.positionOf(uri, at, 1);
    const range = { start: at === undefined ? position : { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    const context = { diagnostics: [], stoppedLocation: { start: position, end: position } };
    const places = JSON.stringify(params ?? {})
      .replaceAll("ROOT", pathToFileURL(root).href)
      .replaceAll("FOLDER", root);
    const given = JSON.parse(places) as object;
    return client.request(method, { textDocument: { uri }, position, range, context, ...given });
  };

  for (const [method, journey] of Object.entries(JOURNEYS)) {
    it(method, async () => assert.match(JSON.stringify(await ask(method, journey)), journey.answer));
  }

  it("asks for what is shown again when another file has changed it", async () => {
    const load = pathToFileURL(path.join(root, "load.ts")).href;
    client.open(load, `export const load = () => fetch("https://a.example/1");\n`);
    const parent = pathToFileURL(path.join(root, "parent.ts")).href;
    client.open(parent, `import { load } from "./load.ts";\nexport const manifest = {};\nexport default load;\n`);
    await client.diagnostics(parent);
    const refreshed = new Set<string>();
    for (const noun of ["codeLens", "inlayHint", "semanticTokens"])
      client.answers.set(`workspace/${noun}/refresh`, () => (refreshed.add(noun), null));
    client.replace(load, "/1", "/2");
    await client.until(() => refreshed.size === 3, "three refreshes");
  });

  it("asks for what is shown again when a module that shares an open text is opened or closed", async () => {
    const [part, first, second] = ["part.ts", "a-whole.ts", "b-whole.ts"].map(
      (name) => pathToFileURL(path.join(root, name)).href,
    ) as [string, string, string];
    const whole = `import { load } from "./part.ts";\nexport const manifest = {};\nexport default load;\n`;
    client.open(part, `export const load = () => fetch("https://a.example/1");\n`);
    client.open(second, whole);
    await client.diagnostics(second);
    let refreshed = 0;
    client.answers.set("workspace/codeLens/refresh", () => (refreshed++, null));
    client.open(first, whole);
    await client.until(() => refreshed === 1, "a refresh");
    client.close(first);
    await client.until(() => refreshed === 2, "a second refresh");
    client.close(second);
    client.close(part);
  });

  it("shows no hints to who does not want them", async () => {
    const set = (inlayHints: boolean): void =>
      client.notify("workspace/didChangeConfiguration", { settings: { ambit: { inlayHints } } });
    set(false);
    assert.equal(await ask("textDocument/inlayHint", { answer: / / }), null);
    set(true);
    assert.notEqual(await ask("textDocument/inlayHint", { answer: / / }), null);
  });

  it("points at no parameter where all are given, as the client can take it", async () => {
    const given = pathToFileURL(path.join(root, "given.ts")).href;
    const text = MAIN.replace("{ city: 1 }", "{ city: 1, }");
    const activeOf = async (asked: LspClient): Promise<unknown> => {
      asked.open(given, text);
      const params = { textDocument: { uri: given }, position: asked.positionOf(given, ", } }", 2) };
      const { activeParameter } = (await asked.request("textDocument/signatureHelp", params)) as SignatureHelp;
      asked.close(given);
      return activeParameter;
    };
    assert.equal(await activeOf(client), undefined);
    const signatureHelp = { signatureInformation: { noActiveParameterSupport: true } };
    const able = await LspClient.start(root, { capabilities: { textDocument: { signatureHelp } } });
    try {
      assert.equal(await activeOf(able), null);
    } finally {
      able.kill();
    }
  });

  it("tells when an effective manifest has changed", async () => {
    const content = { uri: `ambit-manifest:${root}/main.ts.jsonc` };
    await client.request("workspace/textDocumentContent", content);
    let refreshed: unknown;
    client.answers.set("workspace/textDocumentContent/refresh", (params) => ((refreshed = params), null));
    client.replace(uri, "./a.json", "./c.json");
    await client.until(() => refreshed !== undefined, "a refresh");
    assert.deepEqual(refreshed, content);
    client.replace(uri, "./c.json", "./a.json");
  });

  for (const [method, journey] of Object.entries(RESOLVED)) {
    it(method, async () => {
      const items = (await ask(journey.from, journey)) as unknown[];
      const resolved = await Promise.all(items.map((item) => client.request(method, item)));
      assert.match(JSON.stringify(resolved), journey.answer);
    });
  }
});
