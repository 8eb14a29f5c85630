/**
 * A page of documentation in a terminal: Markdown stays as it is, headings and code stand out.
 */
import type { Colors } from "../terminal.ts";

/** The page, ending with one line break. */
export function pageText(markdown: string, colors: Colors): string {
  let inCode = false;
  const lines = markdown
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      if (line.startsWith("```")) {
        inCode = !inCode;
        return [];
      }
      if (inCode) return [line === "" ? "" : `    ${colors.cyan(line)}`];
      return [line.startsWith("#") ? colors.bold(line.replace(/^#+ /, "")) : line];
    });
  return `${lines.join("\n")}\n`;
}
