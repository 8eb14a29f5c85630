/** `workspace/symbol`: the modules, by path and by what they say of themselves. */
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import { manifestOutline, type PreparedModule } from "../../runtime-core/prepare/index.ts";

/** A module. */
export interface WorkspaceSymbol {
  readonly name: string;
  readonly description: string;
  readonly file: FilePath;
  readonly span: Span;
  /** What a query is looked for in. */
  readonly text: string;
}

/** The module; undefined when it declares no manifest. */
export function moduleSymbol(prepared: PreparedModule): WorkspaceSymbol | undefined {
  const outline = manifestOutline(prepared);
  if (outline === undefined) return undefined;
  const name = outline.file.slice(1);
  const description = prepared.manifest?.manifest.description ?? "";
  const text = `${name} ${description}`.toLowerCase();
  return { name, description, file: outline.file, span: outline.nameSpan, text };
}

/** LSP 3.18 §Workspace Symbols: the letters of the query appear in this order. */
export function fitsQuery({ text }: Pick<WorkspaceSymbol, "text">, query: string): boolean {
  let at = -1;
  return Array.from(query.toLowerCase()).every((letter) => letter === " " || (at = text.indexOf(letter, at + 1)) >= 0);
}
