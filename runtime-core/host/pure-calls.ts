/**
 * Host calls without effects: what V8 lacks and Node has. No permission, no limit but CPU time.
 */
import { URL_PARTS, type UrlPart } from "../base/url-parts.ts";

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
