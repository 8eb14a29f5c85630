/** No request fails on a text that is not finished, wherever it is asked, and none speaks where there is no module. */
import { after, before, describe, it } from "mocha";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { CancellationToken, ResponseError } from "vscode-languageserver/node";
import { REQUESTS } from "../../server/lsp/handlers.ts";
import type { LanguageServer } from "../../server/lsp/language-server.ts";
import { answer, serve } from "./answers.ts";

const TEXT = `import { defineManifest } from "ambit:module";
import { env } from "ambit:env";
import { readText } from "ambit:fs";
import { spawn } from "ambit:modules";

const api = "https://a.example";

export const manifest = defineManifest({
  env: { UNITS: { type: "string" } },
  files: { settings: { path: "./in/a.json", schema: true } },
  permissions: {
    fs: { read: ["./in/*.json", "./in/**"] },
    http: { read: [\`\${api}/v1/**\`] },
    modules: { spawn: ["./child.ts"] },
  },
  limits: { "http/request": "10/s", "fs/total-new-files": 5 },
});

export default async function main({ city }: { city: string }) {
  await readText(\`./in/\${city}.json\`);
  await fetch(\`\${api}/v1/\${city}?\${env.get("UNITS")}\`);
  await spawn("./child.ts", { args: { city: "a", } });
}
`;

/** What has nothing to say about a pattern of paths, or of a module that has not run. */
const SILENT_ON_GRANTS = [
  "textDocument/signatureHelp",
  "textDocument/definition",
  "textDocument/prepareRename",
  "textDocument/rename",
  "workspace/willRenameFiles",
  "ambit/lastRun",
];

describe("requests on broken texts", () => {
  let root: string;
  let server: LanguageServer;
  let uri: string;
  let version = 1;
  const errors: string[] = [];

  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-broken-"));
    await writeFile(path.join(root, "package.json"), "{}");
    await writeFile(path.join(root, "child.ts"), "export const manifest = { parameters: { city: true } };\n");
    uri = pathToFileURL(path.join(root, "main.ts")).href;
    server = serve(root, errors);
    server.modules.opened(server.documents.open({ uri, languageId: "typescript", version, text: TEXT }));
  });

  after(async () => {
    server.modules.clear();
    await rm(root, { recursive: true });
  });

  const ask = async (text: string, offset: number): Promise<readonly unknown[]> => {
    const document = server.documents.change({ uri, version: ++version }, [{ text }]);
    assert.ok(document);
    server.modules.changed(document);
    const lines = text.slice(0, offset).split("\n");
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const range = { start: position, end: position };
    const context = { diagnostics: [], stoppedLocation: range };
    const more = { newName: "a", query: "", files: [{ oldUri: uri, newUri: `${uri}x` }] };
    const params = {
      textDocument: { uri },
      position,
      range,
      context,
      uri: `ambit-manifest:${root}/main.ts.jsonc`,
      ...more,
    };
    return Promise.all(
      Object.keys(REQUESTS).map(async (method) => [method, await answer(server, method, params).catch(refused)]),
    );
  };

  it("are answered after every prefix", async () => {
    for (let end = 0; end <= TEXT.length; end += 5) await ask(TEXT.slice(0, end), end);
    assert.deepEqual(errors, []);
  });

  it("are answered while a part is missing", async () => {
    for (let at = 0; at + 9 <= TEXT.length; at += 9) await ask(TEXT.slice(0, at) + TEXT.slice(at + 9), at);
    assert.deepEqual(errors, []);
  });

  it("are answered at all", async () => {
    const said = await ask(TEXT, TEXT.indexOf("./in/**") + 2);
    const silent = said.filter((pair) => (pair as [string, unknown])[1] === null).map((pair) => (pair as [string])[0]);
    assert.deepEqual(silent, SILENT_ON_GRANTS);
  });

  it("refuse parameters that are none", async () => {
    await ask(TEXT, 0);
    const handlers = REQUESTS as unknown as Readonly<
      Record<string, (server: LanguageServer, params: unknown, token: CancellationToken) => Promise<unknown>>
    >;
    const broken = [
      undefined,
      null,
      {},
      [],
      { textDocument: {} },
      { textDocument: { uri: 1 } },
      { textDocument: { uri } },
    ];
    const faults: string[] = [];
    for (const [method, handler] of Object.entries(handlers)) {
      for (const params of broken) {
        await handler(server, params, CancellationToken.None).catch((error: unknown) => {
          if (!(error instanceof ResponseError)) faults.push(`${method} ${JSON.stringify(params)}: ${String(error)}`);
        });
      }
    }
    assert.deepEqual(faults, []);
  });

  it("say nothing of a text that is no module", async () => {
    for (const text of [
      "",
      "export const x = { limits: 1 };\n",
      `import fs from "node:fs";\nfs.readFileSync("./a");\n`,
    ]) {
      const spoken = (await ask(text, text.length >> 1)).filter((pair) => {
        const [method, said] = pair as [string, unknown];
        if (method.startsWith("workspace/")) return JSON.stringify(said).includes(uri); // Of others they may speak.
        return method !== "textDocument/diagnostic" && said !== null && JSON.stringify(said) !== "[]";
      });
      assert.deepEqual(spoken, []);
    }
  });
});

/** A name that cannot be one is refused; all else is a fault. */
function refused(error: unknown): null {
  assert.match(String(error), /There is no limit|is no/);
  return null;
}
