/**
 * Numbers that JSON cannot write, as eight bytes with the lowest first: integers of 64 bits, and a few doubles.
 */
import { fromBase64, toBase64 } from "./base64.ts";

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/** Whether a bigint has at most 64 bits with its sign. */
export function isInt64(value: bigint): boolean {
  return value >= MIN_INTEGER && value <= MAX_INTEGER;
}

/** Whether JSON cannot write a number: NaN, the infinities, and -0, which JSON.stringify would write as 0. */
export function isSpecialFloat(value: number): boolean {
  return !Number.isFinite(value) || Object.is(value, -0);
}

/** The base64 of two's complement. */
export function encodeInteger(value: bigint): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, value, true);
  return toBase64(new Uint8Array(view.buffer));
}

/** The base64 of IEEE 754. There is one NaN, 0x7ff8000000000000. */
export function encodeFloat(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  if (Number.isNaN(value)) view.setBigUint64(0, 0x7ff8000000000000n, true);
  return toBase64(new Uint8Array(view.buffer));
}

/** The inverse of `encodeInteger`; undefined for any other text. */
export function decodeInteger(text: string): bigint | undefined {
  return eightBytes(text)?.getBigInt64(0, true);
}

/** The inverse of `encodeFloat` for any double; undefined for any other text, and for NaNs that it does not write. */
export function decodeFloat(text: string): number | undefined {
  const value = eightBytes(text)?.getFloat64(0, true);
  return value === undefined || encodeFloat(value) === text ? value : undefined;
}

function eightBytes(text: string): DataView | undefined {
  if (text.length !== 12) return undefined;
  const bytes = fromBase64(text);
  return bytes === undefined || bytes.length !== 8 ? undefined : new DataView(bytes.buffer);
}
