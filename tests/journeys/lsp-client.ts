/**
 * A language client of our own over real pipes: no library between the test and the bytes of the server.
 */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  type Diagnostic,
  type InitializeResult,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
  TextDocumentSyncKind,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

const SERVER = fileURLToPath(new URL("../../dist/server.mjs", import.meta.url));

/** The server of this checkout, as it ships: `npm test` builds it first. */
export const SERVER_COMMAND: readonly string[] = [process.execPath, SERVER, "--stdio"];

/** How long a test waits for what must come, on a machine that may have much else to do; long tests have more to do themselves. */
const TIMEOUT_MS = process.env["AMBIT_ENDURANCE"] === "long" ? 120_000 : 25_000;

interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An error that the server answered. */
export class AnsweredError extends Error {
  readonly code: number;
  constructor(error: { readonly code: number; readonly message: string }) {
    super(error.message);
    this.code = error.code;
  }
}

/** What a modern editor says it can do. */
export const EDITOR: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true }, configuration: true, workspaceFolders: true },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      dataSupport: true,
    },
    codeAction: { resolveSupport: { properties: ["edit"] }, isPreferredSupport: true, dataSupport: true },
    hover: { contentFormat: ["markdown", "plaintext"] },
  },
};

/** One server process and its client. */
export class LspClient {
  readonly process: ChildProcessWithoutNullStreams;
  /** Everything that the server sent of its own accord. */
  readonly notifications: { readonly method: string; readonly params: unknown }[] = [];
  /** The last findings by URI. */
  readonly published = new Map<string, PublishDiagnosticsParams>();
  /** Answers to the server's requests, by method. */
  readonly answers = new Map<string, (params: unknown) => unknown>();
  stderr = "";
  readonly #documents = new Map<string, TextDocument>();
  readonly #pending = new Map<number | string, (message: Message) => void>();
  readonly #watchers = new Set<() => void>();
  readonly #gone = Promise.withResolvers<never>();
  #input = Buffer.alloc(0);
  /** The server takes no changes, only texts. */
  #wholeTexts = false;
  #nextId = 1;

  constructor(command: readonly string[] = SERVER_COMMAND) {
    const [program = "", ...args] = command;
    this.process = spawn(program, args, { stdio: "pipe" });
    this.process.stdout.on("data", (bytes: Buffer) => this.#receive(bytes));
    this.process.stderr.on("data", (bytes: Buffer) => (this.stderr += String(bytes)));
    this.process.stdin.on("error", () => this.#wake()); // The server has ended; the test sees that by itself.
    this.process.on("exit", (code) => {
      this.#gone.reject(new Error(`The server ended with ${code}; stderr: ${this.stderr}`));
      this.#wake();
    });
    this.#gone.promise.catch(() => undefined); // Whoever waits is told; nobody need.
    this.answers.set("workspace/configuration", (params) => (params as { items: unknown[] }).items.map(() => null));
  }

  /** Starts a server for a project. */
  static async start(
    root: string,
    options: { capabilities?: ClientCapabilities; initializationOptions?: unknown } = {},
  ): Promise<LspClient> {
    const client = new LspClient();
    await client.initialize(root, options);
    return client;
  }

  async initialize(
    root: string,
    options: { capabilities?: ClientCapabilities; initializationOptions?: unknown } = {},
  ): Promise<InitializeResult> {
    const result = await this.request("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(root).href,
      workspaceFolders: [{ uri: pathToFileURL(root).href, name: "root" }],
      capabilities: options.capabilities ?? EDITOR,
      initializationOptions: options.initializationOptions,
    });
    this.notify("initialized", {});
    const { textDocumentSync } = (result as InitializeResult).capabilities;
    const sync = typeof textDocumentSync === "object" ? textDocumentSync.change : textDocumentSync;
    this.#wholeTexts = sync === TextDocumentSyncKind.Full;
    return result as InitializeResult;
  }

  /** Sends a request and gives its result. @throws {AnsweredError} */
  request(method: string, params?: unknown): Promise<unknown> {
    return this.begin(method, params).result;
  }

  /** Sends a request that may be taken back by its id. */
  begin(method: string, params?: unknown): { readonly id: number; readonly result: Promise<unknown> } {
    const id = this.#nextId++;
    return { id, result: this.#answerTo(id, method, params) };
  }

  /** Takes a request back. */
  cancel(id: number): void {
    this.notify("$/cancelRequest", { id });
  }

  async #answerTo(id: number, method: string, params: unknown): Promise<unknown> {
    const answer = new Promise<Message>((resolve) => this.#pending.set(id, resolve));
    this.send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });
    const message = await this.#within(Promise.race([answer, this.#gone.promise]), `an answer to ${method}`);
    if (message.error !== undefined) throw new AnsweredError(message.error);
    return message.result;
  }

  notify(method: string, params: unknown): void {
    this.send({ jsonrpc: "2.0", method, params });
  }

  /** Frames and sends any value. */
  send(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message));
    this.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  /** Sends bytes as they are. */
  write(bytes: Buffer | string): void {
    this.process.stdin.write(bytes);
  }

  open(uri: string, text: string, version = 1): void {
    this.#documents.set(uri, TextDocument.create(uri, "typescript", version, text));
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version, text } });
  }

  /** Edits an open document, here and there. Gives its new version. */
  change(uri: string, changes: TextDocumentContentChangeEvent[]): number {
    const document = this.document(uri);
    const version = document.version + 1;
    TextDocument.update(document, changes, version);
    const contentChanges = this.#wholeTexts ? [{ text: document.getText() }] : changes;
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
    return version;
  }

  /** Replaces the only occurrence of `from`. */
  replace(uri: string, from: string, to: string): number {
    const document = this.document(uri);
    const start = document.getText().indexOf(from);
    assert.notEqual(start, -1, `"${from}" is not in ${uri}`);
    const range = { start: document.positionAt(start), end: document.positionAt(start + from.length) };
    return this.change(uri, [{ range, text: to }]);
  }

  /** Applies an edit as an editor does: refuses one for another version. */
  apply(edit: WorkspaceEdit): void {
    for (const change of edit.documentChanges ?? []) {
      assert.ok("textDocument" in change);
      const { uri, version } = change.textDocument;
      assert.equal(version, this.document(uri).version, "the edit is for the version that is open");
      const edits = change.edits as { range: Diagnostic["range"]; newText: string }[];
      this.change(uri, [{ text: TextDocument.applyEdits(this.document(uri), edits) }]);
    }
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    this.notify("textDocument/didClose", { textDocument: { uri } });
  }

  document(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    assert.ok(document, `${uri} is open`);
    return document;
  }

  /** Where `needle` starts in an open document, `by` characters further. */
  positionOf(uri: string, needle: string, by = 0): { line: number; character: number } {
    const at = this.document(uri).getText().indexOf(needle);
    assert.notEqual(at, -1, `"${needle}" is not in ${uri}`);
    return this.document(uri).positionAt(at + by);
  }

  /** The findings for the text as it is open now. */
  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const { version } = this.document(uri);
    await this.until(() => this.published.get(uri)?.version === version, `findings for version ${version} of ${uri}`);
    return this.published.get(uri)?.diagnostics ?? [];
  }

  /** Waits until something is so; looked at whenever a message comes. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    if (isSo()) return;
    let watcher: () => void = () => undefined;
    const become = new Promise<void>((resolve) => {
      watcher = () => {
        if (isSo()) resolve();
      };
      this.#watchers.add(watcher);
    });
    try {
      await this.#within(Promise.race([become, this.#gone.promise]), what);
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  /** Ends the server as LSP says. Gives its exit code. */
  async stop(): Promise<number | null> {
    if (this.process.exitCode !== null) return this.process.exitCode;
    await this.request("shutdown");
    this.notify("exit", undefined);
    return this.exited();
  }

  /** Waits for the end of the process. */
  async exited(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.#within(once(this.process, "exit"), "the end of the server");
    }
    return this.process.exitCode;
  }

  /** Ends the process whatever its state: for `afterEach`. */
  kill(): void {
    this.process.kill("SIGKILL");
  }

  #receive(bytes: Buffer): void {
    this.#input = Buffer.concat([this.#input, bytes]);
    for (;;) {
      const head = this.#input.indexOf("\r\n\r\n");
      if (head === -1) return;
      const length = Number(/content-length: *(\d+)/i.exec(this.#input.toString("latin1", 0, head))?.[1]);
      assert.ok(Number.isInteger(length), "the server frames its messages");
      if (this.#input.length < head + 4 + length) return;
      const body = this.#input.toString("utf8", head + 4, head + 4 + length);
      this.#input = this.#input.subarray(head + 4 + length);
      this.#handle(JSON.parse(body) as Message);
    }
  }

  #handle(message: Message): void {
    if (message.method === undefined) {
      if (message.id === null || message.id === undefined) this.notifications.push({ method: "", params: message });
      else this.#pending.get(message.id)?.(message);
    } else if (message.id !== undefined) {
      this.send({ jsonrpc: "2.0", id: message.id, result: this.answers.get(message.method)?.(message.params) ?? null });
    } else {
      this.notifications.push({ method: message.method, params: message.params });
      if (message.method === "textDocument/publishDiagnostics") {
        const params = message.params as PublishDiagnosticsParams;
        this.published.set(params.uri, params);
      }
    }
    this.#wake();
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
  }

  async #within<T>(promise: Promise<T>, what: string): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`Waited in vain for ${what}; stderr: ${this.stderr}`)), TIMEOUT_MS);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
