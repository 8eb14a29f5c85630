/** How much memory the arguments of a call take, about. */

/** So many values are looked at, those near the top first. Crossing the wall costs more for each, so this is no burden. */
const MAX_PARTS = 10_000;

/** Bytes of buffers and characters of texts in a value, at any depth. What is small counts nothing. */
export function weightOf(value: unknown): number {
  const parts = [value];
  let weight = 0;
  // Grows while it is walked.
  for (const part of parts) {
    if (typeof part === "string") weight += part.length;
    else if (ArrayBuffer.isView(part) || part instanceof ArrayBuffer) weight += part.byteLength;
    else if (typeof part === "object" && part !== null)
      parts.push(...partsOf(part).slice(0, Math.max(0, MAX_PARTS - parts.length)));
  }
  return weight;
}

function partsOf(value: object): readonly unknown[] {
  return Array.isArray(value) ? value : Object.values(value);
}
