/** JavaScript for an isolate, every token at the line and column it has in the source. */
import type { FilePath } from "../base/span.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** One file as JavaScript. */
export interface EmittedFile {
  readonly path: FilePath;
  readonly code: string;
  /** What each specifier means: a file of the program or "ambit:x". */
  readonly imports: Readonly<Record<string, string>>;
}

/** A module as JavaScript, entry first. */
export interface Program {
  readonly entry: FilePath;
  readonly files: readonly EmittedFile[];
}

/** The JavaScript of all files that `prepared` loads. */
export function emitProgram(prepared: PreparedModule): Program {
  return { entry: prepared.path, files: [] };
}
