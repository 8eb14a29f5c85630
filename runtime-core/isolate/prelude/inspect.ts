/**
 * Values as text for `console`: one line where it is short, nested to a depth, bounded in size. Getters are not called, and
 * whatever a value does when it is looked at, nothing is thrown.
 */
import { FormData } from "./form-data.ts";
import { Headers } from "./http.ts";
import { secretText } from "./secrets.ts";
import { URL, URLSearchParams } from "./url.ts";

const MAX_DEPTH = 4;
const MAX_ENTRIES = 100;
const MAX_LINE = 100;

/** Where in a value something is. */
interface Place {
  readonly depth: number;
  /** What it is in. */
  readonly above: readonly object[];
  /** What is left for the whole value: what is in many places at once would fill the memory. */
  readonly room: { characters: number };
}

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
  return inspect(value, { depth: 0, above: [], room: { characters: MAX_CHARACTERS } });
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
        return String(hasNumber(value) ? Number.parseFloat(value as string) : Number.NaN);
      case "%i":
        return String(hasNumber(value) ? Number.parseInt(value as string, 10) : Number.NaN);
      case "%c":
        return "";
      default:
        return formatValue(value);
    }
  });
}

function hasNumber(value: unknown): boolean {
  return typeof value !== "symbol" && typeof value !== "object" && typeof value !== "function";
}

function inspect(value: unknown, place: Place): string {
  let text: string;
  try {
    text = inspectAny(value, place);
  } catch {
    text = "[cannot be shown]";
  }
  place.room.characters -= text.length;
  return text;
}

function inspectAny(value: unknown, place: Place): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return value.name === "" ? "[function]" : `[function ${value.name}]`;
    case "object":
      return value === null ? "null" : inspectObject(value, place);
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
}

function inspectObject(value: object, place: Place): string {
  const { depth, above, room } = place;
  if (above.includes(value)) return "[circular]";
  const below = { depth: depth + 1, above: [...above, value], room };
  if (value instanceof Error) return inspectError(value, below);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return "[promise]";
  if (value instanceof URL) return `URL ${JSON.stringify(value.href)}`;
  const hidden = secretText(value);
  if (hidden !== undefined) return `[secret ${hidden.secret}]`;
  if (depth >= MAX_DEPTH) return Array.isArray(value) ? "[…]" : "{…}";
  const inner = (item: unknown): string => inspect(item, below);
  const pair = ([key, item]: readonly [unknown, unknown]): string => `${inner(key)} => ${inner(item)}`;
  if (Array.isArray(value)) return enclose(SQUARE, value, inner, place);
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${enclose(SQUARE, new Uint8Array(value), inner, place)}`;
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name} ${enclose(SQUARE, value as Uint8Array, inner, place)}`;
  if (value instanceof Map) return `Map ${enclose(CURLY, firstOf(value, value.size), pair, place)}`;
  if (value instanceof Set) return `Set ${enclose(CURLY, firstOf(value, value.size), inner, place)}`;
  for (const type of [Headers, URLSearchParams, FormData])
    if (value instanceof type) return `${type.name} ${enclose(CURLY, [...value], pair, place)}`;
  const name: unknown = value.constructor?.name;
  const prefix = typeof name === "string" && name !== "" && name !== "Object" ? `${name} ` : "";
  const property = (key: string): string => `${printKey(key)}: ${inspectProperty(value, key, inner)}`;
  return prefix + enclose(CURLY, Object.keys(value), property, place);
}

function inspectProperty(value: object, key: string, inner: (item: unknown) => string): string {
  const { get, set, value: item } = Object.getOwnPropertyDescriptor(value, key) ?? {};
  if (get === undefined && set === undefined) return inner(item);
  return get === undefined ? "[setter]" : "[getter]";
}

/** The first items of a collection as a list as long as the whole. */
function firstOf<Item>(items: Iterable<Item>, length: number): ArrayLike<Item> {
  const first: { length: number; [at: number]: Item } = { length };
  let at = 0;
  for (const item of items) {
    if (at === MAX_ENTRIES) break;
    first[at] = item;
    at += 1;
  }
  return first;
}

function inspectError(error: Error, below: Place): string {
  const parts = [withoutHost(error.stack) ?? `${error.name}: ${error.message}`];
  if (below.depth > MAX_DEPTH) return parts.join("");
  if (error.cause !== undefined) parts.push(`[cause]: ${inspect(error.cause, below)}`);
  if (error instanceof AggregateError) parts.push(`[errors]: ${inspect(error.errors, below)}`);
  return parts.join("\n  ");
}

function enclose<Item>(
  [open, close]: Brackets,
  items: ArrayLike<Item>,
  print: (item: Item) => string,
  { depth, room }: Place,
): string {
  // A DataView has no length and no items.
  if (!(items.length > 0)) return open + close;
  const parts: string[] = [];
  for (let i = 0; i < Math.min(items.length, MAX_ENTRIES) && room.characters > 0; i++)
    parts.push(print(items[i] as Item));
  if (items.length > parts.length) parts.push(`… ${items.length - parts.length} more`);
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
