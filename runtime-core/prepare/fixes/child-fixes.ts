/**
 * Fixes for a child that is spawned with more than its parent has, or than it is given: the parent gets more, or the child less.
 *
 * What the child has is written in a file that the preparation of its parent does not hold; those fixes read it when they are chosen.
 */
import type { CodeData } from "../../base/codes/table.ts";
import type { Diagnostic } from "../../base/diagnostic.ts";
import { isPackageFile } from "../../base/file-path.ts";
import type { Location } from "../../base/span.ts";
import type { Workspace } from "../../base/workspace.ts";
import { parseModule } from "../1-parse/parse-module.ts";
import type { ParsedModule } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import type { FileEdit } from "../file-edit.ts";
import { extend } from "../manifest-edits/extend-manifest.ts";
import type { NewValue } from "../manifest-edits/literal-edits.ts";
import { quantityEdits } from "../manifest-edits/quantity-edits.ts";
import { removeGrantEdits } from "../manifest-edits/remove-grant.ts";
import { nodeAt } from "../node-at.ts";
import type { PreparedModule } from "../prepared-module.ts";
import { StepCache } from "../step-cache.ts";
import { type Fix, fixWith } from "./fix.ts";
import { grantFix } from "./manifest-fixes.ts";
import { raiseFix } from "./raise-limit.ts";

/** A change of the child, or of what it is given. */
export interface ChildFix {
  readonly title: string;
  edits(workspace: Workspace): readonly FileEdit[];
}

type Data = CodeData<"symbolic/child-exceeds-parent">;

/** Gives the parent what the child has, or the child what `spawn` withholds. */
export function parentFixes(prepared: PreparedModule, diagnostic: Diagnostic): readonly Fix[] {
  const { given, limit, permission } = diagnostic.data as Data;
  if (permission !== undefined) return grantFix(prepared, permission);
  if (given !== undefined) {
    const title = `Give it "${given.domain}.${given.kind} ${given.resource}" in this \`spawn\``;
    return fixWith({ title, decision: "choice" }, giveEdits(prepared, diagnostic, given));
  }
  return limit === undefined ? [] : raiseFix(prepared, { limit: limit.name, quantity: limit.asked });
}

/** Takes out of the child, or out of the options of `spawn`, what is too much; nothing where the parent has it from there, too. */
export function childFixes({ manifest, parsed }: PreparedModule, finding: Diagnostic): readonly ChildFix[] {
  const [place] = finding.related;
  if (finding.code !== "symbolic/child-exceeds-parent" || place === undefined || isPackageFile(place.file)) return [];
  const { changeable, child, limit, of, written } = finding.data as Data;
  if (!changeable) return [];
  if ([...(manifest?.grants ?? []), ...(manifest?.limits ?? [])].some((each) => isSame(each, place))) return [];
  const from = of === "spawn" ? "this `spawn`" : place.file;
  const moduleOf = (workspace: Workspace): ParsedModule =>
    of === "spawn" ? parsed : parseModule(child, workspace, new StepCache()).value;
  if (limit !== undefined) {
    const title = `Lower "${limit.name}" to ${limit.bound} in ${from}`;
    return [{ title, edits: (workspace) => quantityEdits(moduleOf(workspace), place, limit.bound) }];
  }
  if (written === undefined) return [];
  const title = `Remove the grant "${written}" from ${from}`;
  return [{ title, edits: (workspace) => removeGrantEdits(moduleOf(workspace), place) }];
}

function isSame(one: Location, other: Location): boolean {
  return one.file === other.file && one.span.start === other.span.start;
}

/** Adds a grant to the `permissions` of a call of `spawn`. */
function giveEdits(
  { parsed }: PreparedModule,
  { file: path, span }: Diagnostic,
  { domain, kind, resource }: NonNullable<Data["given"]>,
): readonly FileEdit[] {
  const file = parsed.files.get(path);
  const options = file && nodeAt(file.syntax, span, ts.isCallExpression)?.arguments[1];
  if (file === undefined || options === undefined) return [];
  const leaf: NewValue = { kind: "string", text: resource };
  const search = { file, folder: new ConstantFolder(parsed), leaf, isList: true };
  return extend(search, options, ["permissions", domain, kind]);
}
