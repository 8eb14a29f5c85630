/**
 * URL objects: a URL whose parts are texts with holes.
 */
import { mark, type Marked, unmark } from "../effects/resource.ts";
import { canClimb, splitSegments, withoutAbsent, withoutLast } from "../effects/segments.ts";
import { normaliseTail } from "../effects/url-resource.ts";
import type { Machine } from "../machine.ts";
import { type AbstractObject, EMPTY_CONTENT } from "../values/object.ts";
import {
  concat,
  EMPTY_TEXT,
  type Hole,
  hole,
  isHole,
  joinedHole,
  joinTexts,
  literalText,
  type Part,
  type Text,
} from "../values/text.ts";
import {
  BACKSLASH,
  COLON,
  DASH,
  DIGITS,
  DOT,
  HASH,
  LOWER,
  MARKS,
  NO_CHARS,
  QUESTION,
  SLASH,
  URL_DELIMITERS,
} from "../values/chars.ts";
import { joinValues, NEVER, textValue, type Value } from "../values/value.ts";

/** The parts of a URL. `authority` is host and port, with user information in front. */
export interface UrlParts {
  /** "https:". */
  readonly scheme: Text;
  readonly authority: Text;
  readonly path: Text;
  /** Without "?"; empty when there is none. */
  readonly query: Text;
  readonly hash: Text;
}

/** A URL that is not known, though some of its properties are. */
interface OpenUrl {
  readonly href: Text;
  readonly pathname?: Text;
  readonly search?: Text;
}

/** Makes a URL object of a text and what it is relative to; undefined when the text is no URL. */
export function makeUrl(machine: Machine, text: Text, base: Text | undefined): AbstractObject | undefined {
  const parts = parseUrl(text, base);
  if (parts === undefined) return undefined;
  return machine.newObject("url", { content: { ...EMPTY_CONTENT, slots: slotsOf(parts) } });
}

/** The URL of a request that the host gives, which is one of HTTP: its path begins with "/" and is normalised. */
export function requestedUrl(machine: Machine, from: Hole): AbstractObject {
  const pathname: Text = ["/", { ...from, symbol: undefined, deep: true, dotless: true }];
  return machine.newObject("url", { content: { ...EMPTY_CONTENT, slots: slotsOf({ href: [from], pathname }) } });
}

/** The parts as slots of a URL object; several are alternatives. */
export function slotsOf(...alternatives: readonly (UrlParts | OpenUrl)[]): ReadonlyMap<string, Value> {
  const slots = new Map<string, Value>();
  for (const parts of alternatives) {
    for (const [name, text] of Object.entries(parts) as [string, Text][])
      slots.set(name, joinValues(slots.get(name) ?? NEVER, textValue(text)));
  }
  return slots;
}

const MAX_ALTERNATIVES = 16;

/** The parts of all that a URL object can be besides a text that is not known. */
export function partsOf(url: AbstractObject): readonly UrlParts[] {
  const { slots } = url.state;
  if (isOpenUrl(url) && !slots.has("scheme")) return [];
  let all: readonly Partial<UrlParts>[] = [{}];
  for (const name of ["scheme", "authority", "path", "query", "hash"] as const) {
    const texts = textsIn(slots.get(name));
    const few = texts.length * all.length <= MAX_ALTERNATIVES ? texts : [joinTexts(texts, "context-merged")];
    all = all.flatMap((parts) => few.map((text) => ({ ...parts, [name]: text })));
  }
  return all as readonly UrlParts[];
}

/** Whether a URL object can be a text that is not known. */
export function isOpenUrl(url: AbstractObject): boolean {
  return url.state.slots.has("href");
}

/** The parts of a URL of which nothing is known, for one of them to be set. */
export function openParts(url: AbstractObject): UrlParts {
  const href = slotText(url.state.slots.get("href"));
  const from = { ...(href.find(isHole) ?? hole("callee")), symbol: undefined };
  const { slots } = url.state;
  const path: Text = ["/", { ...from, chars: from.chars & ~(QUESTION | HASH), deep: true, dotless: true }];
  return {
    scheme: [{ ...from, chars: from.chars & SCHEME_CHARS }],
    authority: [{ ...from, chars: from.chars & ~URL_DELIMITERS }],
    path: slots.has("pathname") ? slotText(slots.get("pathname")) : path,
    query: slots.has("search")
      ? withoutMark(slotText(slots.get("search")))
      : [{ ...from, chars: from.chars & ~HASH, deep: true }],
    hash: EMPTY_TEXT,
  };
}

const SCHEME_CHARS = LOWER | DIGITS | DASH | DOT | MARKS | COLON;

function textsIn(value: Value = NEVER): readonly Text[] {
  const texts = value.flatMap((atom) => (atom.kind === "string" ? [atom.text] : []));
  return texts.length === 0 ? [EMPTY_TEXT] : texts;
}

function slotText(value: Value | undefined): Text {
  const texts = textsIn(value);
  return texts.length > 1 ? joinTexts(texts, "context-merged") : (texts[0] ?? EMPTY_TEXT);
}

/** The serialised URL, in all its alternatives. */
export function urlTexts(url: AbstractObject): readonly Text[] {
  const parts = partsOf(url);
  const whole = url.state.slots.get("href");
  return [...parts.map(printUrl), ...(whole === undefined ? [] : textsIn(whole))];
}

function printUrl(parts: UrlParts): Text {
  const query = parts.query.length === 0 ? EMPTY_TEXT : concat(["?"], parts.query);
  return concat(
    parts.scheme.filter((part) => !isAnywhere(part)),
    ["//"],
    parts.scheme.filter(isAnywhere),
    parts.authority,
    parts.path,
    query,
    parts.hash.length === 0 ? EMPTY_TEXT : concat(["#"], parts.hash),
  );
}

const ABSOLUTE = /^[\s\u0000-\u001f]*([a-z][a-z0-9+.-]*:)[/\\]*([^/\\?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const FILE = /^\s*file:(?:[/\\]{2}[^/\\?#]*)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const RELATIVE = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

function parseUrl(text: Text, base: Text | undefined): UrlParts | OpenUrl | undefined {
  const marked = mark(text);
  const [first] = text;
  if (typeof first === "string" && /^\s*[a-z][a-z0-9+.-]*:/i.test(first)) {
    const behind = base === undefined ? undefined : behindScheme(first, base);
    return behind === undefined ? absoluteParts(marked, text) : parseUrl(concat([behind], text.slice(1)), base);
  }
  if (base === undefined) return isHole(first) || canBeScheme(text) ? { href: text } : undefined;
  const from = parseUrl(base, undefined);
  if (from === undefined) return undefined;
  if ("href" in from) {
    const href = text.length === 1 && isHole(first) ? concat(base, text) : joinTexts([base, text], "parameter");
    return { href, ...pathParts(marked) };
  }
  return relativeParts(marked, text, from);
}

/** What is known of a URL whose base is not: the path that surely is one, and the query behind it. */
function pathParts(marked: Marked): Partial<OpenUrl> {
  const [, path = "", query = ""] = RELATIVE.exec(marked.text) ?? [];
  const tail = /^\/[^/\\\ue000-\ue0ff]/.test(path) ? normalTail(marked, path, query) : undefined;
  if (tail === undefined) return {};
  const canEnd = tail.path.some((part) => isHole(part) && (part.chars & QUESTION) !== 0);
  return {
    pathname: tail.path,
    ...(canEnd ? {} : { search: tail.query.length === 0 ? [] : concat(["?"], tail.query) }),
  };
}

/** "path" of "https:path", which is relative to a base of the same scheme; undefined for other texts. */
function behindScheme(first: string, [base]: Text): string | undefined {
  const [, scheme = "", behind = ""] = /^\s*((?:https?|wss?|ftp):)(?![/\\]{2})(.*)$/is.exec(first) ?? [];
  const isSame = scheme !== "" && typeof base === "string" && base.toLowerCase().startsWith(scheme.toLowerCase());
  return isSame ? behind : undefined;
}

function canBeScheme([head, next]: Text): boolean {
  return typeof head === "string" && /^\s*[a-z][a-z0-9+.-]*$/i.test(head) && isHole(next) && (next.chars & COLON) !== 0;
}

function absoluteParts(marked: Marked, text: Text): UrlParts | OpenUrl | undefined {
  const clean = marked.text.replace(/[\t\n\r]/g, "");
  const file = FILE.exec(clean);
  if (file !== null) return fileParts(marked, file);
  const match = ABSOLUTE.exec(clean);
  if (match === null) return { href: text };
  const [, scheme = "", authority = "", path = "", query = "", fragment = ""] = match;
  const lower = scheme.toLowerCase();
  if (!/^(https?|wss?|ftp):$/.test(lower)) return { href: text };
  if (authority === "") return undefined;
  const tail = normalTail(marked, path, query);
  if (tail === undefined) return undefined;
  return {
    scheme: [lower],
    authority: normalAuthority(marked, lower, authority),
    ...tail,
    hash: unmark(marked, fragment),
  };
}

function fileParts(marked: Marked, match: RegExpExecArray): UrlParts | undefined {
  const [, path = "", query = "", fragment = ""] = match;
  const tail = normalTail(marked, path, query);
  return tail === undefined
    ? undefined
    : { scheme: ["file:"], authority: EMPTY_TEXT, ...tail, hash: unmark(marked, fragment) };
}

function normalAuthority(marked: Marked, scheme: string, authority: string): Text {
  if (marked.holes.length === 0 || !/[\ue000-\ue0ff]/.test(authority)) {
    return literalText(URL.canParse(`${scheme}//${authority}`) ? new URL(`${scheme}//${authority}`).host : authority);
  }
  return unmark(marked, authority);
}

/** Path and query as a URL parser leaves them, holes kept. */
export function normalTail(marked: Marked, path: string, query: string): Pick<UrlParts, "path" | "query"> | undefined {
  const tail = normaliseTail(marked, { path, query });
  if (tail === undefined) return undefined;
  const canLeave = canClimb(marked, splitSegments(marked, tail.path), URL_DELIMITERS);
  const parts = unmark(marked, tail.path);
  return { path: canLeave ? climbed(parts) : parts, query: unmark(marked, tail.query ?? "") };
}

/** A path out of which ".." was taken; a hole that is all of it had nothing before it to remove. */
function climbed(path: Text): Text {
  const isWhole = path.length === 2 && path[0] === "/";
  const known = isWhole ? { dotless: true, lone: undefined } : { normalised: true };
  return path.map((part) => (isHole(part) ? { ...part, ...known } : part));
}

function relativeParts(marked: Marked, text: Text, from: UrlParts): UrlParts | undefined {
  const [first] = text;
  if (isHole(first)) {
    const path: Text = ["/", { ...joinedHole(text, "parameter"), deep: true }];
    return { ...from, authority: concat(from.authority, elsewhere(text)), path, query: EMPTY_TEXT, hash: EMPTY_TEXT };
  }
  if (/^[/\\]{2}/.test(marked.text)) {
    const scheme = typeof from.scheme[0] === "string" ? from.scheme[0] : "https:";
    const parts = absoluteParts({ ...marked, text: scheme + marked.text }, text);
    return parts === undefined || "href" in parts ? undefined : parts;
  }
  const [, path = "", query = "", fragment = ""] = RELATIVE.exec(marked.text) ?? [];
  const hash = unmark(marked, fragment);
  if (path === "") return { ...from, ...(query === "" ? {} : { query: unmark(marked, query) }), hash };
  const absolute = /^[/\\]/.test(path) ? unmark(marked, path) : concat(folderOf(from.path), unmark(marked, path));
  const remarked = mark(absolute);
  const tail = normalTail(remarked, remarked.text, "");
  const authority = canLeave(marked) ? concat(from.authority, elsewhere(text)) : from.authority;
  return tail && { ...from, authority, path: tail.path, query: unmark(marked, query), hash };
}

/** Whether a relative URL can turn out to name a host: "/" before another "/", or the beginning of a scheme. */
function canLeave({ holes: [first], text }: Marked): boolean {
  const begin = /^[^\ue000-\ue0ff]*(?=[\ue000-\ue0ff])/.exec(text)?.[0].trimStart().toLowerCase();
  if (first === undefined || begin === undefined) return false;
  if (/^[/\\]$/.test(begin)) return (first.chars & (SLASH | BACKSLASH)) !== 0;
  return (first.chars & COLON) !== 0 && ["http:", "https:"].some((scheme) => scheme.startsWith(begin));
}

/** What says behind a host that it is meant, but that a text may turn out to name another one. */
function elsewhere(text: Text): Text {
  const from = text.find(isHole) ?? hole("parameter");
  return [{ ...from, symbol: undefined, chars: NO_CHARS, deep: false, dotless: true, below: true, anywhere: true }];
}

/** What can stand behind a host of which only the name is known. */
export function anyPort(from: Hole): Hole {
  return { ...from, symbol: undefined, chars: COLON | DIGITS, deep: false, dotless: true, below: true };
}

function isAnywhere(part: Part): boolean {
  return isHole(part) && part.anywhere === true;
}

/** Whether a URL can lead to other hosts than the one that is meant. */
export function canBeElsewhere(url: AbstractObject): boolean {
  return isOpenUrl(url) || partsOf(url).some(({ authority }) => authority.some(isAnywhere));
}

/** A path up to and with its last "/". */
function folderOf(path: Text): Text {
  const marked = mark(path);
  return unmark(marked, `${withoutLast(marked, marked.text, URL_DELIMITERS)}/`);
}

/** A part of a URL object by the name of its property, in all its alternatives; none for other names. */
export function urlProperty(url: AbstractObject, name: string): readonly Text[] {
  const parts = partsOf(url);
  const texts = parts.map((each) => propertyOf(each, name));
  if (isOpenUrl(url)) texts.push(...openProperty(url, name));
  const open = name === "search" ? parts.flatMap((each) => openQuery(each) ?? []) : [];
  return [...texts.filter((text) => text !== undefined), ...open.map((each) => ["?", each])];
}

/** The query without "?", in all its alternatives. */
export function queryTexts(url: AbstractObject): readonly Text[] {
  return urlProperty(url, "search").map((text) => (text[0] === "?" ? text.slice(1) : withoutMark(text)));
}

function withoutMark([first, ...rest]: Text): Text {
  if (first === undefined) return EMPTY_TEXT;
  return typeof first === "string" ? concat([first.replace(/^\?/, "")], rest) : [first, ...rest];
}

/** Whether a piece before the query can begin one. */
export function hasOpenQuery(url: AbstractObject): boolean {
  return isOpenUrl(url) || partsOf(url).some((parts) => openQuery(parts) !== undefined);
}

function openQuery({ authority, path, query }: UrlParts): Hole | undefined {
  const before = [...authority, ...path].find((part) => isHole(part) && (part.chars & QUESTION) !== 0);
  return isHole(before) ? { ...joinedHole([before, ...query], "context-merged"), deep: true } : undefined;
}

function propertyOf(parts: UrlParts, name: string): Text | undefined {
  const host = splitAuthority(parts.authority);
  switch (name) {
    case "href":
      return printUrl(parts);
    case "origin":
      return printUrl({
        ...parts,
        authority: concat(withPort(host.host, host.port), host.rest),
        path: [],
        query: [],
        hash: [],
      });
    case "protocol":
      return concat(parts.scheme, host.rest.filter(isAnywhere));
    case "host":
      return concat(withPort(host.host, host.port), host.rest);
    case "hostname":
      return concat(host.host, host.rest);
    case "port":
      return host.port;
    case "pathname": // That of "x:8080" begins with no slash.
      return host.rest.some(isAnywhere)
        ? parts.path.map((part) => (isHole(part) ? { ...part, anywhere: true } : part))
        : parts.path;
    case "search":
      return parts.query.length === 0 ? EMPTY_TEXT : concat(["?"], parts.query);
    case "hash":
      return parts.hash.length === 0 ? EMPTY_TEXT : concat(["#"], parts.hash);
    case "username":
    case "password":
      return EMPTY_TEXT;
    default:
      return undefined;
  }
}

/** What an open URL has for a property: what is known of it, or anything. */
function openProperty(url: AbstractObject, name: string): readonly (Text | undefined)[] {
  const known = url.state.slots.get(name);
  return known === undefined || name === "hash" ? [opaqueProperty(url, name)] : textsIn(known);
}

function opaqueProperty(url: AbstractObject, name: string): Text | undefined {
  const href = slotText(url.state.slots.get("href"));
  const from = { ...(href.find(isHole) ?? hole("callee")), symbol: undefined };
  if (name === "href") return href;
  // That of "x:a" begins with no slash and keeps its dots.
  if (name === "pathname") return [{ ...from, deep: true, below: true, normalised: true }];
  return ["origin", "protocol", "host", "hostname", "port", "search", "hash", "username", "password"].includes(name)
    ? [from]
    : undefined;
}

export function splitAuthority(authority: Text): {
  readonly host: Text;
  readonly port: Text;
  /** Holes that are meant to be nothing. */
  readonly rest: Text;
} {
  const marked = mark(authority);
  const host = withoutAbsent(marked, marked.text.slice(marked.text.lastIndexOf("@") + 1));
  const match = /^(.*?)(?::([^:\]]*))?$/s.exec(host);
  const rest = authority.filter((part) => isHole(part) && part.below === true && !part.deep);
  return { host: unmark(marked, match?.[1] ?? host), port: unmark(marked, match?.[2] ?? ""), rest };
}

export function withPort(host: Text, port: Text): Text {
  return port.length === 0 ? host : concat(host, [":"], port);
}
