/** The names under which debuggers and stacks know the code of files. */
import type { ProgramFile } from "../base/program.ts";

/** "./src/main.ts": what terminals and editors find from the project's folder. */
export function urlOf({ path }: ProgramFile): string {
  return `.${encodeURI(path)}`;
}

/** Code under the name of its file: a comment in it may give another, with which it would hide from debuggers and stacks. The last one counts. */
export function underItsName(code: string, file: ProgramFile): string {
  return /[#@]\s*sourceURL/.test(code) ? `${code}\n//# sourceURL=${urlOf(file)}` : code;
}
