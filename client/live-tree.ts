/**
 * A view of rows that move: shown by VS Code as a tree, redrawn at most ten times a second and only while it is seen.
 *
 * The elements of the tree are the ids of its rows, so the same row is the same element however often it is made anew.
 */
import {
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
import type { Row, RowIcon } from "./live-rows.ts";
import { RowIndex } from "./row-index.ts";

const REDRAW_MS = 100;

/** One view of package.json. */
export class LiveTree implements Disposable {
  readonly #view: TreeView<string>;
  readonly #rows: () => readonly Row[];
  readonly #changed = new EventEmitter<string[] | undefined>();
  readonly #subscriptions: readonly Disposable[];
  #index = new RowIndex([]);
  #timer: NodeJS.Timeout | undefined;
  #isStale = true;

  /** @param rows What it shows, computed anew for each redraw. */
  constructor(id: string, rows: () => readonly Row[]) {
    this.#rows = rows;
    this.#view = window.createTreeView(id, {
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: (parent) => [...this.#index.children(parent)],
        getParent: (child) => this.#index.parent(child),
        getTreeItem: (element) => toTreeItem(element, this.#index.row(element)),
      },
    });
    const seen = this.#view.onDidChangeVisibility(() => this.refresh());
    this.#subscriptions = [this.#view, this.#changed, seen];
  }

  /** The row of an element, as it was shown last. */
  row(element: string): Row | undefined {
    return this.#index.row(element);
  }

  /** A line above the rows. */
  set message(text: string) {
    if (this.#view.message !== text) this.#view.message = text;
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
    this.#index = new RowIndex(this.#rows());
    const changed = this.#index.changesSince(before);
    if (changed === "all") this.#changed.fire(undefined);
    else if (changed.length > 0) this.#changed.fire([...changed]);
  }
}

function toTreeItem(id: string, row: Row | undefined): TreeItem {
  if (row === undefined) return new TreeItem("");
  const item = new TreeItem(row.label, stateOf(row));
  item.id = id;
  item.description = row.description;
  item.contextValue = `ambit.${row.kind}`;
  item.iconPath = toIcon(row.icon);
  item.tooltip = new MarkdownString(row.tooltip);
  item.accessibilityInformation = { label: [row.label, row.description].filter((text) => text !== "").join(", ") };
  return item;
}

function stateOf({ children, open }: Row): TreeItemCollapsibleState {
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
