/**
 * Step 4: rules that need no values.
 *
 * One walk over each file, in which every rule sees the nodes of its kinds; the findings of a file are kept with its
 * tree. Then the few rules that need to know other files.
 */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { SourceFileTree } from "../1-parse/parse-file.ts";
import type { ParsedTrees } from "../1-parse/parse-module.ts";
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import { hasModifier } from "../2-pre-init/bindings.ts";
import type { PreInit } from "../2-pre-init/pre-init.ts";
import { isPackageFile } from "../../base/file-path.ts";
import type { StepCache } from "../step-cache.ts";
import type { StepResult } from "../step.ts";
import { type Rule, RuleContext } from "./rule.ts";
import { COMPUTED_IMPORT } from "./rules/computed-import.ts";
import { DYNAMIC_CODE } from "./rules/dynamic-code.ts";
import { duplicateManifest } from "./rules/duplicate-manifest.ts";
import { FLOATING_HOST_CALL } from "./rules/floating-host-call.ts";
import { MISPLACED_MANIFEST } from "./rules/misplaced-manifest.ts";
import { missingExports } from "./rules/missing-export.ts";
import { missingManifest } from "./rules/missing-manifest.ts";
import { NAME_CLASH, topLevelClashes } from "./rules/name-clash.ts";
import { nodeImports } from "./rules/node-import.ts";
import { SHADOWED_HOST_FUNCTION } from "./rules/shadowed-host-function.ts";
import { typeImports } from "./rules/type-import.ts";
import { UNDECLARED_EXPORT } from "./rules/undeclared-export.ts";
import { UNKNOWN_GLOBAL } from "./rules/unknown-global.ts";
import { MAYBE_UNSUPPORTED, UNSUPPORTED_SYNTAX, unsupportedTypes } from "./rules/unsupported-syntax.ts";

const { SyntaxKind } = ts;

const RULES: readonly Rule[] = [
  COMPUTED_IMPORT,
  DYNAMIC_CODE,
  FLOATING_HOST_CALL,
  MISPLACED_MANIFEST,
  NAME_CLASH,
  SHADOWED_HOST_FUNCTION,
  UNDECLARED_EXPORT,
  UNKNOWN_GLOBAL,
  UNSUPPORTED_SYNTAX,
];

/** Rules by the kind of node that they want to see. */
const RULES_BY_KIND: readonly (readonly Rule[] | undefined)[] = Array.from({ length: SyntaxKind.Count }, (_, kind) => {
  const rules = RULES.filter((rule) => rule.kinds.includes(kind));
  return rules.length === 0 ? undefined : rules;
});

/** What the rules read. */
export interface StaticCheckInput {
  readonly module: ParsedTrees;
  readonly preInit: PreInit;
  readonly cache: StepCache;
}

/** Runs the rules over the project's own files; files of packages are not the author's to change. */
export function staticCheck({ module, preInit, cache }: StaticCheckInput): StepResult<undefined> {
  const diagnostics: Diagnostic[] = [];
  for (const file of module.files.values()) {
    if (isPackageFile(file.path) || file.language === "json") continue;
    diagnostics.push(...checkCached(file, cache), ...nodeImports(module, file));
    diagnostics.push(...typeImports(module, file), ...missingExports(module, file));
  }
  const entry = module.files.get(module.entry);
  if (entry !== undefined && !preInit.exportsManifest) diagnostics.push(...missingManifest(entry));
  return { value: undefined, diagnostics };
}

function checkCached(file: SourceFileTree, cache: StepCache): readonly Diagnostic[] {
  let found = cache.findings.get(file);
  if (found === undefined) cache.findings.set(file, (found = checkFile(file)));
  return found;
}

/** The findings of all rules that need one file only. */
function checkFile(file: ParsedFile): readonly Diagnostic[] {
  const context = new RuleContext(file);
  const visit = (node: ts.Node): void => {
    const { kind } = node;
    if (TYPE_ONLY_KINDS.has(kind) || isAmbient(node)) return;
    const rules = RULES_BY_KIND[kind];
    if (rules !== undefined) for (const rule of rules) rule.check(node, context);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file.syntax, visit);
  if (context.suspicions.has(MAYBE_UNSUPPORTED)) unsupportedTypes(context);
  duplicateManifest(context);
  topLevelClashes(context);
  return context.found;
}

/** Parts of the tree that do not exist at run time, by kind. */
const TYPE_ONLY_KINDS: ReadonlySet<ts.SyntaxKind> = new Set([
  ...Array.from(
    { length: SyntaxKind.LastTypeNode - SyntaxKind.FirstTypeNode + 1 },
    (_, index) => SyntaxKind.FirstTypeNode + index,
  ),
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  SyntaxKind.TypeParameter,
]);

/** `declare …` and `implements …`, which do not exist at run time either. */
function isAmbient(node: ts.Node): boolean {
  switch (node.kind) {
    case SyntaxKind.HeritageClause:
      return (node as ts.HeritageClause).token === SyntaxKind.ImplementsKeyword;
    case SyntaxKind.VariableStatement:
    case SyntaxKind.FunctionDeclaration:
    case SyntaxKind.ClassDeclaration:
    case SyntaxKind.EnumDeclaration:
    case SyntaxKind.ModuleDeclaration:
    case SyntaxKind.PropertyDeclaration:
      return hasModifier(node, SyntaxKind.DeclareKeyword);
    default:
      return false;
  }
}
