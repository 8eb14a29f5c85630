/** Tables for `console.table`: a row for each entry, a column for each property of the entries. WHATWG Console §1.1.7. */
import { formatValue } from "./inspect.ts";

const MAX_ROWS = 1000;
const MAX_COLUMNS = 100;
const INDEX = "(index)";
const VALUES = "Values";

type Row = ReadonlyMap<string, string>;

/** The table of what has entries, and the text of what has none. */
export function formatTable(value: unknown, columns?: readonly string[]): string {
  if (typeof value !== "object" || value === null) return formatValue(value);
  const rows = rowsOf(value);
  const names = Array.isArray(columns) ? columns.map(String) : columnsOf(rows);
  const lines = rows.map((row) => [INDEX, ...names].map((name) => row.get(name) ?? ""));
  return drawn([[INDEX, ...names], ...lines]);
}

function rowsOf(value: object): Row[] {
  const rows: Row[] = [];
  const add = (index: string, cells: Iterable<readonly [string, string]>): void =>
    void rows.push(new Map([[INDEX, index], ...cells]));
  if (value instanceof Map || value instanceof Set) {
    for (const item of value) {
      if (rows.length === MAX_ROWS) break;
      const [key, content] = value instanceof Map ? (item as [unknown, unknown]) : [undefined, item];
      const keyCell: [string, string][] = value instanceof Map ? [["Key", formatValue(key)]] : [];
      add(String(rows.length), [...keyCell, ...cellsOf(content)]);
    }
  } else for (const key of Object.keys(value).slice(0, MAX_ROWS)) add(key, cellsOf(Reflect.get(value, key)));
  return rows;
}

function cellsOf(row: unknown): (readonly [string, string])[] {
  if (typeof row !== "object" || row === null) return [[VALUES, formatValue(row)]];
  return Object.keys(row)
    .slice(0, MAX_COLUMNS)
    .map((key) => [key, formatValue(Reflect.get(row, key))]);
}

/** Those of the entries in the order in which they come, and at last what has no properties. */
function columnsOf(rows: readonly Row[]): string[] {
  const names = new Set(rows.flatMap((row) => [...row.keys()]));
  const hasValues = names.delete(VALUES);
  names.delete(INDEX);
  return [...[...names].slice(0, MAX_COLUMNS), ...(hasValues ? [VALUES] : [])];
}

function drawn(lines: readonly (readonly string[])[]): string {
  const [first = []] = lines;
  const widths = first.map((_, at) => lines.reduce((most, line) => Math.max(most, (line[at] ?? "").length), 0));
  const rule = ([open, middle, close]: readonly [string, string, string]): string =>
    open + widths.map((width) => "─".repeat(width + 2)).join(middle) + close;
  const [head, ...rest] = lines.map(
    (line) => `│${line.map((cell, at) => ` ${cell.padEnd(widths[at] ?? 0)} `).join("│")}│`,
  );
  return [rule(["┌", "┬", "┐"]), head, rule(["├", "┼", "┤"]), ...rest, rule(["└", "┴", "┘"])].join("\n");
}
