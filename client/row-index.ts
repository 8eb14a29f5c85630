/**
 * The rows of a tree by their ids, and which of them differ from those before: so that only they are drawn again.
 */
import type { Row } from "./row.ts";

interface Entry<About> {
  readonly row: Row<About>;
  readonly parent: string | undefined;
  readonly children: readonly string[];
  /** Everything of the row itself that is shown, and which rows are below it. */
  readonly shown: string;
}

/** Rows that do not change. */
export class RowIndex<About> {
  readonly #entries = new Map<string, Entry<About>>();
  readonly #roots: readonly string[];

  constructor(rows: readonly Row<About>[]) {
    this.#roots = this.#add(rows, undefined);
  }

  row(id: string): Row<About> | undefined {
    return this.#entries.get(id)?.row;
  }

  parent(id: string): string | undefined {
    return this.#entries.get(id)?.parent;
  }

  /** The ids below a row; without one, those at the top. */
  children(id: string | undefined): readonly string[] {
    return id === undefined ? this.#roots : (this.#entries.get(id)?.children ?? []);
  }

  /** The ids of rows that are shown differently, or have other rows below them; "all" when the top has others. */
  changesSince(before: RowIndex<About>): "all" | readonly string[] {
    if (JSON.stringify(this.#roots) !== JSON.stringify(before.#roots)) return "all";
    return [...this.#entries].flatMap(([id, { shown }]) => {
      const known = before.#entries.get(id);
      return known !== undefined && known.shown !== shown ? [id] : [];
    });
  }

  #add(rows: readonly Row<About>[], parent: string | undefined): readonly string[] {
    return rows.map((row) => {
      const { about: _about, children, ...own } = row;
      const ids = this.#add(children ?? [], row.id);
      const shown = JSON.stringify([own, children === undefined ? undefined : ids]);
      this.#entries.set(row.id, { row, parent, children: ids, shown });
      return row.id;
    });
  }
}
