/** Tables for `console.table`: a row for each entry, a column for each property of the entries. WHATWG Console §1.1.7. */
import { formatValue } from "./inspect.ts";

const MAX_COLUMNS = 100;
const MAX_CELL = 100;
/** So many characters of cells make a table that is longer than what is printed. */
const MAX_CHARACTERS = 32 * 1024;
const INDEX = "(index)";
const VALUES = "Values";

type Row = ReadonlyMap<string, string>;
type Cell = readonly [column: string, text: string];

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
  let characters = 0;
  for (const [index, cells] of entriesOf(value)) {
    if (characters > MAX_CHARACTERS) break;
    const row = new Map([[INDEX, index], ...cells]);
    for (const cell of row.values()) characters += cell.length;
    rows.push(row);
  }
  return rows;
}

function* entriesOf(value: object): Iterable<readonly [index: string, cells: readonly Cell[]]> {
  let index = 0;
  if (value instanceof Map)
    for (const [key, content] of value) yield [String(index++), [["Key", cellText(key)], ...cellsOf(content)]];
  else if (value instanceof Set) for (const content of value) yield [String(index++), cellsOf(content)];
  else for (const key of Object.keys(value)) yield [key, cellsOf(Reflect.get(value, key))];
}

function cellsOf(row: unknown): readonly Cell[] {
  if (typeof row !== "object" || row === null) return [[VALUES, cellText(row)]];
  const names = Object.keys(row).slice(0, MAX_COLUMNS);
  return names.map((name) => [name, cellText(Reflect.get(row, name))]);
}

function cellText(value: unknown): string {
  const text = formatValue(value);
  return text.length <= MAX_CELL ? text : `${text.slice(0, MAX_CELL)}…`;
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
