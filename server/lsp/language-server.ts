/**
 * The server between two messages: what is open, what is known about it, and what the client can do.
 */
import { inspect } from "node:util";
import {
  type ClientCapabilities,
  type Connection,
  ErrorCodes,
  type InitializeParams,
  MarkupKind,
  type Position,
  ResponseError,
} from "vscode-languageserver/node";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { childManifest } from "../../runtime-core/prepare/index.ts";
import { Documents, fileOf } from "../documents/documents.ts";
import { type Preparation, PreparedModules } from "../documents/prepared-modules.ts";
import { Projects } from "../documents/projects.ts";
import { afterMessages } from "../documents/scheduler.ts";
import { DEFAULT_SETTINGS, readSettings } from "../documents/settings.ts";
import type { AmbitInitializationOptions, AmbitSettings } from "../protocol.ts";
import { type ClientAbilities, fromPosition, type PageOf, type Place, viewOf } from "./convert.ts";
import { Findings } from "./findings.ts";
import { refreshes, sendRefreshes } from "./refresh.ts";

/** What the server is made with. */
export interface LanguageServerOptions {
  readonly connection: Connection;
  readonly pageOf: PageOf;
}

/** One client's server. */
export class LanguageServer {
  readonly connection: Connection;
  readonly pageOf: PageOf;
  readonly documents = new Documents();
  readonly projects = new Projects();
  readonly modules: PreparedModules;
  readonly findings: Findings;
  /** Documents with effective manifests that the client has asked for, by the URI of their module. */
  readonly shownManifests = new Map<string, string>();
  client: ClientCapabilities = {};
  diagnostics: "push" | "pull" = "push";
  /** The client has the commands of `AmbitCommand`. */
  commands = false;
  /** The client shows the semantic tokens of several servers at once. */
  semanticTokens = true;
  /** The client wants to be told that there are inline values. */
  inlineValues = true;
  #folders: readonly string[] = [];
  #settings: AmbitSettings = DEFAULT_SETTINGS;

  constructor(options: LanguageServerOptions) {
    this.connection = options.connection;
    this.pageOf = options.pageOf;
    this.modules = new PreparedModules({
      documents: this.documents,
      projects: this.projects,
      defer: afterMessages,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      onPrepared: (before, now) => this.#publish(before, now),
      onError: (error) => this.log(error),
    });
    this.findings = new Findings({
      documents: this.documents,
      modules: () => this.modules.all(),
      pageOf: options.pageOf,
    });
  }

  /** Takes what `initialize` says. */
  initialize(params: InitializeParams): void {
    this.client = params.capabilities ?? {};
    const options = (params.initializationOptions ?? {}) as Readonly<
      Partial<Record<keyof AmbitInitializationOptions, unknown>>
    >;
    this.diagnostics = options.diagnostics === "pull" ? "pull" : "push";
    this.commands = options.commands === true;
    this.semanticTokens = options.semanticTokens !== false;
    this.inlineValues = options.inlineValues !== false;
    this.#settings = readSettings(options.settings);
    const uris = params.workspaceFolders?.map((folder) => folder.uri) ?? [params.rootUri];
    this.setFolders(uris.flatMap((uri) => (typeof uri === "string" ? (fileOf(uri) ?? []) : [])));
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  get abilities(): ClientAbilities {
    const { textDocument, workspace } = this.client;
    return {
      markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
      markdownDocs:
        textDocument?.completion?.completionItem?.documentationFormat?.includes(MarkupKind.Markdown) ?? false,
      documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
      createsFiles:
        workspace?.workspaceEdit?.documentChanges === true &&
        workspace.workspaceEdit.resourceOperations?.includes("create") === true,
      resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties?.includes("edit") ?? false,
    };
  }

  /** The workspace folders are these now. */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders.map((folder) => (folder.length > 1 ? folder.replace(/[/\\]$/, "") : folder));
    this.#restart();
  }

  /** The user's settings are these now. */
  configure(from: unknown): void {
    const settings = readSettings(from);
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#restart();
  }

  /** Whether the user wants to hear anything. */
  get enabled(): boolean {
    return this.#settings.enable;
  }

  /** Whether the user wants hints in the text. */
  get inlayHints(): boolean {
    return this.#settings.inlayHints;
  }

  /**
   * The text that a request is about, prepared as it is now.
   *
   * @returns Undefined when it is not open or no Ambit module.
   * @throws {ResponseError} When the request names no document.
   */
  async place(params: { readonly textDocument?: { readonly uri?: unknown } }): Promise<Place | undefined> {
    const uri = params?.textDocument?.uri;
    if (typeof uri !== "string") throw new ResponseError(ErrorCodes.InvalidParams, "The request names no document");
    const preparation = await this.modules.current(uri);
    const file = fileOf(uri);
    const path = file === undefined ? undefined : preparation?.project.pathOf(file);
    if (preparation === undefined || path === undefined) return undefined;
    const { project } = preparation;
    const workspace = () => project.snapshot(this.documents.all()).workspace;
    const manifestOf = (of: FilePath) => childManifest(of, workspace(), project.cache);
    return { ...viewOf(preparation, this.documents), file: path, workspace, manifestOf };
  }

  /** Like `place`, with the offset of the request's position. */
  async cursor(params: {
    readonly textDocument?: { readonly uri?: unknown };
    readonly position?: Position;
  }): Promise<(Place & { readonly offset: number }) | undefined> {
    const place = await this.place(params);
    if (place === undefined) return undefined;
    return { ...place, offset: fromPosition(place.sourceOf(place.file), params.position) };
  }

  /** A bug of ours: said to the client; the server lives on. */
  log(error: unknown): void {
    this.connection.console.error(inspect(error));
  }

  #restart(): void {
    this.projects.configure(this.#folders, this.#settings.root);
    if (this.enabled) this.modules.restart();
    else this.modules.clear();
  }

  #publish(before: Preparation | undefined, now: Preparation | undefined): void {
    sendRefreshes(this.connection, refreshes(this.client, before, now));
    const shown = this.shownManifests.get((now ?? before)?.uri ?? "");
    if (shown !== undefined)
      sendRefreshes(this.connection, [{ method: "workspace/textDocumentContent/refresh", params: { uri: shown } }]);
    const changes = this.findings.changes(before, now);
    if (this.diagnostics === "push") {
      for (const params of changes)
        void this.connection.sendDiagnostics(params).catch((error: unknown) => this.log(error));
      return;
    }
    const others = changes.some((params) => params.uri !== now?.uri);
    if (!others || this.client.workspace?.diagnostics?.refreshSupport !== true) return;
    this.connection.languages.diagnostics.refresh().catch((error: unknown) => this.log(error));
  }
}
