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
  MessageType,
  type Position,
  ResponseError,
  ShowMessageNotification,
  type ShowMessageParams,
} from "vscode-languageserver/node";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { childManifest } from "../../runtime-core/prepare/index.ts";
import { LastRuns } from "../../runtime-core/workspace/index.ts";
import { ClosedModules } from "../documents/closed-modules.ts";
import { Documents, fileOf, folderOf } from "../documents/documents.ts";
import { type FileChange, type Preparation, PreparedModules } from "../documents/prepared-modules.ts";
import { Projects } from "../documents/projects.ts";
import { afterMessages } from "../documents/scheduler.ts";
import { DEFAULT_SETTINGS, readSettings, severityOf } from "../documents/settings.ts";
import type { KnownRun } from "../features/last-run.ts";
import type { AmbitInitializationOptions, AmbitSettings } from "../protocol.ts";
import { ExaminerProcess } from "./examiner-process.ts";
import { type ClientAbilities, type FindingStyle, fromPosition, type PageOf, type Place, viewOf } from "./convert.ts";
import { Findings } from "./findings.ts";
import { isOfTexts } from "./last-run-requests.ts";
import { type ModuleSummary, summarize } from "./module-summary.ts";
import { MarkerWatch } from "./marker-watch.ts";
import { OuterWatch } from "./outer-watch.ts";
import { refreshes, sendRefreshes, supportedRefreshes } from "./refresh.ts";

/**
 * UTF-16 units of text: a change to a file that several open modules import must not make each of them begin anew.
 */
const MAX_CACHED_TEXT_LENGTH = 4_000_000;

/** After an edit its editor asks for what it shows: so long nothing else is begun. */
const REST_MS = 50;

/** How long work on modules that nobody looks at waits before it asks again whether it may go on. */
const PATIENCE_MS = 10;

/** What the server is made with. */
export interface LanguageServerOptions {
  readonly connection: Connection;
  readonly pageOf: PageOf;
}

/** One client's server. */
export class LanguageServer {
  readonly connection: Connection;
  readonly findingStyle: FindingStyle;
  readonly projects = new Projects({ maxCachedTextLength: MAX_CACHED_TEXT_LENGTH });
  readonly documents = new Documents((file) => this.projects.spelled(file));
  readonly modules: PreparedModules;
  readonly closedModules: ClosedModules<ModuleSummary>;
  readonly findings: Findings;
  readonly #lastRuns = new LastRuns();
  readonly #outerWatch: OuterWatch;
  readonly #markerWatch = new MarkerWatch({ onChange: (change) => this.filesChanged([change]) });
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
  /** The client takes findings in other texts with those of the one that it asks about. */
  reportsParts = false;
  /** Files in which the client was told to have findings when it asked about a text, by the URI of the text. */
  readonly relatedFiles = new Map<string, ReadonlySet<string>>();
  /** When a text was edited last, on the clock of `performance`. */
  editedAtMs = -REST_MS;
  /** The client tells which files of the disk change. */
  isWatched = false;
  /** It also tells of those outside of its folders. */
  isWatchedOutside = false;
  #folders: readonly string[] = [];
  #settings: AmbitSettings = DEFAULT_SETTINGS;
  /** What `initialize` set. */
  #initial: unknown;
  readonly #saidProblems = new Set<string>();

  constructor(options: LanguageServerOptions) {
    this.connection = options.connection;
    this.#outerWatch = new OuterWatch(options.connection);
    this.findingStyle = { pageOf: options.pageOf, severityOf: (finding) => severityOf(this.#settings, finding) };
    this.modules = new PreparedModules({
      documents: this.documents,
      projects: this.projects,
      defer: afterMessages,
      pause: turn,
      onPrepared: (before, now) => this.#publish(before, now),
      onError: (error) => this.log(error),
    });
    this.findings = new Findings({
      documents: this.documents,
      modules: () => this.modules.all(),
      style: this.findingStyle,
    });
    this.closedModules = new ClosedModules({
      documents: this.documents,
      summarize: (preparation) => summarize(preparation, { documents: this.documents, style: this.findingStyle }),
      openExaminer: () => new ExaminerProcess({ documents: this.documents, settings: this.#settings }),
      pause: turn,
      idle: () => this.idle(),
      onChanged: (before, now) => this.#closedChanged(before, now),
      onDue: () => this.findings.tell(new Set()),
      onError: (error) => this.log(error),
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
    this.#initial = options.settings;
    this.#settings = this.#readSettings(options.settings);
    this.reportsParts = this.client.textDocument?.diagnostic?.relatedDocumentSupport === true;
    const watching = this.client.workspace?.didChangeWatchedFiles;
    this.isWatched = watching?.dynamicRegistration === true;
    this.isWatchedOutside = this.isWatched && watching?.relativePatternSupport === true;
    const uris = params.workspaceFolders?.map((folder) => folder.uri) ?? [params.rootUri];
    this.setFolders(uris.flatMap((uri) => (typeof uri === "string" ? (folderOf(uri) ?? []) : [])));
  }

  /** The path on the disk that a URI means, as the workspace spells it; undefined when it means none. */
  fileOf(uri: string): string | undefined {
    const file = fileOf(uri);
    return file === undefined ? undefined : this.projects.spelled(file);
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  get abilities(): ClientAbilities {
    const { textDocument, workspace } = this.client;
    return {
      markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
      snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
      markdownDocs:
        textDocument?.completion?.completionItem?.documentationFormat?.includes(MarkupKind.Markdown) ?? false,
      documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
      createsFiles:
        workspace?.workspaceEdit?.documentChanges === true &&
        workspace.workspaceEdit.resourceOperations?.includes("create") === true,
      noActiveParameter: textDocument?.signatureHelp?.signatureInformation?.noActiveParameterSupport === true,
      resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties?.includes("edit") ?? false,
    };
  }

  /** The workspace folders are these now. */
  setFolders(folders: readonly string[]): void {
    this.#folders = folders;
    this.#restart();
  }

  /** Files of the disk have changed, come or gone. */
  filesChanged(changes: readonly FileChange[]): void {
    this.modules.filesChanged(changes);
    this.closedModules.filesChanged(changes);
  }

  /** Has the client tell of files outside of its folders as far as modules depend on them; one that cannot is spared the question. */
  async watchOuter(): Promise<void> {
    const roots = [...this.projects.roots, ...this.closedModules.roots];
    if (this.isWatchedOutside) await this.#outerWatch.follow(this.#folders, roots);
    else this.#markerWatch.follow(this.#folders);
  }

  /** The user's settings are these now; those of `initialize` for a client that has none. */
  configure(from: unknown): void {
    const before = this.#settings;
    this.#settings = this.#readSettings(from ?? this.#initial);
    if (JSON.stringify(this.#settings) === JSON.stringify(before)) return;
    const { enable, root } = this.#settings;
    if (enable === before.enable && root === before.root) this.#showAnew();
    else this.#restart();
    sendRefreshes(this.connection, supportedRefreshes(this.client));
  }

  #readSettings(from: unknown): AmbitSettings {
    const { problems, settings } = readSettings(from);
    for (const problem of problems) this.#sayOnce(problem);
    return settings;
  }

  #sayOnce(problem: string): void {
    if (this.#saidProblems.has(problem)) return;
    this.#saidProblems.add(problem);
    const params: ShowMessageParams = { type: MessageType.Warning, message: `Ambit: ${problem}` };
    void this.connection.sendNotification(ShowMessageNotification.type, params);
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
   * @returns Undefined when it is no part of an Ambit module that is open, or that is known to a client that pulls.
   * @throws {ResponseError} When the request names no document.
   */
  async place(params: { readonly textDocument?: { readonly uri?: unknown } }): Promise<Place | undefined> {
    const uri = params?.textDocument?.uri;
    if (typeof uri !== "string") throw new ResponseError(ErrorCodes.InvalidParams, "The request names no document");
    const own = await this.modules.current(uri);
    const file = this.fileOf(uri);
    if (file === undefined) return undefined;
    const preparation = own?.module.manifest === undefined ? ((await this.#closedModuleOf(file)) ?? own) : own;
    return preparation === undefined ? undefined : this.placeIn(preparation, file);
  }

  /** A file in the other open modules that it is a part of: their findings are shown in it too. */
  async otherPlaces({ file, preparation: own }: Place): Promise<readonly Place[]> {
    const shown = own.project.fileOf(file);
    await this.modules.settled(shown);
    return this.modules.all().flatMap((preparation) => {
      const { manifest, files } = preparation.module;
      const place = manifest === undefined || preparation === own ? undefined : this.placeIn(preparation, shown);
      return place !== undefined && files.has(place.file) ? [place] : [];
    });
  }

  /** A module that is not open and whose findings are shown in a file; undefined when there is none. */
  async #closedModuleOf(file: string): Promise<Preparation | undefined> {
    if (this.diagnostics !== "pull") return undefined;
    const found = this.closedModules.preparations(({ files, hasManifest }) => hasManifest && files.has(file));
    return (await found.next()).value ?? undefined;
  }

  /** A file as part of a module; undefined when it is outside of its project. */
  placeIn(preparation: Preparation, file: string): Place | undefined {
    const { project } = preparation;
    const path = project.pathOf(file);
    if (path === undefined) return undefined;
    const workspace = () => project.snapshot(this.documents.all()).workspace;
    const manifestOf = (of: FilePath) => childManifest(of, workspace(), project.cache);
    const lastRun = () => this.lastRunOf(preparation);
    return { ...viewOf(preparation, this.documents), file: path, workspace, lastRun, manifestOf };
  }

  /** How a module ran last; undefined when that is not known. */
  lastRunOf({ module, project }: Preparation): KnownRun | undefined {
    const run = this.#lastRuns.of(project.root, module.path);
    return run && { run, isCurrent: isOfTexts(run, module) };
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
    const { root } = this.#settings;
    this.projects.configure(this.#folders, root);
    this.documents.respell();
    if (!this.projects.isRootThere)
      this.#sayOnce(
        `"ambit.root" names the folder "${root}", which is not there; each module has the root that it has without`,
      );
    this.closedModules.restart(this.enabled ? this.#folders : [], this.#settings.root);
    if (this.enabled) this.modules.restart();
    else this.modules.clear();
  }

  /** Resolves when messages have been let in, no open module is waiting and nobody is typing. */
  async idle(): Promise<void> {
    await turn();
    while (this.modules.isBusy || performance.now() - this.editedAtMs < REST_MS)
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  }

  #closedChanged(before: ModuleSummary | undefined, now: ModuleSummary | undefined): void {
    if (this.diagnostics !== "pull") return;
    const shown = (summary: ModuleSummary | undefined): string =>
      JSON.stringify([...(summary?.findings ?? [])].filter(([file]) => this.documents.at(file) !== undefined));
    this.findings.closedChanged(before, now);
    if (shown(before) !== shown(now)) this.#askToPull();
  }

  /** The same findings count differently now. */
  #showAnew(): void {
    this.closedModules.restart(this.enabled ? this.#folders : [], this.#settings.root);
    for (const preparation of this.modules.all()) this.#tellFindings(preparation, preparation);
    if (this.diagnostics === "pull") this.#askToPull();
  }

  #publish(before: Preparation | undefined, now: Preparation | undefined): void {
    sendRefreshes(this.connection, refreshes(this.client, before, now));
    const shown = this.shownManifests.get((now ?? before)?.uri ?? "");
    if (shown !== undefined)
      sendRefreshes(this.connection, [{ method: "workspace/textDocumentContent/refresh", params: { uri: shown } }]);
    this.#tellFindings(before, now);
    if (now === undefined) this.connection.tracer.log(`${before?.uri} is no open module any more`);
    else this.connection.tracer.log(`${now.uri} is prepared: ${now.module.diagnostics.length} findings`);
  }

  #tellFindings(before: Preparation | undefined, now: Preparation | undefined): void {
    const changes = this.findings.changes(before, now);
    if (this.diagnostics === "push") {
      for (const params of changes)
        void this.connection.sendDiagnostics(params).catch((error: unknown) => this.log(error));
      return;
    }
    const isOther = changes.some((params) => params.uri !== now?.uri);
    if (isOther || (changes.length > 0 && before !== undefined && !isEdited(before, now))) this.#askToPull();
  }

  #askToPull(): void {
    if (this.client.workspace?.diagnostics?.refreshSupport !== true) return;
    this.connection.languages.diagnostics.refresh().catch((error: unknown) => this.log(error));
  }
}

/** Whether what a module was prepared from has been edited since; the client then asks by itself. */
function isEdited(before: Preparation, now: Preparation | undefined): boolean {
  return now?.versions.entries().some(([path, version]) => before.versions.get(path) !== version) === true;
}

/** Lets other messages in. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
