/** Findings on demand: of a text, and of all modules of the workspace. LSP 3.18 §Document Diagnostics, §Workspace Diagnostics. */
import {
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  ErrorCodes,
  ResponseError,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver/node";
import { demandWanted, signalOf } from "./all-modules.ts";
import type { LanguageServer } from "./language-server.ts";
import { type Report, reportOf } from "./report.ts";
import { WorkspacePull } from "./workspace-pull.ts";

export async function onDiagnostic(
  server: LanguageServer,
  params: DocumentDiagnosticParams,
  token: CancellationToken,
): Promise<DocumentDiagnosticReport> {
  const uri = params?.textDocument?.uri;
  if (typeof uri !== "string") throw new ResponseError(ErrorCodes.InvalidParams, "The request names no document");
  const file = server.fileOf(uri);
  if (file === undefined) return reportOf([], params.previousResultId);
  const signal = signalOf(token);
  do {
    await server.modules.settled(file);
    await server.closedModules.settledFor(file, signal);
    demandWanted(token);
  } while (server.modules.isDue(file)); // An edit has come meanwhile.
  const report = reportOf(server.findings.of(file)?.items ?? [], params.previousResultId);
  const relatedDocuments = server.reportsParts ? relatedReports(server, uri, file) : {};
  return Object.keys(relatedDocuments).length === 0 ? report : { ...report, relatedDocuments };
}

/**
 * Findings in the parts of a module that are not open: of all in which it has some, or has had some when it was asked before.
 */
function relatedReports(server: LanguageServer, uri: string, file: string): Record<string, Report> {
  const before = server.relatedFiles.get(uri) ?? [];
  const files = new Set([...before, ...server.findings.partsOf(file)]);
  const reports: Record<string, Report> = {};
  const left = new Set<string>();
  for (const part of files) {
    const found = server.documents.at(part) === undefined ? server.findings.of(part) : undefined;
    if (found === undefined) continue;
    if (found.items.length > 0) left.add(part);
    reports[found.uri] = reportOf(found.items, undefined);
  }
  if (left.size > 0) server.relatedFiles.set(uri, left);
  else server.relatedFiles.delete(uri);
  return reports;
}

/**
 * The findings of all modules. A client that takes partial results is given them as they are found; when it asks again and has
 * everything, it is told what changes from then on, until it takes the request back.
 */
export async function onWorkspaceDiagnostic(
  server: LanguageServer,
  params: WorkspaceDiagnosticParams,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  const signal = signalOf(token);
  using pull = new WorkspacePull(server, params ?? {});
  await pull.report(signal);
  if (pull.mayStay) while (!signal.aborted) await pull.change(signal).then(() => pull.report(signal));
  demandWanted(token);
  return { items: pull.items };
}
