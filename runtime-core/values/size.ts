/**
 * How large a value is, in the bytes of its sizes' table: what the bounds and the prices of a database count.
 *
 * null and booleans 1, numbers and bigints 9, texts and bytes 2 and their bytes, arrays and objects 2 and what is in
 * them, a field its name, 1 and its value.
 */
import { isArrayBuffer, type Value } from "./value.ts";

/** Bytes of null and of a boolean. */
export const SMALL_SIZE = 1;
/** Bytes of a number and of a bigint. */
export const NUMBER_SIZE = 9;
/** Bytes of a text, of bytes, of an array and of an object beside what is in them. */
export const CONTAINER_SIZE = 2;
/** Bytes of a field beside its name and its value. */
export const FIELD_SIZE = 1;

/** The size of a value that can be encoded. */
export function sizeOf(value: Value): number {
  if (typeof value === "number" || typeof value === "bigint") return NUMBER_SIZE;
  if (value === null || typeof value === "boolean") return SMALL_SIZE;
  if (typeof value === "string") return CONTAINER_SIZE + utf8Length(value);
  if (isArrayBuffer(value)) return CONTAINER_SIZE + value.byteLength;
  let size = CONTAINER_SIZE;
  if (isList(value)) {
    for (const element of value) size += sizeOf(element);
  } else {
    for (const [name, field] of Object.entries(value)) size += name.length + FIELD_SIZE + sizeOf(field);
  }
  return size;
}

/** How deep arrays and objects lie in each other: 0 for what is neither, 1 for an empty one. */
export function nestingOf(value: Value): number {
  if (typeof value !== "object" || value === null || isArrayBuffer(value)) return 0;
  return 1 + Object.values(value).reduce((deepest: number, inner: Value) => Math.max(deepest, nestingOf(inner)), 0);
}

/** Bytes of a well-formed text in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A pair of surrogates is four bytes: each half counts for two.
    length += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return length;
}

/** `Array.isArray` that knows of readonly arrays. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
