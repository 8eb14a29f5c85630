/**
 * `URL` and `URLSearchParams`. Parsing is the host's, so that a URL means here exactly what the check sees;
 * it is a pure function and asks for nothing.
 */
import { quoted } from "./errors.ts";
import { URL_PARTS, type UrlPart } from "../../base/url-parts.ts";
import { callSync } from "./wall.ts";

let linkParams: (params: URLSearchParams, changed: (query: string) => void) => void;
let replaceQuery: (params: URLSearchParams, query: string) => void;

/** WHATWG URL §6.1. */
export class URL {
  #parts: readonly string[];
  #searchParams: URLSearchParams | undefined;

  constructor(input: unknown, base?: unknown) {
    const parts = parse(input, base);
    if (parts === undefined) throw new TypeError(`Invalid URL ${quoted(input)}`);
    this.#parts = parts;
  }

  static canParse(input: unknown, base?: unknown): boolean {
    return parse(input, base) !== undefined;
  }

  static parse(input: unknown, base?: unknown): URL | null {
    return parse(input, base) === undefined ? null : newUrl(input, base);
  }

  get searchParams(): URLSearchParams {
    this.#searchParams ??= linkedParams(this.search, (query) => {
      this.#change("search", query);
    });
    return this.#searchParams;
  }

  get origin(): string {
    return this.#part("origin");
  }

  toString(): string {
    return this.href;
  }

  toJSON(): string {
    return this.href;
  }

  get href(): string {
    return this.#part("href");
  }
  set href(value: string) {
    const parts = parse(value, undefined);
    if (parts === undefined) throw new TypeError(`Invalid URL ${quoted(value)}`);
    this.#parts = parts;
    if (this.#searchParams !== undefined) replaceQuery(this.#searchParams, this.search);
  }

  get protocol(): string {
    return this.#part("protocol");
  }
  set protocol(value: string) {
    this.#change("protocol", value);
  }

  get username(): string {
    return this.#part("username");
  }
  set username(value: string) {
    this.#change("username", value);
  }

  get password(): string {
    return this.#part("password");
  }
  set password(value: string) {
    this.#change("password", value);
  }

  get host(): string {
    return this.#part("host");
  }
  set host(value: string) {
    this.#change("host", value);
  }

  get hostname(): string {
    return this.#part("hostname");
  }
  set hostname(value: string) {
    this.#change("hostname", value);
  }

  get port(): string {
    return this.#part("port");
  }
  set port(value: string) {
    this.#change("port", value);
  }

  get pathname(): string {
    return this.#part("pathname");
  }
  set pathname(value: string) {
    this.#change("pathname", value);
  }

  get search(): string {
    return this.#part("search");
  }
  set search(value: string) {
    this.#change("search", value);
    if (this.#searchParams !== undefined) replaceQuery(this.#searchParams, this.search);
  }

  get hash(): string {
    return this.#part("hash");
  }
  set hash(value: string) {
    this.#change("hash", value);
  }

  #part(part: UrlPart): string {
    return this.#parts[URL_PARTS.indexOf(part)] ?? "";
  }

  #change(part: UrlPart, value: string): void {
    this.#parts = callSync("url/change", [this.href, part, String(value)]) as string[];
  }
}

/** WHATWG URL §6.2. */
export class URLSearchParams {
  #pairs: [string, string][] = [];
  #changed: (query: string) => void = () => {};

  constructor(init: unknown = "") {
    if (typeof init === "object" && init !== null) {
      const pairs = Symbol.iterator in init ? (init as Iterable<Iterable<unknown>>) : Object.entries(init);
      for (const pair of pairs) {
        const [name, value] = twoOf(pair, "A parameter");
        this.#pairs.push([String(name), String(value)]);
      }
    } else {
      this.#pairs = queryPairs(String(init));
    }
  }

  static {
    linkParams = (params, changed) => (params.#changed = changed);
    replaceQuery = (params, query) => (params.#pairs = queryPairs(query));
  }

  get size(): number {
    return this.#pairs.length;
  }

  append(name: unknown, value: unknown): void {
    this.#pairs.push([String(name), String(value)]);
    this.#update();
  }

  delete(name: unknown, value?: unknown): void {
    this.#pairs = this.#pairs.filter(([n, v]) => n !== String(name) || (value !== undefined && v !== String(value)));
    this.#update();
  }

  get(name: unknown): string | null {
    return this.#pairs.find(([n]) => n === String(name))?.[1] ?? null;
  }

  getAll(name: unknown): string[] {
    return this.#pairs.filter(([n]) => n === String(name)).map(([, value]) => value);
  }

  has(name: unknown, value?: unknown): boolean {
    return this.#pairs.some(([n, v]) => n === String(name) && (value === undefined || v === String(value)));
  }

  set(name: unknown, value: unknown): void {
    const first = this.#pairs.findIndex(([n]) => n === String(name));
    if (first < 0) this.#pairs.push([String(name), String(value)]);
    else {
      this.#pairs = this.#pairs.filter(([n], i) => n !== String(name) || i === first);
      this.#pairs[first] = [String(name), String(value)];
    }
    this.#update();
  }

  sort(): void {
    this.#pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.#update();
  }

  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, self?: unknown): void {
    for (const [name, value] of this) callback.call(self, value, name, this);
  }

  /** What is added or taken away meanwhile shows: Web IDL §3.7.10.2. */
  *entries(): IterableIterator<[string, string]> {
    for (let i = 0; i < this.#pairs.length; i++) yield [...(this.#pairs[i] as [string, string])];
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  toString(): string {
    return callSync("url/print-query", [this.#pairs]) as string;
  }

  #update(): void {
    this.#changed(this.toString());
  }
}

/** A name and a value. @throws {TypeError} For more or less than two things. */
export function twoOf(pair: Iterable<unknown>, what: string): [unknown, unknown] {
  const all = typeof pair === "object" && pair !== null && Symbol.iterator in pair ? [...pair] : [];
  if (all.length === 2) return all as [unknown, unknown];
  throw new TypeError(`${what} is a name and a value, not ${quoted(pair)}`);
}

// A class that names itself inside its body would be renamed by bundling, and debuggers would show that name.
function newUrl(input: unknown, base: unknown): URL {
  return new URL(input, base);
}

/** Parameters that write back. */
function linkedParams(query: string, changed: (query: string) => void): URLSearchParams {
  const params = new URLSearchParams(query);
  linkParams(params, changed);
  return params;
}

/** WHATWG URL §5.1. In this isolate, because what a server is sent may be long. */
function queryPairs(query: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const part of (query.startsWith("?") ? query.slice(1) : query).split("&")) {
    if (part === "") continue;
    const at = part.indexOf("=");
    pairs.push(at < 0 ? [decoded(part), ""] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))]);
  }
  return pairs;
}

function decoded(text: string): string {
  const spaced = text.replaceAll("+", " ").toWellFormed();
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Escapes that are none stay, and bytes that are no UTF-8 become U+FFFD.
    return callSync("text/unescape", [spaced]) as string;
  }
}

function parse(input: unknown, base: unknown): readonly string[] | undefined {
  const parts = callSync("url/parse", base === undefined ? [String(input)] : [String(input), String(base)]);
  return (parts as string[] | null) ?? undefined;
}
