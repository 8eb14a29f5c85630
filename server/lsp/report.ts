/** Findings as a client pulls them. LSP 3.18 §Pull Diagnostics. */
import type {
  Diagnostic,
  FullDocumentDiagnosticReport,
  UnchangedDocumentDiagnosticReport,
} from "vscode-languageserver/node";

/** The findings of a text, or that they are what the client has. */
export type Report = (FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport) & { readonly resultId: string };

/** @param known The id of the result that the client has. */
export function reportOf(items: Diagnostic[], known: unknown): Report {
  const resultId = resultIdOf(JSON.stringify(items));
  return resultId === known ? { kind: "unchanged", resultId } : { kind: "full", resultId, items };
}

/** FNV-1a of 32 bits with the length: equal findings have equal ids, also in a new process. */
function resultIdOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length.toString(36)}-${(hash >>> 0).toString(36)}`;
}
