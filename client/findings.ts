/** What Ambit finds in a text, as the editor shows it. */
import { type Diagnostic, DiagnosticSeverity, languages, type Uri } from "vscode";

/** All that is shown of it. */
export function findingsOf(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ source }) => source === "ambit");
}

/** Whether it is an error, whoever found it. */
export function isError({ severity }: Diagnostic): boolean {
  return severity === DiagnosticSeverity.Error;
}
