/**
 * Answers of the language server as text, and the fixtures that hold them.
 *
 * `tests/fixtures/lsp/<method>.txt` has the cases of one request, with "." for "/" in the method:
 *
 *     === what {"newName": "x"}       parameters beside the document, the place and the range, where a case needs some;
 *                                     "lastRun" is what the module left when it ran last, with this text or that of "ranText";
 *                                     "checked" has the client ask for the findings of all modules before
 *     //- /main.ts                    files, as in `markers.ts`; `$0` is the cursor, `$0 … $1` a selection
 *     ---
 *     - kind: 2                       the answer; `UPDATE=1` writes it, then read the difference
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { CancellationToken, type ClientCapabilities, type Connection, type Range } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type CapabilityOptions, serverCapabilities } from "../../server/lsp/capabilities.ts";
import { REQUESTS } from "../../server/lsp/handlers.ts";
import { LanguageServer } from "../../server/lsp/language-server.ts";
import type { AmbitInitializationOptions } from "../../server/protocol.ts";
import { keepLastRun } from "../../runtime-core/workspace/index.ts";
import { parseFixture } from "../fixtures/markers.ts";

type RunFigures = Parameters<typeof keepLastRun>[1];

/** A client that can do everything. */
export const FULL_CLIENT: ClientCapabilities = {
  workspace: {
    workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
    fileOperations: { willRename: true },
    symbol: { resolveSupport: { properties: ["location.range"] } },
    textDocumentContent: {},
    codeLens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
  textDocument: {
    hover: { contentFormat: ["markdown"] },
    codeAction: {
      resolveSupport: { properties: ["edit"] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
    },
    completion: {
      completionItem: { resolveSupport: { properties: ["documentation"] }, documentationFormat: ["markdown"] },
    },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    documentLink: { tooltipSupport: true },
    inlayHint: { resolveSupport: { properties: ["tooltip"] } },
    inlineValue: {},
    rename: { prepareSupport: true },
    diagnostic: { relatedDocumentSupport: true },
    semanticTokens: {
      requests: { full: true, range: true },
      tokenTypes: [],
      tokenModifiers: [],
      formats: ["relative"],
    },
    signatureHelp: { signatureInformation: { activeParameterSupport: true } },
  },
};

/** What such a client is offered. */
export const FULL_OPTIONS: CapabilityOptions = {
  client: FULL_CLIENT,
  diagnostics: "pull",
  semanticTokens: true,
  inlineValues: true,
};

/** One case of a fixture file. */
export interface Case {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly answer: string;
}

/** The file with the cases of a request. */
export function fixtureFile(method: string): URL {
  return new URL(`../fixtures/lsp/${method.replaceAll("/", ".")}.txt`, import.meta.url);
}

/** The cases of a request; none when there is no file. */
export function casesOf(method: string): readonly Case[] {
  const file = fixtureFile(method);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [head = "", ...rest] = part.split("\n");
      const [text = "", answer = ""] = rest.join("\n").split(/^---$\n/m);
      const [, name = "", params = "{}"] = /^(.*?)(?: (\{.*\}))?$/.exec(head) ?? [];
      return { name, params: JSON.parse(params) as Case["params"], text, answer: answer.trimEnd() };
    });
}

/** The cases as a file has them. */
export function printCases(cases: readonly Case[]): string {
  return cases
    .map(({ answer, name, params, text }) => {
      const more = Object.keys(params).length === 0 ? "" : ` ${JSON.stringify(params)}`;
      return `=== ${name}${more}\n${text}---\n${answer}\n`;
    })
    .join("\n");
}

/** Which request gives what a request resolves. */
const GIVES: Readonly<Record<string, string>> = {
  "codeAction/resolve": "textDocument/codeAction",
  "completionItem/resolve": "textDocument/completion",
  "codeLens/resolve": "textDocument/codeLens",
  "inlayHint/resolve": "textDocument/inlayHint",
};

/** A server for a folder, whose client is not there; what it logs goes into `errors`. */
export function serve(root: string, errors: string[] = []): LanguageServer {
  const connection = {
    sendDiagnostics: () => Promise.resolve(),
    sendRequest: () => Promise.resolve(),
    console: { error: (message: string) => errors.push(message) },
    tracer: { log: () => {} },
    window: { createWorkDoneProgress: () => Promise.resolve(undefined) },
  } as unknown as Connection;
  const server = new LanguageServer({ connection, pageOf: () => undefined });
  const folder = { uri: pathToFileURL(root).href, name: "root" };
  const initializationOptions: AmbitInitializationOptions = { commands: true, diagnostics: "pull" };
  const known = { processId: null, rootUri: null, workspaceFolders: [folder], capabilities: FULL_CLIENT };
  server.initialize({ ...known, initializationOptions });
  return server;
}

/** What the server answers to a case, as text. */
export async function answerTo(method: string, { params, text }: Pick<Case, "params" | "text">): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "ambit-answers-"));
  try {
    return await new Asking(root).ask(method, params, text);
  } finally {
    await rm(root, { recursive: true });
  }
}

type Handler = (server: LanguageServer, params: unknown, token: CancellationToken) => Promise<unknown>;

class Asking {
  readonly #root: string;
  readonly #rootUri: string;
  readonly #texts = new Map<string, TextDocument>();

  constructor(root: string) {
    this.#root = root;
    this.#rootUri = pathToFileURL(root).href;
  }

  async ask(method: string, more: Case["params"], text: string): Promise<string> {
    const { cursor, end, files } = fixtureWithRange(text);
    await writeFile(path.join(this.#root, "package.json"), "{}");
    for (const [name, content] of Object.entries(files)) await this.#write(name, content);
    const entry = Object.keys(files)[0] ?? "/main.ts";
    const { checked, lastRun, ranText, ...params } = more;
    using _ = this.#keepRun(entry, lastRun as RunFigures | undefined, ranText as string | undefined);
    const server = serve(this.#root);
    for (const name of new Set([entry, cursor?.file ?? entry])) this.#open(server, name);
    if (checked === true) await answer(server, "workspace/diagnostic", {});
    const uri = this.#rootUri + (cursor?.file ?? entry);
    const document = this.#texts.get(uri);
    assert.ok(document);
    const from = document.positionAt(cursor?.offset ?? 0);
    const to = document.positionAt(end ?? cursor?.offset ?? document.getText().length);
    const first = method === "textDocument/inlineValue" ? document.positionAt(0) : from;
    const where = { textDocument: { uri }, position: from, range: { start: first, end: to } };
    const stoppedLocation = { start: to, end: to };
    const beside = { context: { diagnostics: [], stoppedLocation }, query: "" };
    const given = JSON.parse(
      JSON.stringify(params).replaceAll("ROOT", this.#rootUri).replaceAll("FOLDER", this.#root),
    ) as Case["params"];
    return this.#render(await answer(server, method, { ...where, ...beside, ...given }), uri);
  }

  async #write(name: string, content: string): Promise<void> {
    const file = path.join(this.#root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    const uri = this.#rootUri + name;
    this.#texts.set(uri, TextDocument.create(uri, "typescript", 1, content));
  }

  /** Writes the last run of the entry where the server looks for it, until the answer is there. */
  #keepRun(entry: string, figures: RunFigures | undefined, ranText?: string): Disposable {
    const before = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = path.join(this.#root, ".cache");
    const texts = Array.from(this.#texts, ([uri, text]) => [uri.slice(this.#rootUri.length), text.getText()] as const);
    const files = new Map(
      texts
        .filter(([name]) => name.endsWith(".ts"))
        .map(([name, text]) => [name, { source: { text: name === entry ? (ranText ?? text) : text } }]),
    );
    if (figures !== undefined) keepLastRun({ root: this.#root, path: entry, files }, figures);
    return { [Symbol.dispose]: () => restore("XDG_CACHE_HOME", before) };
  }

  #open(server: LanguageServer, name: string): void {
    const uri = this.#rootUri + name;
    const text = this.#texts.get(uri)?.getText() ?? "";
    server.modules.opened(server.documents.open({ uri, languageId: "typescript", version: 1, text }));
  }

  #render(value: unknown, uri: string): string {
    const text = this.#lines(value, uri).join("\n").replaceAll(this.#rootUri, "ROOT").trimEnd();
    return text.replaceAll(/^endedAt: .*$/gm, "endedAt: NOW");
  }

  /** The lines of a value; ranges are those of the text at `uri`. */
  #lines(value: unknown, uri: string): readonly string[] {
    if (Array.isArray(value) && value.length === 0) return ["[]"];
    if (Array.isArray(value)) return value.flatMap((item) => indented("- ", this.#lines(item, uri)));
    if (typeof value !== "object" || value === null) return scalarLines(value);
    if (isRange(value)) return [this.#rangeText(value, uri)];
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    const here = uriIn(value) ?? uri;
    if (isEdit(value)) return [`${this.#rangeText(value.range, uri)} -> ${JSON.stringify(value.newText)}`];
    if (isTokens(value)) return this.#tokens(value.data, uri);
    return entries.flatMap(([key, part]) => {
      const lines = this.#lines(part, this.#texts.has(key) ? key : here);
      const isShort = lines.length === 1 && (typeof part !== "object" || part === null || isRange(part));
      return isShort ? [`${key}: ${lines[0]}`] : [`${key}:`, ...lines.map((line) => `  ${line}`)];
    });
  }

  #rangeText({ end, start }: Range, uri: string): string {
    const text = this.#texts.get(uri)?.getText({ start, end }) ?? "";
    const short = text.length > 60 ? `${text.slice(0, 30)}…${text.slice(-20)}` : text;
    const place = `${start.line + 1}:${start.character + 1}-${end.line + 1}:${end.character + 1}`;
    return `${place} ${JSON.stringify(short)}`;
  }

  #tokens(data: readonly number[], uri: string): readonly string[] {
    const legend = serverCapabilities(FULL_OPTIONS).semanticTokensProvider?.legend;
    let [line, character] = [0, 0];
    return Array.from({ length: data.length / 5 }, (_, index) => {
      const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(index * 5, index * 5 + 5);
      character = down === 0 ? character + right : right;
      line += down;
      const range = { start: { line, character }, end: { line, character: character + length } };
      const names = legend?.tokenModifiers.filter((_name, bit) => (modifiers & (1 << bit)) !== 0) ?? [];
      return [this.#rangeText(range, uri), legend?.tokenTypes[type], ...names].join(" ");
    });
  }
}

/** What a handler gives; for what is resolved, for all that there is. */
export async function answer(server: LanguageServer, method: string, params: unknown): Promise<unknown> {
  const gives = GIVES[method];
  const handler = (REQUESTS as unknown as Readonly<Record<string, Handler>>)[method];
  assert.ok(handler, `${method} is handled`);
  if (gives === undefined) return handler(server, params, CancellationToken.None);
  const given = ((await answer(server, gives, params)) ?? []) as readonly unknown[];
  return Promise.all(given.map((item) => handler(server, item, CancellationToken.None)));
}

/** `$1` is the end of a selection in the file with the cursor. */
function fixtureWithRange(text: string): ReturnType<typeof parseFixture> & { readonly end?: number } {
  const fixture = parseFixture(text);
  const { cursor } = fixture;
  const content = cursor && fixture.files[cursor.file];
  const end = content?.indexOf("$1") ?? -1;
  if (cursor === undefined || content === undefined || end < 0) return fixture;
  return { ...fixture, files: { ...fixture.files, [cursor.file]: content.replace("$1", "") }, end };
}

function restore(variable: string, value: string | undefined): void {
  if (value === undefined) delete process.env[variable];
  else process.env[variable] = value;
}

function indented(first: string, lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? first : "  ") + line);
}

function scalarLines(value: unknown): readonly string[] {
  if (typeof value !== "string" || value === "") return [value === "" ? '""' : String(value)];
  return value.includes("\n") ? ["|", ...value.split("\n").map((line) => `  ${line}`)] : [value];
}

function isRange(value: object): value is Range {
  return "start" in value && "end" in value && typeof value.start === "object";
}

function isEdit(value: object): value is { readonly range: Range; readonly newText: string } {
  return Object.keys(value).length === 2 && "range" in value && "newText" in value;
}

function isTokens(value: object): value is { readonly data: readonly number[] } {
  return "data" in value && Array.isArray(value.data) && value.data.every((each) => typeof each === "number");
}

function uriIn(value: object): string | undefined {
  if ("uri" in value && typeof value.uri === "string") return value.uri;
  return "textDocument" in value ? uriIn(value.textDocument as object) : undefined;
}
