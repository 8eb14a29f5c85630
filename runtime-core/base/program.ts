/** A module as JavaScript, ready for an isolate. */
import type { FilePath } from "./span.ts";

/** All files of one module. */
export interface Program {
  readonly entry: FilePath;
  readonly files: readonly ProgramFile[];
}

/**
 * One file. Line and column of everything are those of the source.
 * `imports` says what each specifier means: a path of the program, or "ambit:…".
 */
export interface ProgramFile {
  readonly path: FilePath;
  readonly code: string;
  readonly imports: Readonly<Record<string, string>>;
  /** For specifiers that mean nothing: the sentence to throw. */
  readonly absent?: Readonly<Record<string, string>>;
  /** A CommonJS file: its code is a function of `CommonJsFactory`, and it has these names as exports for `import`. */
  readonly commonJs?: { readonly exports: readonly string[] };
}
