/**
 * Values as text for `console`: one line where it is short, nested to a depth, bounded in size.
 */

import { secretText } from "./secrets.ts";

const MAX_DEPTH = 4;
const MAX_ENTRIES = 100;
const MAX_LINE = 100;

type Brackets = readonly [open: string, close: string];
const SQUARE: Brackets = ["[", "]"];
const CURLY: Brackets = ["{", "}"];
const MAX_CHARACTERS = 32 * 1024;

/** The text of the arguments of one `console` call, cut at 32,768 characters. WHATWG Console §2.2. */
export function formatLine(values: readonly unknown[]): string {
  const [first, ...rest] = values;
  const begin = typeof first === "string" && rest.length > 0 ? [fillIn(first, rest)] : values.slice(0, 1).map(plain);
  const line = [...begin, ...rest.map(plain)].join(" ");
  if (line.length <= MAX_CHARACTERS) return line;
  return `${line.slice(0, MAX_CHARACTERS)}… ${line.length - MAX_CHARACTERS} more characters`;
}

/** The text of a value; strings in quotes. */
export function formatValue(value: unknown): string {
  return inspect(value, 0, []);
}

function plain(value: unknown): string {
  return typeof value === "string" ? value : formatValue(value);
}

/** Puts values where a text says `%s`, and takes them from the list. */
function fillIn(text: string, values: unknown[]): string {
  return text.replace(/%[sdifoOc%]/g, (specifier) => {
    if (specifier === "%%") return "%";
    if (values.length === 0) return specifier;
    const value = values.shift();
    switch (specifier) {
      case "%s":
        return plain(value);
      case "%d":
      case "%f":
        return String(typeof value === "symbol" ? Number.NaN : Number.parseFloat(value as string));
      case "%i":
        return String(typeof value === "symbol" ? Number.NaN : Number.parseInt(value as string, 10));
      case "%c":
        return "";
      default:
        return formatValue(value);
    }
  });
}

function inspect(value: unknown, depth: number, above: readonly object[]): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return value.name === "" ? "[function]" : `[function ${value.name}]`;
    case "object":
      return value === null ? "null" : inspectObject(value, depth, above);
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

function inspectObject(value: object, depth: number, above: readonly object[]): string {
  if (above.includes(value)) return "[circular]";
  if (value instanceof Error) return inspectError(value, depth, above);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return "[promise]";
  const hidden = secretText(value);
  if (hidden !== undefined) return `[secret ${hidden.secret}]`;
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? "[…]" : "{…}";
  const inner = (item: unknown): string => inspect(item, depth + 1, [...above, value]);
  if (Array.isArray(value)) return enclose(SQUARE, value, inner, depth);
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name} ${enclose(SQUARE, value as Uint8Array, inner, depth)}`;
  if (value instanceof Map)
    return `Map ${enclose(CURLY, [...value], ([key, item]) => `${inner(key)} => ${inner(item)}`, depth)}`;
  if (value instanceof Set) return `Set ${enclose(CURLY, [...value], inner, depth)}`;
  const name: unknown = value.constructor?.name;
  const prefix = typeof name === "string" && name !== "" && name !== "Object" ? `${name} ` : "";
  return (
    prefix +
    enclose(
      CURLY,
      Object.keys(value),
      (key) => `${printKey(key)}: ${inner((value as Record<string, unknown>)[key])}`,
      depth,
    )
  );
}

function inspectError(error: Error, depth: number, above: readonly object[]): string {
  const text = withoutHost(error.stack) ?? `${error.name}: ${error.message}`;
  if (error.cause === undefined || depth >= MAX_DEPTH) return text;
  return `${text}\n  [cause]: ${inspect(error.cause, depth + 1, [...above, error])}`;
}

function enclose<Item>(
  [open, close]: Brackets,
  items: ArrayLike<Item>,
  print: (item: Item) => string,
  depth: number,
): string {
  // A DataView has no length and no items.
  if (!(items.length > 0)) return open + close;
  const parts = Array.from({ length: Math.min(items.length, MAX_ENTRIES) }, (_, i) => print(items[i] as Item));
  if (items.length > MAX_ENTRIES) parts.push(`… ${items.length - MAX_ENTRIES} more`);
  const line = parts.join(", ");
  const space = open === "{" ? " " : "";
  if (line.length <= MAX_LINE && !line.includes("\n")) return open + space + line + space + close;
  const indent = "  ".repeat(depth + 1);
  return `${open}\n${parts.map((part) => indent + part).join(",\n")}\n${"  ".repeat(depth)}${close}`;
}

function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** A stack without the frames of the host's own code. */
function withoutHost(stack: unknown): string | undefined {
  return typeof stack === "string" ? stack.replace(/\n {4}at [^\n]*ambit:[^\n]*/g, "") : undefined;
}
