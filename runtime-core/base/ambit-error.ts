/**
 * What is refused or fails while a module runs: thrown, crosses the wall, is shown to the author.
 */
import { type Code, type CodeData, messageOf } from "./codes/table.ts";

/** An error with a code of the table and the data of this occurrence. */
export class AmbitError<C extends Code = Code> extends Error {
  readonly code: C;
  readonly data: CodeData<C>;

  constructor(code: C, data: CodeData<C>, options?: { readonly cause?: unknown }) {
    super(messageOf(code, data), options);
    this.name = "AmbitError";
    this.code = code;
    this.data = data;
  }
}

/** Whether `error` is an `AmbitError` of this code. */
export function isAmbitError<C extends Code>(error: unknown, code: C): error is AmbitError<C> {
  return error instanceof AmbitError && error.code === code;
}
