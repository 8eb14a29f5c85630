/**
 * Hosts of URL patterns and of URLs: a name, "*.suffix", an address or a range of addresses in brackets.
 *
 * Names and addresses are in WHATWG's canonical form (lower case, ASCII, decimal). A name never matches an address.
 */
import { ok, type Result } from "../base/result.ts";
import type { Span } from "../base/span.ts";
import type { TextProblem } from "../base/text-problem.ts";
import {
  type AddressRange,
  isCanonicalIpv4,
  printAddressRange,
  rangeIncludes,
  rangesMeet,
  readAddress,
  readAddressRange,
} from "./addresses.ts";
import { problemAt } from "./pattern-text.ts";

/** A compiled host; `suffix` stands for one or more labels before it, and not for itself. */
export type HostPattern =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "suffix"; readonly suffix: string }
  | AddressRange;

/** Parses the host that stands at `span` in the text of a pattern. Never throws. */
export function parseHost(text: string, span: Span): Result<HostPattern, TextProblem> {
  const written = text.slice(span.start, span.end);
  if (written === "") return problemAt(span, `Empty host; write a name, an address, or "*.example.com"`);
  if (written.startsWith("[")) return parseBrackets(written, span);
  const wrong = written.search(/[\s\p{Cc}/?#@:\\{}]/u);
  if (wrong >= 0) {
    const at = { start: span.start + wrong, end: span.start + wrong + 1 };
    const hint = written.charAt(wrong) === ":" ? "; an IPv6 address stands in brackets" : "";
    return problemAt(at, `A host has no ${JSON.stringify(written.charAt(wrong))}${hint}`);
  }
  const wildcard = written.startsWith("*.");
  const name = wildcard ? written.slice(2) : written;
  if (name.includes("*")) return problemAt(span, wildcardMessage(written));
  if (/(?:[.\u3002\uFF0E\uFF61]|%2e)$/i.test(name))
    return problemAt(span, `A host is written without a dot at its end`);
  const canonical = canonicalHost(name);
  if (canonical === undefined) return problemAt(span, `"${written}" is not a host`);
  if (canonical.includes("*")) return problemAt(span, wildcardMessage(canonical));
  if (`.${canonical}.`.includes("..")) return problemAt(span, `"${written}" has an empty label; each has a character`);
  const host = hostOf(canonical);
  if (!wildcard) return ok(host);
  if (host.kind !== "name") return problemAt(span, `"*." stands before a name, not before an address`);
  return ok({ kind: "suffix", suffix: host.name });
}

/** The host of a URL that is serialised already. */
export function hostOf(canonical: string): HostPattern {
  if (canonical.startsWith("[")) return readAddress(canonical.slice(1, -1));
  if (isCanonicalIpv4(canonical)) return readAddress(canonical);
  return { kind: "name", name: canonical };
}

/** Whether `granted` matches every host that `asked` matches. */
export function hostIncludes(granted: HostPattern, asked: HostPattern): boolean {
  switch (granted.kind) {
    case "name":
      return asked.kind === "name" && asked.name === granted.name;
    case "suffix":
      if (asked.kind === "suffix") return asked.suffix === granted.suffix || endsInLabels(asked.suffix, granted.suffix);
      return asked.kind === "name" && endsInLabels(asked.name, granted.suffix);
    case "address":
      return asked.kind === "address" && rangeIncludes(granted, asked);
    default:
      return granted satisfies never;
  }
}

/** Whether some host is matched by both. */
export function hostsMeet(a: HostPattern, b: HostPattern): boolean {
  if (a.kind === "address" && b.kind === "address") return rangesMeet(a, b);
  return hostIncludes(a, b) || hostIncludes(b, a);
}

/** The host as a pattern writes it; equal texts are equal hosts. */
export function printHost(host: HostPattern): string {
  switch (host.kind) {
    case "name":
      return host.name;
    case "suffix":
      return `*.${host.suffix}`;
    case "address":
      return printAddressRange(host);
    default:
      return host satisfies never;
  }
}

/** Whether `name` is `suffix` with one or more labels before it, each with a character. */
function endsInLabels(name: string, suffix: string): boolean {
  const before = name.length - suffix.length - 1;
  if (before <= 0 || name.charCodeAt(before) !== 46 || !name.endsWith(suffix)) return false;
  return !name.startsWith(".") && !name.includes("..");
}

function parseBrackets(written: string, span: Span): Result<HostPattern, TextProblem> {
  if (!written.endsWith("]")) return problemAt(span, `Missing "]" behind the address`);
  const [address = "", prefix, ...more] = written.slice(1, -1).split("/");
  const ipv6 = address.includes(":");
  const canonical = canonicalHost(ipv6 ? `[${address}]` : address);
  const host = canonical === undefined ? undefined : hostOf(canonical);
  if (canonical === undefined || host?.kind !== "address") return problemAt(span, `"${address}" is not an address`);
  if (prefix === undefined) {
    return ipv6 ? ok(host) : problemAt(span, "Only IPv6 addresses and ranges stand in brackets");
  }
  const bits = ipv6 ? 128 : 32;
  if (more.length > 0 || !/^\d{1,3}$/.test(prefix)) return problemAt(span, prefixMessage(bits));
  const range = readAddressRange(ipv6 ? canonical.slice(1, -1) : canonical, Number(prefix));
  if (range === "too-long") return problemAt(span, prefixMessage(bits));
  if (range !== "bits-beyond") return ok(range);
  return problemAt(span, `"${address}" has bits beyond its first ${prefix}; write only the beginning of the range`);
}

/** Whether a host is surely a name that no parser changes: small letters and digits, and the last label is no number. */
export function isCanonicalName(host: string): boolean {
  return /^(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*$/.test(host) && !host.includes("xn--");
}

/** WHATWG's form of a host, undefined when it is none. */
function canonicalHost(written: string): string | undefined {
  if (isCanonicalName(written)) return written;
  try {
    const { hostname } = new URL(`http://${written}/`);
    return hostname === "" ? undefined : hostname;
  } catch {
    return undefined;
  }
}

function wildcardMessage(written: string): string {
  return written === "*"
    ? `"*" alone would be any host; write "*." before a suffix: "*.example.com"`
    : `A wildcard is the whole first label and stands once: "*.example.com"`;
}

function prefixMessage(bits: number): string {
  return `The length of a range's prefix is a number from 0 to ${bits}`;
}
