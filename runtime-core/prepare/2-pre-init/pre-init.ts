/** Step 2: the constants that the manifest is made of, folded. */
import { diagnostic, type Diagnostic } from "../../base/diagnostic.ts";
import type { FilePath, Location } from "../../base/span.ts";
import type { ParsedFile, ParsedModule } from "../1-parse/parsed-module.ts";
import { spanOf, ts } from "../1-parse/syntax.ts";
import type { StepResult } from "../step.ts";
import { ConstantFolder, type FoldProblem } from "./fold.ts";
import { type Folded, prune } from "./folded.ts";

/** The manifest of one file as data, with the places of all its parts. */
export interface FoldedManifest {
  /** Without the parts that could not be folded; these have been reported. */
  readonly folded: Exclude<Folded, { kind: "unknown" }>;
  /** Where the file names it: `manifest` in `export const manifest`. */
  readonly name: Location;
}

/** What the second step knows. */
export interface PreInit {
  /** Undefined when the entry exports no manifest, or nothing of it could be folded. */
  readonly manifest: FoldedManifest | undefined;
  /** Whether the entry exports something by the name of `manifest`, whatever it is. */
  readonly exportsManifest: boolean;
  /** Whether all this stands in the file itself. */
  readonly isAlone: boolean;
}

const NOTHING: PreInit = { manifest: undefined, exportsManifest: false, isAlone: true };

/** Folds what the entry of a module exports as `manifest`. */
export function preInit(module: ParsedModule): StepResult<PreInit> {
  const file = module.files.get(module.entry);
  return file === undefined ? { value: NOTHING, diagnostics: [] } : foldManifest(module, file);
}

/** Folds what a file of a module exports as `manifest`. */
export function foldManifest(module: ParsedModule, file: ParsedFile): StepResult<PreInit> {
  const folder = new ConstantFolder(module);
  const exported = file.bindings.exports.get("manifest");
  if (exported === undefined || file.language === "json") return { value: NOTHING, diagnostics: [] };
  const name = { file: file.path, span: spanOf(nameNode(exported.node), file.syntax) };
  const folded = prune(folder.foldExport(file, "manifest", name));
  const manifest = folded === undefined ? undefined : { folded, name };
  return {
    value: { manifest, exportsManifest: true, isAlone: !folder.asksOthers },
    diagnostics: folder.problems.map((problem) => problemDiagnostic(module, file.path, problem)),
  };
}

function nameNode(node: ts.Node): ts.Node {
  return ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)
    ? (node.name ?? node)
    : node;
}

/** A problem in another file is shown at the reference that led out of this one. */
function problemDiagnostic(module: ParsedModule, file: FilePath, problem: FoldProblem): Diagnostic {
  const data = { text: excerpt(module, problem.at), reason: problem.reason };
  const leaving = problem.trail.findLast((reference) => reference.file === file);
  if (problem.at.file === file || leaving === undefined) return diagnostic("pre-init/not-foldable", problem.at, data);
  const related = [{ ...problem.at, message: `This cannot be computed: ${problem.reason}` }];
  return diagnostic("pre-init/not-foldable", leaving, data, { related });
}

function excerpt(module: ParsedModule, at: Location): string {
  const text = module.files.get(at.file)?.source.text.slice(at.span.start, at.span.end) ?? "";
  const line = text.replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
