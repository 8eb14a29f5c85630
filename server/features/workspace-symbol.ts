/** `workspace/symbol`: the modules that are open, by path and by what they say of themselves. */
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import { manifestOutline, type PreparedModule } from "../../runtime-core/prepare/index.ts";

/** A module. */
export interface WorkspaceSymbol {
  readonly name: string;
  readonly description: string;
  readonly file: FilePath;
  readonly span: Span;
}

/** The module when it fits the query; undefined when it declares no manifest or does not fit. */
export function moduleSymbol(prepared: PreparedModule, query: string): WorkspaceSymbol | undefined {
  const outline = manifestOutline(prepared);
  if (outline === undefined) return undefined;
  const name = outline.file.slice(1);
  const description = prepared.manifest?.manifest.description ?? "";
  const isWanted = isSubsequence(query.toLowerCase(), `${name} ${description}`.toLowerCase());
  return isWanted ? { name, description, file: outline.file, span: outline.nameSpan } : undefined;
}

/** LSP 3.18 §Workspace Symbols: the letters of the query appear in this order. */
function isSubsequence(query: string, text: string): boolean {
  let at = -1;
  return Array.from(query).every((letter) => letter === " " || (at = text.indexOf(letter, at + 1)) >= 0);
}
