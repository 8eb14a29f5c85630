/** "Did you mean": the known name that a misspelt one is closest to. */

/** Most letters of misspelt names that are compared with letters of the known ones in one list of findings: a fraction of a second. */
const MAX_COMPARED = 5_000_000;
/** Longer names differ by their beginnings. */
const MAX_LENGTH = 100;

/**
 * The name that differs least from `written`, or undefined when none is near.
 *
 * `meant` has other words for names, in lower case. Near means at most a third of the letters changed, or one of several, or that it alone begins so; letters' case does not count. Cost: the product of the lengths.
 * Source: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance (optimal string alignment)
 */
export function nearestName(
  written: string,
  names: Iterable<string>,
  meant: Readonly<Record<string, string>> = {},
): string | undefined {
  const same = Object.hasOwn(meant, written.toLowerCase()) ? meant[written.toLowerCase()] : undefined;
  return same ?? leastDistant(written, names) ?? onlyOneBeginningWith(written, names);
}

/**
 * `nearestName` for all misspelt names of one place, of which there may be thousands: the first are told theirs, as many
 * as is little work.
 */
export function nearestNames(names: readonly string[]): (written: string) => string | undefined {
  const letters = names.reduce((sum, name) => sum + name.length, names.length);
  let left = MAX_COMPARED;
  return (written) => {
    left -= letters * Math.min(written.length + 1, MAX_LENGTH);
    return left < 0 ? undefined : nearestName(written, names);
  };
}

/** A name that was broken off: "execution/cpu" for "execution/cpu-time". */
function onlyOneBeginningWith(written: string, names: Iterable<string>): string | undefined {
  const begun = Array.from(names).filter(
    (name) => written.length > 2 && name.toLowerCase().startsWith(written.toLowerCase()),
  );
  return begun.length === 1 ? begun[0] : undefined;
}

function leastDistant(written: string, names: Iterable<string>): string | undefined {
  const wanted = written.slice(0, MAX_LENGTH).toLowerCase();
  let nearest: string | undefined;
  let least = Math.min(wanted.length - 1, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance >= least) continue;
    least = distance;
    nearest = name;
  }
  return nearest;
}

function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let cost = Math.min(at(previous, column - 1) + same, at(previous, column) + 1, at(current, column - 1) + 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(before, column - 2) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(costs: readonly number[], index: number): number {
  return costs[index] ?? Infinity;
}
