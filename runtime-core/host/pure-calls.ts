/**
 * Host calls without effects: what V8 lacks and Node has. No permission, no limit but CPU time.
 */
import { URL_PARTS, type UrlPart } from "../base/url-parts.ts";
import { nodeMimeType } from "./node-later.ts";

interface TextDecoderOptions {
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
}

type PureCall = (...args: never[]) => unknown;

/** By name. All are total: what is wrong with an argument is thrown as a value that the prelude turns into an error. */
export const PURE_CALLS: Readonly<Record<string, PureCall>> = {
  "url/parse": (input: string, base?: string) => {
    if (!URL.canParse(input, base)) return null;
    return partsOf(new URL(input, base));
  },
  "url/change": (href: string, part: UrlPart, value: string) => {
    const url = new URL(href);
    if (part !== "origin") url[part] = value;
    return partsOf(url);
  },
  "url/data": dataOf,
  // Without "&" and "+" in it, a text is one value.
  "text/unescape": (text: string) => new URLSearchParams(`=${text}`).get(""),
  "url/print-query": (pairs: [string, string][]) => new URLSearchParams(pairs).toString(),
  "text/encode": (text: string) => new TextEncoder().encode(text),
  "text/decode": (bytes: Uint8Array, encoding: string, options: TextDecoderOptions) =>
    new TextDecoder(encoding, options).decode(bytes),
  "text/encoding": encodingOf,
  "text/decode-part": decodePart,
  "text/atob": (base64: string) => atob(base64),
  "text/btoa": (binary: string) => btoa(binary),
  "value/clone": (value: unknown) => value,
};

/** The MIME type and the bytes of a `data:` URL; null when it is none. WHATWG Fetch §6. */
function dataOf(href: string): [string, Uint8Array] | null {
  const { comma, type, isBase64 } = dataHead(href);
  if (comma < 0) return null;
  const end = href.indexOf("#", comma);
  const bytes = unescapeBytes(href.slice(comma + 1, end < 0 ? undefined : end));
  try {
    // A copy, because a part of Node's pool of bytes would go over with the whole pool.
    return [type, new Uint8Array(isBase64 ? Buffer.from(atob(bytes.toString("latin1")), "latin1") : bytes)];
  } catch {
    return null;
  }
}

const PERCENT = 0x25;

/** WHATWG URL §1.3 "percent-decode", of a text in ASCII. */
function unescapeBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const code = bytes[i] === PERCENT ? text.slice(i + 1, i + 3) : "";
    const isEscape = /^[\da-f]{2}$/i.test(code);
    bytes[length++] = isEscape ? Number.parseInt(code, 16) : (bytes[i] ?? 0);
    if (isEscape) i += 2;
  }
  return bytes.subarray(0, length);
}

/** What stands before the data: where it ends, -1 when it does not, and what it says. */
function dataHead(href: string): { comma: number; type: string; isBase64: boolean } {
  const [head = ""] = href.split("#", 1);
  const comma = head.indexOf(",");
  const said = head.slice("data:".length, Math.max(0, comma)).trim();
  const type = said.replace(/; *base64$/i, "");
  return { comma, type: mimeType(type.startsWith(";") ? `text/plain${type}` : type), isBase64: type !== said };
}

function mimeType(text: string): string {
  try {
    const MimeType = nodeMimeType();
    return String(new MimeType(text));
  } catch {
    return "text/plain;charset=US-ASCII";
  }
}

/** The name of the encoding that a label stands for; null when there is none. */
function encodingOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** The text of what is whole, and how many bytes at the end begin a character that is not. */
function decodePart(bytes: Uint8Array, encoding: string, options: TextDecoderOptions): [string, number] {
  const decoder = new TextDecoder(encoding, options);
  const text = decoder.decode(bytes, { stream: true });
  return [text, isWhole(decoder) ? 0 : unfinishedBytes(bytes, encoding)];
}

/** No encoding has characters of more bytes. */
const MOST_BYTES = 4;

function unfinishedBytes(bytes: Uint8Array, encoding: string): number {
  let count = 1;
  for (; count < Math.min(MOST_BYTES - 1, bytes.length); count++) {
    const decoder = new TextDecoder(encoding);
    decoder.decode(bytes.subarray(0, bytes.length - count), { stream: true });
    if (isWhole(decoder)) break;
  }
  return count;
}

/** Whether a decoder waits for nothing more. */
function isWhole(decoder: { decode(): string }): boolean {
  try {
    return decoder.decode() === "";
  } catch {
    return false;
  }
}

function partsOf(url: URL): string[] {
  return URL_PARTS.map((part) => url[part]);
}
