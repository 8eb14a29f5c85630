/**
 * Rows as a view of VS Code, drawn anew at most ten times a second and only while it is seen.
 *
 * The elements of the tree are the ids of its rows, so the same row is the same element however often it is made anew.
 */
import {
  commands,
  type Disposable,
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
} from "vscode";
import { gaugeIcon } from "./gauge-icon.ts";
import type { Row, RowIcon, RowKind } from "./row.ts";
import { RowIndex } from "./row-index.ts";

const REDRAW_MS = 100;

/** What a tree shows and does. */
export interface RowTreeOptions<About> {
  /** The rows, computed anew for each redraw. */
  readonly rows: () => readonly Row<About>[];
  /** The command that a click on a row runs, given its element. */
  readonly click?: (row: Row<About>) => { readonly title: string; readonly command: string } | undefined;
}

/** One view of package.json. */
export class RowTree<About> implements Disposable {
  readonly #view: TreeView<string>;
  readonly #options: RowTreeOptions<About>;
  readonly #changed = new EventEmitter<string[] | undefined>();
  readonly #subscriptions: readonly Disposable[];
  #index = new RowIndex<About>([]);
  #timer: NodeJS.Timeout | undefined;
  #isStale = true;

  constructor(id: string, options: RowTreeOptions<About>) {
    this.#options = options;
    this.#view = window.createTreeView(id, {
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: (parent) => [...this.#index.children(parent)],
        getParent: (child) => this.#index.parent(child),
        getTreeItem: (element) => this.#toTreeItem(element),
        resolveTreeItem: (item, element) => {
          item.tooltip = new MarkdownString(this.#index.row(element)?.tooltip());
          return item;
        },
      },
    });
    const seen = this.#view.onDidChangeVisibility(() => this.refresh());
    this.#subscriptions = [this.#view, this.#changed, seen];
  }

  /** The row of an element, as it was shown last; of that which is selected without one. */
  row(element: string | undefined = this.#view.selection[0]): Row<About> | undefined {
    return element === undefined ? undefined : this.#index.row(element);
  }

  /** Registers a command of the menu of rows of some kinds; by key it is about the row that is selected. */
  onRow(command: string, kinds: RowKind | readonly RowKind[], run: (row: Row<About>) => unknown): Disposable {
    return commands.registerCommand(command, async (element?: string) => {
      const row = this.row(element);
      if (row !== undefined && [kinds].flat().includes(row.kind)) await run(row);
    });
  }

  /** Whether it is seen. */
  get visible(): boolean {
    return this.#view.visible;
  }

  /** Calls a listener when it comes to be seen, or is not any more. */
  onDidChangeVisibility(listener: () => void): Disposable {
    return this.#view.onDidChangeVisibility(listener);
  }

  /** A line above the rows. */
  set message(text: string) {
    if (this.#view.message !== text) this.#view.message = text;
  }

  /** Beside its name. */
  set description(text: string) {
    if (this.#view.description !== text) this.#view.description = text;
  }

  /** What it shows may be different now. */
  refresh(): void {
    this.#isStale = true;
    if (this.#view.visible) this.#timer ??= setTimeout(() => this.#redraw(), REDRAW_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }

  #redraw(): void {
    this.#timer = undefined;
    if (!this.#isStale || !this.#view.visible) return;
    this.#isStale = false;
    const before = this.#index;
    this.#index = new RowIndex(this.#options.rows());
    const changed = this.#index.changesSince(before);
    if (changed === "all") this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire([...changed]);
  }

  #toTreeItem(id: string): TreeItem {
    const row = this.#index.row(id);
    if (row === undefined) return new TreeItem("");
    const item = new TreeItem(row.label, stateOf(row));
    item.id = id;
    item.description = row.description;
    item.contextValue = `ambit.${row.kind}`;
    item.iconPath = toIcon(row.icon);
    item.accessibilityInformation = { label: [row.label, row.description].filter((text) => text !== "").join(", ") };
    const click = this.#options.click?.(row);
    if (click !== undefined) item.command = { ...click, arguments: [id] };
    return item;
  }
}

function stateOf({ children, open }: Row<unknown>): TreeItemCollapsibleState {
  if (children === undefined) return TreeItemCollapsibleState.None;
  return open === true ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}

function toIcon(icon: RowIcon): ThemeIcon | { readonly dark: Uri; readonly light: Uri } {
  if ("share" in icon) {
    const uri = (theme: "dark" | "light"): Uri => Uri.parse(gaugeIcon(icon.share, theme));
    return { dark: uri("dark"), light: uri("light") };
  }
  return new ThemeIcon(icon.name, icon.color === undefined ? undefined : new ThemeColor(icon.color));
}
