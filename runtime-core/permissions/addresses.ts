/**
 * IP addresses and ranges of them; the only file that knows the library.
 *
 * An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is the IPv4 address, in ranges too; IPv4-compatible and NAT64
 * addresses are addresses of their own.
 */
import ipaddr from "ipaddr.js";

/** All addresses that agree with `bytes` in their first `prefix` bits. */
export interface AddressRange {
  readonly kind: "address";
  /** 4 or 16 of them; all bits behind the prefix are 0. */
  readonly bytes: readonly number[];
  readonly prefix: number;
  /** It is one address. */
  readonly single: boolean;
}

/** Reads an address in WHATWG's canonical form, IPv6 without its brackets. */
export function readAddress(canonical: string): AddressRange {
  const bytes = unmapped(ipaddr.parse(canonical).toByteArray());
  return { kind: "address", bytes, prefix: bytes.length * 8, single: true };
}

/**
 * The range of the addresses that begin with the first `prefix` bits of `canonical`.
 *
 * @returns "too-long" when the address has fewer bits, "bits-beyond" when one behind the prefix is set.
 */
export function readAddressRange(canonical: string, prefix: number): AddressRange | "too-long" | "bits-beyond" {
  const written = ipaddr.parse(canonical).toByteArray();
  if (prefix > written.length * 8) return "too-long";
  if (written.some((byte, i) => (byte & ~mask(prefix - 8 * i)) !== 0)) return "bits-beyond";
  const bytes = unmapped(written);
  const bits = prefix - (written.length - bytes.length) * 8;
  return { kind: "address", bytes, prefix: bits, single: bits === bytes.length * 8 };
}

/** Whether all addresses of `asked` are in `granted`. */
export function rangeIncludes(granted: AddressRange, asked: AddressRange): boolean {
  return granted.prefix <= asked.prefix && agree(granted, asked);
}

/** Whether two ranges share an address. */
export function rangesMeet(a: AddressRange, b: AddressRange): boolean {
  return a.prefix <= b.prefix ? agree(a, b) : agree(b, a);
}

/** "10.0.0.1", "[::1]", "[10.0.0.0/8]": as a pattern writes it. */
export function printAddressRange(range: AddressRange): string {
  const text = ipaddr.fromByteArray([...range.bytes]).toString();
  if (!range.single) return `[${text}/${range.prefix}]`;
  return range.bytes.length === 4 ? text : `[${text}]`;
}

/** The first and the last address of a range. */
export function endsOfRange(range: AddressRange): readonly AddressRange[] {
  const last = range.bytes.map((byte, i) => byte | (~mask(range.prefix - 8 * i) & 255));
  return [range.bytes, last].map((bytes) => ({ kind: "address", bytes, prefix: bytes.length * 8, single: true }));
}

/**
 * Whether an address is one of the public internet: not private, loopback, link-local, unspecified, multicast or reserved.
 *
 * An IPv4 address inside an IPv6 one, mapped or by NAT64 (RFC 6052), is judged as IPv4, because it leads there; what
 * tunnels (6to4, Teredo) is not public. Text that is no address is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const bytes = unmapped(ipaddr.parse(text).toByteArray());
  const range = ipaddr.fromByteArray([...bytes]).range();
  if (range !== "rfc6052") return range === "unicast";
  return ipaddr.fromByteArray(bytes.slice(12)).range() === "unicast";
}

/** Whether `text` is an IPv4 address in WHATWG's canonical form. */
export function isCanonicalIpv4(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 48 && last <= 57 && /^\d+\.\d+\.\d+\.\d+$/.test(text);
}

/** A byte's mask when `bits` of it (below 0: none, above 8: all) belong to the prefix. */
function mask(bits: number): number {
  return (0xff00 >> Math.max(0, Math.min(8, bits))) & 255;
}

/** Whether `narrow` agrees with `wide` in the prefix of `wide`. */
function agree(wide: AddressRange, narrow: AddressRange): boolean {
  if (wide.bytes.length !== narrow.bytes.length) return false;
  for (let i = 0; 8 * i < wide.prefix; i++) {
    const differing = (wide.bytes[i] ?? 0) ^ (narrow.bytes[i] ?? 0);
    if ((differing & mask(wide.prefix - 8 * i)) !== 0) return false;
  }
  return true;
}

function unmapped(bytes: readonly number[]): readonly number[] {
  const mapped = bytes.length === 16 && bytes.every((byte, i) => i >= 12 || byte === (i < 10 ? 0 : 255));
  return mapped ? bytes.slice(12) : bytes;
}
