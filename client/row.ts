/**
 * Rows of a tree as plain data: labels, words and icons.
 *
 * Ids are stable, so that a tree keeps what is selected and open while its rows change.
 */

/** What a row is: menus of package.json ask for it (`viewItem`). */
export type RowKind =
  | "context"
  | "running"
  | "limit"
  | "grant"
  | "use"
  | "denied"
  | "past-denied"
  | "past-limit"
  | "call"
  | "group"
  | "reached"
  | "missing"
  | "unknown";

/** A picture: one of the editor's with the colour of its theme, or a share of a whole. */
export type RowIcon = { readonly name: string; readonly color?: string } | { readonly share: number };

/** One row, of what it is about. */
export interface Row<About> {
  readonly id: string;
  readonly kind: RowKind;
  readonly label: string;
  readonly description: string;
  /** Markdown, asked for when the mouse or the keyboard rests on it. */
  readonly tooltip: () => string;
  readonly icon: RowIcon;
  /** Undefined: it cannot be opened. */
  readonly children?: readonly Row<About>[];
  /** Whether it is open when it is seen first. */
  readonly open?: boolean;
  readonly about: About;
}

/** Markdown that shows a text as it is, whatever it holds. */
export function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
