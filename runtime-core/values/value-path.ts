/**
 * Where in a value: the fields and indexes that lead there.
 */

/** One step down, with the one before it: shared by all that lies below, so that going down costs nothing. */
export interface ValuePath {
  readonly above: ValuePath | undefined;
  readonly step: string | number;
}

/** ".a[0].b"; "" for the value itself. Fields that are no names stand in brackets: `["a b"]`. */
export function printPath(path: ValuePath | undefined): string {
  const steps: string[] = [];
  for (let at = path; at !== undefined; at = at.above) steps.push(printStep(at.step));
  return steps.reverse().join("");
}

function printStep(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  return /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}
