/**
 * Bytes as base64 and back, exactly: each sequence of bytes has one text and no other text is read.
 *
 * The house's own because `atob` reads many texts for the same bytes and is missing inside an isolate.
 * Source: RFC 4648 §4, with the padding and the canonical ending of §3.5.
 */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = new Uint8Array(64).map((_, digit) => ALPHABET.charCodeAt(digit));
const DIGITS = new Uint8Array(128).map((_, code) => CODES.indexOf(code)); // 255, which is -1, for what is no digit
const PADDING = 61;

/** Characters turned into a string in one go: few enough to be arguments of a call. */
const CHUNK = 8192;

/** The base64 of bytes. */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let end = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const group = (at(bytes, i) << 16) | (at(bytes, i + 1) << 8) | at(bytes, i + 2);
    codes[end++] = at(CODES, group >> 18);
    codes[end++] = at(CODES, (group >> 12) & 63);
    codes[end++] = i + 1 < bytes.length ? at(CODES, (group >> 6) & 63) : PADDING;
    codes[end++] = i + 2 < bytes.length ? at(CODES, group & 63) : PADDING;
  }
  let text = "";
  for (let i = 0; i < codes.length; i += CHUNK) text += String.fromCharCode(...codes.subarray(i, i + CHUNK));
  return text;
}

/** The bytes that a base64 text stands for; undefined when it is none, or not the one that `toBase64` writes. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  const digits = text.length - padding;
  let [group, bits, end] = [0, 0, 0];
  for (let i = 0; i < digits; i++) {
    const code = text.charCodeAt(i);
    const digit = code < 128 ? at(DIGITS, code) : 255;
    if (digit === 255) return undefined;
    group = ((group << 6) | digit) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[end++] = group >> bits;
  }
  const rest = group & ((1 << bits) - 1);
  return rest === 0 ? bytes : undefined;
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
