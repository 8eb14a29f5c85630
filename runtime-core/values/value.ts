/**
 * Values: the data that leave a module and come back the same, with what bounds them.
 *
 * Source: the values of Convex, https://docs.convex.dev/database/types; sizes and bounds are the same.
 */

/** Any value. A bigint is a signed integer of 64 bits, a number any double, an ArrayBuffer bytes. */
export type Value = null | bigint | number | boolean | string | ArrayBuffer | readonly Value[] | ObjectValue;

/** A plain object; the order of its fields means nothing. */
export interface ObjectValue {
  readonly [field: string]: Value;
}

/** What `JSON.parse` gives and `JSON.stringify` takes. */
export type Json = null | number | boolean | string | readonly Json[] | { readonly [key: string]: Json };

/** How large a value may be. */
export interface ValueBounds {
  readonly maxBytes: number;
  /** Arrays and objects inside each other; a value that is neither has none. */
  readonly maxNesting: number;
}

/** What crosses a wall: an argument, a result, a message. */
export const MESSAGE_BOUNDS: ValueBounds = { maxBytes: 32 * 1024 * 1024, maxNesting: 64 };

/** What is kept in a database. */
export const DOCUMENT_BOUNDS: ValueBounds = { maxBytes: 1024 * 1024, maxNesting: 16 };

/** Most fields of an object. */
export const MAX_FIELDS = 1024;

/** Most elements of an array. */
export const MAX_ELEMENTS = 8192;

/** Fields of an object in the order of their code units, which is that of their ASCII bytes. */
export function fieldsOf(object: ObjectValue): readonly (readonly [string, Value])[] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

const byteLength = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")?.get as (
  this: unknown,
) => number;

/** Whether `value` is an ArrayBuffer, of any realm. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  try {
    byteLength.call(value);
    return true;
  } catch {
    return false;
  }
}
