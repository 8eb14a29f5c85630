/**
 * The status of the module in the active editor: its grants, its findings, and how the server is, with what can be done.
 */
import {
  commands,
  Disposable,
  languages,
  LanguageStatusSeverity,
  type LanguageStatusItem,
  type TextDocument,
  window,
} from "vscode";
import type { ManifestTreeItem } from "../server/protocol.ts";
import { findingsOf, isError } from "./findings.ts";
import type { LanguageServer } from "./language-client.ts";
import { isModule, LANGUAGES } from "./languages.ts";
import { itemAt, manifestTree } from "./manifest-tree.ts";

/** How long after a change it is looked at again, in milliseconds. */
const SETTLE_MS = 250;

/** Begins to show; ends when disposed. */
export function showModuleStatus(server: LanguageServer): Disposable {
  let item: LanguageStatusItem | undefined;
  let timer: NodeJS.Timeout | undefined;
  const refresh = async (): Promise<void> => {
    timer = undefined;
    const document = window.activeTextEditor?.document;
    if (document === undefined || !isModule(document)) {
      item?.dispose();
      item = undefined;
      return;
    }
    item ??= newItem();
    show(item, server, document);
    const grants = server.state === "running" ? await countGrants(server, document) : undefined;
    if (item !== undefined && grants !== undefined && window.activeTextEditor?.document === document)
      item.text = [counted(grants, "grant"), counted(findingsOf(document.uri).length, "finding")].join(" · ");
  };
  const soon = (): void => {
    timer ??= setTimeout(() => void refresh(), SETTLE_MS);
  };
  soon();
  return Disposable.from(
    window.onDidChangeActiveTextEditor(soon),
    languages.onDidChangeDiagnostics(soon),
    server.onDidChangeState(soon),
    commands.registerCommand("ambit.showActions", showActions),
    new Disposable(() => {
      clearTimeout(timer);
      item?.dispose();
    }),
  );
}

function newItem(): LanguageStatusItem {
  const item = languages.createLanguageStatusItem(
    "ambit.module",
    LANGUAGES.map((language) => ({ scheme: "file", language })),
  );
  item.name = "Ambit";
  item.command = { command: "ambit.showActions", title: "Actions" };
  return item;
}

function show(item: LanguageStatusItem, server: LanguageServer, document: TextDocument): void {
  const { state } = server;
  item.busy = state === "starting";
  const hasErrors = findingsOf(document.uri).some(isError);
  item.severity =
    state === "failed"
      ? LanguageStatusSeverity.Error
      : hasErrors
        ? LanguageStatusSeverity.Warning
        : LanguageStatusSeverity.Information;
  item.detail = "Ambit module";
  if (state === "running") return;
  item.text = {
    off: "Not checked",
    starting: "Starting the language server",
    failed: "The language server is not running",
  }[state];
}

async function countGrants(server: LanguageServer, document: TextDocument): Promise<number | undefined> {
  const manifest = await manifestTree(server, document.uri.toString());
  return manifest === undefined ? undefined : countValues(itemAt(manifest ?? [], ["permissions"]));
}

function countValues(item: ManifestTreeItem | undefined): number {
  if (item === undefined) return 0;
  return item.kind === "value" ? 1 : item.children.reduce((sum, child) => sum + countValues(child), 0);
}

async function showActions(): Promise<void> {
  const items = [
    { label: "$(type-hierarchy-sub) Show What This Module Can Reach", command: "ambit.showReach" },
    { label: "$(wand) Infer Manifest", command: "ambit.inferManifest" },
    { label: "$(json) Show Effective Manifest", command: "ambit.showManifest" },
    { label: "$(play) Run Module", command: "ambit.runModule" },
    { label: "$(debug-alt) Debug Module", command: "ambit.debugModule" },
    { label: "$(debug-restart) Restart Language Server", command: "ambit.restartServer" },
    { label: "$(output) Show Output", command: "ambit.showOutput" },
  ];
  const chosen = await window.showQuickPick(items, { title: "Ambit" });
  if (chosen !== undefined) await commands.executeCommand(chosen.command);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
