/**
 * Step 4: rules that need no values.
 *
 * Each file's rules look at the nodes that the walk over its tree has found; which of them concern a rule is kept with the
 * statement, and the findings with the tree. Then the few rules that need to know other files.
 */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { SourceFileTree } from "../1-parse/parse-file.ts";
import type { ParsedTrees } from "../1-parse/parse-module.ts";
import { isPackaged, type ParsedFile } from "../1-parse/parsed-module.ts";
import { Look } from "../1-parse/survey.ts";
import { ts } from "../1-parse/syntax.ts";
import type { PreInit } from "../2-pre-init/pre-init.ts";
import type { StepCache } from "../step-cache.ts";
import type { StepResult } from "../step.ts";
import { type ImportedNames, type Picked, type Rule, RuleContext } from "./rule.ts";
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
import { unknownParameters } from "./rules/unknown-parameter.ts";
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
const RULES_BY_KIND: readonly (readonly Rule[])[] = Array.from({ length: SyntaxKind.Count }, (_, kind) => {
  return RULES.filter((rule) => rule.kinds.some((wanted) => wanted === kind));
});

/** What the rules read. */
export interface StaticCheckInput {
  readonly module: ParsedTrees;
  readonly preInit: PreInit;
  /** Names under `parameters`. */
  readonly parameters: readonly string[];
  readonly cache: StepCache;
}

/** Runs the rules over the project's own files; files of packages are not the author's to change. */
export function staticCheck({ module, preInit, parameters, cache }: StaticCheckInput): StepResult<undefined> {
  const diagnostics: Diagnostic[] = [];
  for (const file of module.files.values()) {
    if (isPackaged(module, file.path) || file.language === "json") continue;
    diagnostics.push(...checkCached(file, cache), ...nodeImports(module, file));
    diagnostics.push(...typeImports(module, file), ...missingExports(module, file));
  }
  const entry = module.files.get(module.entry);
  if (entry !== undefined && !preInit.exportsManifest) diagnostics.push(...missingManifest(entry));
  if (entry !== undefined) diagnostics.push(...unknownParameters(entry, parameters));
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
  check(pick(file.look, context.imports), context);
  if (context.suspicions.has(MAYBE_UNSUPPORTED)) unsupportedTypes(context);
  duplicateManifest(context);
  topLevelClashes(context);
  return context.found;
}

/** The nodes that concern rules; in a statement that an edit left alone they are known. */
function pick(look: Look, imports: ImportedNames): Picked {
  if (look.picked?.imports === imports) return look.picked;
  const found: Picked["found"][number][] = [];
  for (const each of look.landmarks) {
    if (each instanceof Look) {
      const inner = pick(each, imports);
      if (inner.found.length > 0) found.push(inner);
    } else
      for (const rule of RULES_BY_KIND[each.kind] ?? [])
        if (rule.concerns(each, imports)) found.push({ node: each, rule });
  }
  look.picked = { imports, found };
  return look.picked;
}

function check({ found }: Picked, context: RuleContext): void {
  for (const each of found) {
    if ("rule" in each) each.rule.check(each.node, context);
    else check(each, context);
  }
}
