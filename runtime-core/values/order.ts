/**
 * The total order of all values, across their types, and keys of bytes that are in the same order.
 *
 * undefined (a field that is not there) < null < integers < doubles < false < true < texts < bytes < arrays < objects. Doubles
 * are in the order of IEEE 754 §5.10 (-0 before 0, NaN last), texts in that of their code points, which is that of their UTF-8.
 * Arrays and objects are compared element by element, objects as lists of names and values in the order of the names.
 */
import { isList } from "./size.ts";
import { fieldsOf, isArrayBuffer, type ObjectValue, type Value } from "./value.ts";

/** First byte of a key, by type; integers have several, by width. 0 ends what is in an array or an object. */
const TAG = {
  undefined: 1,
  null: 2,
  integer: 16,
  float: 32,
  false: 40,
  true: 41,
  text: 48,
  bytes: 56,
  array: 64,
  object: 72,
};

/** Before the name of a field. */
const FIELD = 1;

/** Bytes of integers, the widest negative ones first; the index is added to the tag. */
const INTEGER_WIDTHS = [-8, -4, -2, -1, 1, 2, 4, 8] as const;

/** Below 0 when `a` comes first, above 0 when `b` does, 0 when they are the same value. */
export function compareValues(a: Value | undefined, b: Value | undefined): number {
  const [rankA, rankB] = [rankOf(a), rankOf(b)];
  if (rankA !== rankB) return rankA - rankB;
  if (typeof a === "bigint" || typeof a === "boolean") return compare(a, b as typeof a);
  if (typeof a === "number") return compareFloats(a, b as number);
  if (typeof a === "string") return compareTexts(a, b as string);
  if (a === undefined || a === null) return 0;
  if (isArrayBuffer(a)) return compareBytes(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  return isList(a) ? compareLists(a, b as readonly Value[]) : compareObjects(a, b as ObjectValue);
}

/**
 * The key of a value: keys are in the order of their bytes (memcmp) when their values are in `compareValues`' order, and no key
 * is the beginning of another, so keys of several values can be put behind each other.
 */
export function keyOf(value: Value | undefined): Uint8Array {
  const bytes = new KeyBytes();
  appendKey(value, bytes);
  return bytes.take();
}

/** The order of bytes: that of `memcmp`, the shorter first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function rankOf(value: Value | undefined): number {
  switch (typeof value) {
    case "undefined":
      return TAG.undefined;
    case "bigint":
      return TAG.integer;
    case "number":
      return TAG.float;
    case "boolean":
      return value ? TAG.true : TAG.false;
    case "string":
      return TAG.text;
    case "object":
      if (value === null) return TAG.null;
      if (isArrayBuffer(value)) return TAG.bytes;
      return isList(value) ? TAG.array : TAG.object;
    default:
      return value satisfies never;
  }
}

function compare<T extends bigint | boolean | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareFloats(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return compare(Number.isNaN(a), Number.isNaN(b));
  return a === 0 && b === 0 ? compare(1 / a, 1 / b) : compare(a, b);
}

/** By code points: units above the surrogates come before them. */
function compareTexts(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const difference = pointOrder(a.charCodeAt(i)) - pointOrder(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function pointOrder(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, element] of a.entries()) {
    if (index >= b.length) return 1;
    const order = compareValues(element, b[index]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: ObjectValue, b: ObjectValue): number {
  const [fieldsA, fieldsB] = [fieldsOf(a), fieldsOf(b)];
  for (const [index, [name, value]] of fieldsA.entries()) {
    const other = fieldsB[index];
    if (other === undefined) return 1;
    const order = compareTexts(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return fieldsA.length - fieldsB.length;
}

function appendKey(value: Value | undefined, key: KeyBytes): void {
  const rank = rankOf(value);
  if (typeof value === "bigint") return appendInteger(value, key);
  key.add(rank);
  if (typeof value === "number") return appendFloat(value, key);
  if (typeof value === "string") return key.addEscaped(new TextEncoder().encode(value));
  if (typeof value !== "object" || value === null) return;
  if (isArrayBuffer(value)) return key.addEscaped(new Uint8Array(value));
  if (isList(value)) {
    for (const element of value) appendKey(element, key);
  } else {
    for (const [name, field] of fieldsOf(value)) {
      key.add(FIELD);
      key.addEscaped(new TextEncoder().encode(name));
      appendKey(field, key);
    }
  }
  key.add(0);
}

/** A tag for sign and width, then the lowest bytes of two's complement, the highest first. */
function appendInteger(value: bigint, key: KeyBytes): void {
  const magnitude = value < 0n ? -1n - value : value;
  const width = [1, 2, 4, 8].find((bytes) => magnitude < 1n << BigInt(8 * bytes)) ?? 8;
  const index = INTEGER_WIDTHS.findIndex((candidate) => candidate === (value < 0n ? -width : width));
  key.add(TAG.integer + index);
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, value);
  key.addAll(new Uint8Array(view.buffer, 8 - width));
}

/** The highest bit flipped for what is positive, all bits for what is negative: then the order is that of the bytes. */
function appendFloat(value: number, key: KeyBytes): void {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Number.isNaN(value) ? Number.NaN : value);
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, bits >> 63n === 0n ? bits | (1n << 63n) : ~bits & ((1n << 64n) - 1n));
  key.addAll(new Uint8Array(view.buffer));
}

/** Bytes that grow. */
class KeyBytes {
  #bytes = new Uint8Array(32);
  #length = 0;

  add(byte: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = byte;
  }

  addAll(bytes: Uint8Array): void {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A zero inside is 0 255, the end is 0 1: so the end comes before everything that goes on. */
  addEscaped(bytes: Uint8Array): void {
    let start = 0;
    for (let zero = bytes.indexOf(0); zero >= 0; zero = bytes.indexOf(0, start)) {
      this.addAll(bytes.subarray(start, zero + 1));
      this.add(255);
      start = zero + 1;
    }
    this.addAll(bytes.subarray(start));
    this.add(0);
    this.add(1);
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + by));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
