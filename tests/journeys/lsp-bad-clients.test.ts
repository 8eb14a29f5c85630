/** Clients that break the protocol or vanish: an error or silence as LSP says, and nothing left running. */
import { afterEach, beforeEach, describe, it } from "mocha";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { REQUESTS } from "../../server/lsp/handlers.ts";
import { FULL_CLIENT } from "../features/answers.ts";
import { AnsweredError, EDITOR, LspClient, SERVER_COMMAND } from "./lsp-client.ts";

const MODULE = `import { defineManifest } from "ambit:module";
export const manifest = defineManifest({});
export default async function main() {
  return fetch("https://a.example/x");
}
`;

/** Codes of JSON-RPC 2.0 and LSP 3.18 §Base Protocol. */
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const NOT_INITIALIZED = -32002;

/** `AMBIT_ENDURANCE=long` makes as many files as a large workspace has. */
const LONG = process.env["AMBIT_ENDURANCE"] === "long";
const FILES = LONG ? 100_000 : 1_000;

/** The superuser may read everything: the server is started as somebody else then. */
const AS_ORDINARY_USER =
  process.getuid?.() === 0
    ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", ...SERVER_COMMAND]
    : SERVER_COMMAND;

describe("language server and bad clients", function () {
  this.timeout(LONG ? 600_000 : 60_000);
  let root: string;
  let uri: string;
  let client: LspClient;

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "ambit-lsp-"));
    await writeFile(path.join(root, "package.json"), "{}");
    uri = pathToFileURL(path.join(root, "main.ts")).href;
    client = new LspClient();
  });

  afterEach(async () => {
    client.kill();
    await client.exited();
    await rm(root, { recursive: true });
  });

  it("refuses requests before initialize, and works afterwards", async () => {
    const hover = { textDocument: { uri }, position: { line: 0, character: 0 } };
    client.open(uri, MODULE);
    await rejects(client.request("textDocument/hover", hover), NOT_INITIALIZED);
    await client.initialize(root);
    await alive(client, uri);
  });

  it("refuses a second initialize, and requests after shutdown", async () => {
    await client.initialize(root);
    await rejects(client.initialize(root), INVALID_REQUEST);
    await client.request("shutdown");
    const hover = { textDocument: { uri }, position: { line: 0, character: 0 } };
    await rejects(client.request("textDocument/hover", hover), INVALID_REQUEST);
    client.notify("exit", undefined);
    assert.equal(await client.exited(), 0);
  });

  it("exits with 1 on exit without shutdown", async () => {
    await client.initialize(root);
    client.notify("exit", undefined);
    assert.equal(await client.exited(), 1);
  });

  it("ends when its input ends", async () => {
    await client.initialize(root);
    client.open(uri, MODULE);
    client.process.stdin.end();
    assert.equal(await client.exited(), 1);
  });

  it("ends when its output cannot be written any more", async () => {
    await client.initialize(root);
    client.process.stdout.destroy();
    client.open(uri, MODULE);
    client.change(uri, [{ text: `${MODULE}\n` }]);
    client.process.stdin.end();
    assert.equal(await client.exited(), 1);
  });

  it("ends when the process that initialize names is gone", async () => {
    const parent = spawn(process.execPath, ["-e", ""]);
    await once(parent, "exit");
    await client.request("initialize", { processId: parent.pid, rootUri: null, capabilities: {} });
    assert.equal(await client.exited(), 1);
  });

  it("lives on after messages that are none", async () => {
    await client.initialize(root);
    client.write("Content-Length: 5\r\n\r\n{oops");
    client.write("Content-Length: 2\r\n\r\n{}");
    client.write("Content-Length: 4\r\n\r\nnull");
    client.send({ jsonrpc: "2.0", id: 7_000, result: 1 });
    client.send({ jsonrpc: "2.0", id: null, error: { code: 1, message: "x" } });
    client.send({ jsonrpc: "2.0", method: "no/such/notification", params: { x: 1 } });
    client.send({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id: 12_345 } });
    await rejects(client.request("no/such/request", {}), METHOD_NOT_FOUND);
    await alive(client, uri);
  });

  it("finds the next message behind headers that are none, without waiting for what they announce", async () => {
    await client.initialize(root);
    for (const bytes of [
      "Content-Length: x\r\n\r\n{}",
      "Content-Length: -5\r\n\r\n{}",
      "Content-Length: 99999999999999\r\n\r\n{}",
      "Content-Type: text/plain\r\n\r\nhello",
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "\0".repeat(100_000),
    ]) {
      client.write(bytes);
      const hover = { textDocument: { uri }, position: { line: 0, character: 0 } };
      assert.equal(await client.request("textDocument/hover", hover), null, bytes.slice(0, 40));
    }
    await alive(client, uri);
  });

  it("says nothing about texts that are no files, whatever it is asked", async () => {
    await client.initialize(root, { initializationOptions: { diagnostics: "pull" }, capabilities: FULL_CLIENT });
    for (const other of [
      "untitled:Untitled-1",
      "untitled:/main.ts",
      "vscode-notebook-cell:/a.ipynb#W0sZmlsZQ%3D%3D",
      `git:${root}/main.ts?{"ref":"~"}`,
      "file://server/share/main.ts",
      "file:///a%2Fb.ts",
      "main.ts",
      "",
    ]) {
      client.open(other, MODULE);
      client.change(other, [{ text: MODULE.replace("x", "y") }]);
      const position = { line: 3, character: 10 };
      const params = {
        textDocument: { uri: other },
        uri: other,
        position,
        range: { start: position, end: position },
        context: { diagnostics: [], stoppedLocation: { start: position, end: position } },
        newName: "b.example",
        files: [{ oldUri: other, newUri: `${other}x` }],
      };
      for (const method of Object.keys(REQUESTS).filter((each) => !each.endsWith("/resolve"))) {
        const answer = await client.request(method, params);
        const said = JSON.stringify(answer).replace(
          /^\{"kind":"full".*"items":\[\]\}$|^\{"items":\[\]\}$|^\[\]$/,
          "null",
        );
        assert.equal(said, "null", `${method} ${other}`);
      }
      client.close(other);
    }
    assert.deepEqual([...client.published.keys()], []);
    client.open(uri, MODULE);
    const report = await client.request("textDocument/diagnostic", { textDocument: { uri } });
    assert.match(JSON.stringify(report), /symbolic\/missing-permission/);
  });

  it("lives in a root that is not there, that may not be read, or that is no folder", async () => {
    const closed = path.join(root, "closed");
    await mkdir(closed);
    await writeFile(path.join(closed, "main.ts"), MODULE);
    await chmod(closed, 0);
    const gone = path.join(root, "gone");
    for (const folder of [closed, gone, path.join(root, "package.json")]) {
      const other = new LspClient(AS_ORDINARY_USER);
      try {
        await other.initialize(folder, { initializationOptions: { diagnostics: "pull" }, capabilities: FULL_CLIENT });
        other.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: `file://${folder}/main.ts`, type: 1 }] });
        assert.deepEqual(await other.request("workspace/diagnostic", { previousResultIds: [] }), { items: [] }, folder);
        assert.deepEqual(await other.request("workspace/symbol", { query: "" }), [], folder);
        const main = pathToFileURL(path.join(folder, "main.ts")).href;
        other.open(main, MODULE);
        const report = await other.request("textDocument/diagnostic", { textDocument: { uri: main } });
        assert.match(JSON.stringify(report), /symbolic\/missing-permission/, folder);
      } finally {
        other.kill();
      }
    }
    await chmod(closed, 0o700);
  });

  it(`finds the module among ${FILES} files, and hears of 100,000 changes`, async () => {
    for (let index = 0; index < FILES; index++) {
      const folder = path.join(root, `folder${index % 50}`);
      if (index < 50) await mkdir(folder);
      await writeFile(path.join(folder, `file${index}.ts`), "export const x = 1;\n");
    }
    await writeFile(path.join(root, "folder7", "module.ts"), MODULE);
    await client.initialize(root, { initializationOptions: { diagnostics: "pull" }, capabilities: FULL_CLIENT });
    const all = client.begin("workspace/diagnostic", { previousResultIds: [] });
    client.open(uri, MODULE);
    const own = client.begin("textDocument/diagnostic", { textDocument: { uri } });
    const first = await Promise.race([all.result.then(() => "all"), own.result.then(() => "own")]);
    assert.equal(first, "own", "the text that is open does not wait");
    assert.equal(((await all.result) as { items: unknown[] }).items.length, 2);
    const changes = Array.from({ length: 100_000 }, (_, index) => ({
      uri: pathToFileURL(path.join(root, `folder${index % 50}`, `file${index}.ts`)).href,
      type: (index % 3) + 1,
    }));
    client.notify("workspace/didChangeWatchedFiles", { changes });
    client.change(uri, [{ text: `${MODULE}// edited` }]);
    assert.match(
      JSON.stringify(await client.request("textDocument/diagnostic", { textDocument: { uri } })),
      /symbolic\/missing-permission/,
    );
    const items = ((await client.request("workspace/diagnostic", { previousResultIds: [] })) as { items: unknown[] })
      .items;
    assert.equal(items.length, 2);
  });

  it("refuses requests whose parameters are none", async () => {
    await client.initialize(root);
    client.open(uri, MODULE);
    for (const method of [
      "textDocument/hover",
      "textDocument/completion",
      "textDocument/codeAction",
      "codeAction/resolve",
    ]) {
      for (const params of [{}, [], { textDocument: null }, { textDocument: { uri: 5 } }]) {
        await rejects(client.request(method, params), INVALID_PARAMS, `${method} ${JSON.stringify(params)}`);
      }
    }
    for (const position of [undefined, null, {}, { line: "1", character: 0 }, { line: 0.5, character: 0 }]) {
      await rejects(client.request("textDocument/hover", { textDocument: { uri }, position }), INVALID_PARAMS);
    }
    await alive(client, uri);
  });

  it("says nothing about documents that are not open", async () => {
    await client.initialize(root);
    const at = { textDocument: { uri: "file:///nowhere/x.ts" }, position: { line: 0, character: 0 } };
    assert.equal(await client.request("textDocument/hover", at), null);
    client.notify("textDocument/didChange", {
      textDocument: { uri: at.textDocument.uri, version: 2 },
      contentChanges: [{ text: "x" }],
    });
    client.notify("textDocument/didClose", { textDocument: at.textDocument });
    await alive(client, uri);
  });

  it("keeps the text when a change is none, and clamps one that lies outside", async () => {
    await client.initialize(root);
    client.open(uri, MODULE);
    await client.diagnostics(uri);
    for (const contentChanges of [[{}], [null], null, [{ range: { start: {}, end: {} }, text: "x" }]]) {
      client.notify("textDocument/didChange", { textDocument: { uri, version: 2 }, contentChanges });
    }
    const outside = { start: { line: 900, character: 900 }, end: { line: 1e9, character: 1e9 } };
    client.change(uri, [{ range: outside, text: "\n// end" }]);
    assert.equal((await client.diagnostics(uri)).length, 1);
    const [edited] = (await client.request("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line: -5, character: -1 }, end: { line: 1e9, character: 3 } },
      context: { diagnostics: [] },
    })) as { title: string }[];
    assert.match(edited?.title ?? "", /^Grant/);
  });

  it("answers requests that were cancelled or have the same id", async () => {
    await client.initialize(root);
    client.open(uri, MODULE);
    const hover = { textDocument: { uri }, position: { line: 3, character: 10 } };
    client.send({ jsonrpc: "2.0", id: 500, method: "textDocument/hover", params: hover });
    client.notify("$/cancelRequest", { id: 500 });
    for (let i = 0; i < 3; i++) client.send({ jsonrpc: "2.0", id: 501, method: "textDocument/hover", params: hover });
    await alive(client, uri);
  });

  it("survives opening the same text twice, no text, and a very large one", async () => {
    await client.initialize(root);
    client.open(uri, MODULE);
    client.open(uri, MODULE);
    client.notify("textDocument/didOpen", {
      textDocument: { uri: `${uri}x.ts`, languageId: "typescript", version: 1 },
    });
    const large = pathToFileURL(path.join(root, "large.ts")).href;
    client.open(large, `${MODULE}//${"x".repeat(50_000_000)}`);
    client.change(large, [
      { range: { start: { line: 3, character: 2 }, end: { line: 3, character: 2 } }, text: "void 0;" },
    ]);
    const hover = { textDocument: { uri: large }, position: { line: 3, character: 20 } };
    await client.request("textDocument/hover", hover);
    client.close(large);
    await alive(client, uri);
  });

  it("needs no workspace folder", async () => {
    await client.request("initialize", { processId: null, rootUri: null, capabilities: EDITOR });
    client.notify("initialized", {});
    await alive(client, uri);
  });
});

/** The server still finds what is wrong in a module. */
async function alive(client: LspClient, uri: string): Promise<void> {
  client.open(uri, MODULE, 1000);
  const found = await client.diagnostics(uri);
  assert.deepEqual(
    found.map((one) => one.code),
    ["symbolic/missing-permission"],
  );
}

async function rejects(promise: Promise<unknown>, code: number, what?: string): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof AnsweredError, what);
    assert.equal(error.code, code, what);
    return true;
  });
}
