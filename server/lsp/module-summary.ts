/** What is kept of a module that is not open: what it says to the client, in the client's words, without its trees. */
import type { Diagnostic as LspDiagnostic, WorkspaceSymbol as LspWorkspaceSymbol } from "vscode-languageserver/node";
import type { Documents } from "../documents/documents.ts";
import type { Preparation } from "../documents/prepared-modules.ts";
import type { Project } from "../documents/projects.ts";
import { diagnostics, filesWithDiagnostics } from "../features/diagnostics.ts";
import { type ModulePaths, pathsOf } from "../features/will-rename-files.ts";
import { moduleSymbol } from "../features/workspace-symbol.ts";
import { type FindingStyle, toDiagnostic, viewOf } from "./convert.ts";
import { toWorkspaceSymbol } from "./convert-answers.ts";

/** One module. Files are those of the disk. */
export interface ModuleSummary {
  /** Its entry. */
  readonly file: string;
  readonly project: Project;
  readonly hasManifest: boolean;
  /** All that it is made of, with what it has findings in. */
  readonly files: ReadonlySet<string>;
  readonly findings: ReadonlyMap<string, readonly KeyedFinding[]>;
  readonly symbol: { readonly text: string; readonly shown: LspWorkspaceSymbol } | undefined;
  readonly paths: ModulePaths;
}

/** A finding, and what tells it from others: several modules can have the same one, in a file that they share. */
export interface KeyedFinding {
  readonly key: string;
  readonly item: LspDiagnostic;
}

/** What `summarize` needs to speak to the client. */
export interface SummaryOptions {
  readonly documents: Documents;
  readonly style: FindingStyle;
}

/** The summary of a module as it is prepared. */
export function summarize(preparation: Preparation, options: SummaryOptions): ModuleSummary {
  const { module, path, project } = preparation;
  const found = [...filesWithDiagnostics(module)].map((file) => [project.fileOf(file), file] as const);
  const symbol = moduleSymbol(module);
  return {
    file: project.fileOf(path),
    project,
    hasManifest: module.manifest !== undefined,
    files: filesOf(preparation),
    findings: new Map(found.map(([file, filePath]) => [file, findingsIn(preparation, filePath, options)])),
    symbol: symbol && { text: symbol.text, shown: toWorkspaceSymbol(viewOf(preparation, options.documents), symbol) },
    paths: pathsOf(module),
  };
}

/** All files of the disk that a module is made of, with what it has findings in. */
export function filesOf({ module, path, project }: Preparation): ReadonlySet<string> {
  const paths = new Set([path, ...module.files.keys(), ...filesWithDiagnostics(module)]);
  return new Set([...paths].map((each) => project.fileOf(each)));
}

/** The findings of a module in one file. */
export function findingsIn(
  preparation: Preparation,
  filePath: string,
  { documents, style }: SummaryOptions,
): readonly KeyedFinding[] {
  const view = viewOf(preparation, documents);
  return diagnostics(preparation.module, filePath).flatMap((one) => {
    const item = toDiagnostic(view, one, style);
    const key = `${one.code} ${one.span.start} ${one.span.end} ${one.message}`;
    return item === undefined ? [] : [{ key, item }];
  });
}
