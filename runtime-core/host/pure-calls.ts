/**
 * Host calls without effects: what V8 lacks and Node has. No permission, no limit but CPU time.
 */
import { URL_PARTS, type UrlPart } from "../base/url-parts.ts";

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
  "text/decode": (bytes: Uint8Array, fatal: boolean, ignoreBOM: boolean) =>
    new TextDecoder("utf-8", { fatal, ignoreBOM }).decode(bytes),
  "text/atob": (base64: string) => atob(base64),
  "text/btoa": (binary: string) => btoa(binary),
  "value/clone": (value: unknown) => value,
};

function partsOf(url: URL): string[] {
  return URL_PARTS.map((part) => url[part]);
}
