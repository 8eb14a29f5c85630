/**
 * Host calls without effects: what V8 lacks and Node has. No permission, no limit but CPU time.
 */
type PureCall = (...args: never[]) => unknown;

const PARTS = [
  "href",
  "origin",
  "protocol",
  "username",
  "password",
  "host",
  "hostname",
  "port",
  "pathname",
  "search",
  "hash",
] as const;

/** By name. All are total: what is wrong with an argument is thrown as a value that the prelude turns into an error. */
export const PURE_CALLS: Readonly<Record<string, PureCall>> = {
  "url/parse": (input: string, base?: string) => {
    if (!URL.canParse(input, base)) return null;
    return partsOf(new URL(input, base));
  },
  "url/change": (href: string, part: (typeof PARTS)[number], value: string) => {
    const url = new URL(href);
    if (part !== "origin") url[part] = value;
    return partsOf(url);
  },
  "url/query": (query: string) => [...new URLSearchParams(query)],
  "url/print-query": (pairs: [string, string][]) => new URLSearchParams(pairs).toString(),
  "text/encode": (text: string) => new TextEncoder().encode(text),
  "text/decode": (bytes: Uint8Array, fatal: boolean, ignoreBOM: boolean) =>
    new TextDecoder("utf-8", { fatal, ignoreBOM }).decode(bytes),
  "text/atob": (base64: string) => atob(base64),
  "text/btoa": (binary: string) => btoa(binary),
  "value/clone": (value: unknown) => value,
};

function partsOf(url: URL): string[] {
  return PARTS.map((part) => url[part]);
}
