/** Which arrays in a value hold something twice, found in one pass. */

/** What comparing all entries of the arrays in a value with each other, as `uniqueItems` asks for, means. */
export interface Repetitions {
  /** Whether an array somewhere holds two equal entries. */
  readonly exist: boolean;
  /** Parts of entries to be compared, for all arrays together. */
  readonly work: number;
  /** The same for the array with most. */
  readonly mostWork: number;
}

/** Looks through a value that is JSON-like. Cost: linear in its size. */
export function repetitionsIn(value: unknown): Repetitions {
  const found = { exist: false, work: 0, mostWork: 0 };
  /** Equal parts have the same number. */
  const numbers = new Map<string, number>();
  const visit = (part: unknown): { readonly number: number; readonly size: number } => {
    let size = 1;
    const numberOf = (inner: unknown): number => {
      const seen = visit(inner);
      size += seen.size;
      return seen.number;
    };
    let text: string;
    if (Array.isArray(part)) {
      const entries = part.map(numberOf);
      const work = entries.length * size;
      found.exist ||= new Set(entries).size < entries.length;
      found.work += work;
      found.mostWork = Math.max(found.mostWork, work);
      text = `[${entries.join(",")}]`;
    } else if (typeof part === "object" && part !== null) {
      const entries = Object.entries(part).map(([name, inner]) => `${JSON.stringify(name)}:${numberOf(inner)}`);
      text = `{${entries.sort().join(",")}}`;
    } else {
      text = typeof part === "string" ? `"${part}` : String(part);
    }
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return { number, size };
  };
  visit(value);
  return found;
}
