/** What is written of a line, and what it takes from "console/output". */

const LINE_BREAK_BYTES = 1;
const MAX_LINE_CHARACTERS = 33 * 1024;

/** A line cut to what is written of it, and what it takes. */
export function outputLine(text: string): { readonly line: string; readonly bytes: number } {
  const line = text.slice(0, MAX_LINE_CHARACTERS);
  return { line, bytes: new TextEncoder().encode(line).length + LINE_BREAK_BYTES };
}
