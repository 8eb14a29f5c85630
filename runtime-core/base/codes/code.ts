/**
 * What a row of the table of codes is.
 *
 * A code is a path: `static-check/computed-import` is a row in `codes/static-check.ts`, the rule
 * `prepare/4-static-check/rules/computed-import.ts`, the page `docs/diagnostics/static-check/computed-import.md`.
 * Codes are never renamed or reused.
 */

/** How much a finding weighs, in LSP's order. */
export type Severity = "error" | "warning" | "information" | "hint";

/** One thing that can be said: its usual weight, and its sentence made from the data of one occurrence. */
export interface CodeRow<Data> {
  readonly severity: Severity;
  /** Sentence case, no full stop, active, values quoted; says what is and what would be right. */
  readonly message: (data: Data) => string;
}

/** Rows by code. `never` accepts rows of any data. */
export type CodeTable = Readonly<Record<`${string}/${string}`, CodeRow<never>>>;

/** A sentence inside another one: "A path …" becomes "a path …", "URLs …" stays. */
export function clause(text: string): string {
  return /^[A-Z][A-Z]/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
