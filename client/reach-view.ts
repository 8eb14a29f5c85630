/**
 * The view "Module Reach": what the module in the editor can reach, anew as it is typed.
 */
import { commands, Disposable, languages, type TextDocument, Uri, window, workspace } from "vscode";
import type { ModuleEffects, ModuleParams } from "../server/protocol.ts";
import { isForServer } from "./languages.ts";
import type { LanguageServer } from "./language-client.ts";
import { addToManifest } from "./manifest-places.ts";
import { NO_MODULE } from "./module-commands.ts";
import { openModule } from "./open-module.ts";
import { type Reached, reachRows } from "./reach.ts";
import { RowTree } from "./row-tree.ts";
import { showPlace, textAt } from "./show-place.ts";

/** In `when` clauses of package.json: the text in the editor may be part of a module. */
const REACHING_KEY = "ambit.reaching";

/** How long after the last change it is asked for again, in milliseconds. */
const SETTLE_MS = 300;

/** Registers it. */
export function registerReachView(server: LanguageServer): Disposable {
  const view = new ReachView(server);
  return Disposable.from(
    view,
    commands.registerCommand("ambit.showReach", () => view.reveal()),
    commands.registerCommand("ambit.showCall", (element?: string) => view.showCall(element)),
    view.tree.onRow("ambit.showReachedGrant", "reached", ({ about }) => about?.grant && showPlace(about.grant)),
    view.tree.onRow("ambit.addReachedGrant", "missing", ({ about }) => about && view.addGrant(about)),
  );
}

class ReachView implements Disposable {
  readonly #server: LanguageServer;
  readonly tree: RowTree<Reached | undefined>;
  readonly #subscriptions: Disposable;
  #document: TextDocument | undefined;
  #effects: ModuleEffects | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.tree = new RowTree("ambit.reach", {
      rows: () => (this.#effects === undefined ? [] : reachRows(this.#effects, textAt)),
      click: ({ about }) => about && { title: "Go to Call", command: "ambit.showCall" },
    });
    this.#subscriptions = Disposable.from(
      this.tree,
      this.tree.onDidChangeVisibility(() => void this.#update()),
      window.onDidChangeActiveTextEditor(() => void this.#update()),
      workspace.onDidChangeTextDocument(() => this.#soon()),
      languages.onDidChangeDiagnostics(() => this.#soon()),
      server.onDidChangeState(() => this.#soon()),
      new Disposable(() => clearTimeout(this.#timer)),
    );
    void this.#update();
  }

  /** Goes to the call of a row, of that which is selected without one. */
  async showCall(element: string | undefined): Promise<void> {
    const about = this.tree.row(element)?.about;
    if (about !== undefined) await showPlace(about.call);
  }

  /** Writes the grant that a call lacks. */
  async addGrant({ call, permission }: Reached): Promise<void> {
    const module = this.#document?.uri.fsPath;
    if (module === undefined) return;
    await addToManifest(this.#server, { module, file: Uri.parse(call.uri, true).fsPath, permission });
  }

  /** Opens it, with the keyboard in it. */
  async reveal(): Promise<void> {
    await this.#update();
    const other = this.#document === undefined ? await openModule() : undefined;
    if (other !== undefined) {
      await window.showTextDocument(other);
      await this.#update();
    }
    if (this.#document !== undefined) await commands.executeCommand("ambit.reach.focus");
    else void window.showErrorMessage(NO_MODULE);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), SETTLE_MS);
  }

  /** Asks for the effects of the text in the editor. What is shown stays until the answer is there. */
  async #update(): Promise<void> {
    this.#follow();
    const document = this.#document;
    if (document === undefined || !this.tree.visible) return;
    const { uri, version } = document;
    const params: ModuleParams = { textDocument: { uri: uri.toString() } };
    const effects = await this.#server.request<ModuleEffects | null>("ambit/effects", params);
    // A later text or another module will have its own answer.
    if (effects === undefined || document !== this.#document || document.version !== version) return;
    this.#effects = effects ?? undefined;
    this.tree.description = workspace.asRelativePath(uri);
    this.tree.message = effects !== null && isEmpty(effects) ? "This module reaches nothing outside itself." : "";
    this.tree.refresh();
  }

  /** A panel or a page in the place of the editor changes nothing. */
  #follow(): void {
    const editor = window.activeTextEditor;
    const isEditor = editor?.viewColumn !== undefined;
    if (!isEditor && window.visibleTextEditors.some(({ viewColumn }) => viewColumn !== undefined)) return;
    this.#document = isEditor && isForServer(editor.document) ? editor.document : undefined;
    void commands.executeCommand("setContext", REACHING_KEY, this.#document !== undefined);
  }
}

function isEmpty({ effects, unknowns }: ModuleEffects): boolean {
  return effects.length === 0 && unknowns.length === 0;
}
