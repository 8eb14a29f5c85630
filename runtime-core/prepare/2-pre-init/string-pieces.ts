/** Where each unit of a string's value stands in its literal, escapes considered. ECMA-262 §12.9.4 and §12.9.6. */
import type { FilePath } from "../../base/span.ts";
import type { StringPiece } from "./folded.ts";

/** The text of a literal between its delimiters and where it starts. */
export interface RawText {
  readonly file: FilePath;
  readonly raw: string;
  readonly start: number;
}

/** The piece that `value` is when it was written as `raw`. */
export function stringPiece(value: string, { file, raw, start }: RawText): StringPiece {
  if (raw === value) return { file, length: value.length, offsets: start };
  const offsets: number[] = [];
  let index = 0;
  while (index < raw.length && offsets.length < value.length) {
    const { length, units } = element(raw, index);
    for (let unit = 0; unit < units; unit++) offsets.push(start + index);
    index += length;
  }
  while (offsets.length <= value.length) offsets.push(start + Math.min(index, raw.length));
  return { file, length: value.length, offsets };
}

/** Length in the source and number of units in the value of what stands at `index`. */
function element(raw: string, index: number): { length: number; units: number } {
  if (raw[index] === "\r" && raw[index + 1] === "\n") return { length: 2, units: 1 };
  if (raw[index] !== "\\") return { length: 1, units: 1 };
  const next = raw[index + 1] ?? "";
  if (next === "\r" && raw[index + 2] === "\n") return { length: 3, units: 0 };
  if (/[\n\r\u2028\u2029]/.test(next)) return { length: 2, units: 0 };
  if (next === "x") return { length: 4, units: 1 };
  if (next !== "u") return { length: 2, units: 1 };
  if (raw[index + 2] !== "{") return { length: 6, units: 1 };
  const close = raw.indexOf("}", index);
  const length = (close < 0 ? raw.length : close + 1) - index;
  return { length, units: Number.parseInt(raw.slice(index + 3, index + length - 1), 16) > 0xffff ? 2 : 1 };
}
