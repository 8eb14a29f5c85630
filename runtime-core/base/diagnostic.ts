/**
 * A finding about what an author wrote. A value: collected, never thrown.
 */
import type { Severity } from "./codes/code.ts";
import { type Code, type CodeData, CODES, messageOf } from "./codes/table.ts";
import { printable } from "./printable.ts";
import type { Location } from "./span.ts";

/** A step of the explanation of a finding: "`api` is "https://a.example" from here". */
export interface RelatedInformation extends Location {
  readonly message: string;
}

/** One finding at one place. `data` is what its sentence was made from, for fixes and for machines. */
export interface Diagnostic extends Location {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly RelatedInformation[];
  /** "unnecessary": the text could go. */
  readonly tags: readonly "unnecessary"[];
  readonly data: unknown;
}

/** What an occurrence may say beyond its code. */
export interface DiagnosticOptions {
  readonly severity?: Severity;
  readonly related?: readonly RelatedInformation[];
  readonly tags?: readonly "unnecessary"[];
}

/** Makes a finding of a known code. */
export function diagnostic<C extends Code>(
  code: C,
  at: Location,
  data: CodeData<C>,
  options: DiagnosticOptions = {},
): Diagnostic {
  return {
    code,
    severity: options.severity ?? CODES[code].severity,
    message: messageOf(code, data),
    file: at.file,
    span: at.span,
    related: (options.related ?? []).map((step) => ({ ...step, message: printable(step.message) })),
    tags: options.tags ?? [],
    data,
  };
}
