/**
 * A child that is spawned with more than its parent has: it would not start.
 *
 * What `spawn` gives replaces what the child's manifest asks for; what of it cannot be computed is not judged.
 */
import { type Diagnostic, diagnostic, type RelatedInformation } from "../../../base/diagnostic.ts";
import type { FilePath, Location } from "../../../base/span.ts";
import type { Workspace } from "../../../base/workspace.ts";
import { parseManifest } from "../../../manifest/parse-manifest.ts";
import { type Violation, withinParent } from "../../../manifest/within-parent.ts";
import { printResource } from "../../../permissions/parse-permission.ts";
import { parseModule } from "../../1-parse/parse-module.ts";
import type { ParsedModule } from "../../1-parse/parsed-module.ts";
import { ts } from "../../1-parse/syntax.ts";
import { ConstantFolder } from "../../2-pre-init/fold.ts";
import { dataOf, type Folded, partAt } from "../../2-pre-init/folded.ts";
import { preInit } from "../../2-pre-init/pre-init.ts";
import { boundsOf } from "../../3-manifest/imported-manifests.ts";
import type { Effect, EffectReport } from "../../effect.ts";
import { folderOf } from "../../../base/file-path.ts";
import { nodeAt } from "../../node-at.ts";
import type { PreparedManifest } from "../../prepared-module.ts";
import type { StepCache } from "../../step-cache.ts";
import type { StepResult } from "../../step.ts";
import { moduleRelative } from "./asked-permission.ts";

/** What the rule reads besides the children themselves. */
export interface Parent {
  readonly module: ParsedModule;
  readonly report: EffectReport;
  readonly manifest: PreparedManifest;
}

/** One finding for each thing that a child has beyond its parent; the value is which files were looked at. */
export function childrenBeyondParent(
  parent: Parent,
  from: { readonly workspace: Workspace; readonly cache: StepCache },
): StepResult<ReadonlySet<FilePath>> {
  const seen = new Set<string>();
  const read = new Set<FilePath>();
  const diagnostics = parent.report.effects.flatMap((effect) => {
    const key = `${effect.file}:${effect.span.start} ${effect.resource}`;
    const isKnown = effect.resolution === "exact" || effect.resolution === "finite";
    if (effect.kind !== "modules.spawn" || effect.resource === null || !isKnown || seen.has(key)) return [];
    seen.add(key);
    const child = effect.resource.replace(/\\(.)/g, "$1");
    const module = parseModule(child, from.workspace, from.cache).value;
    for (const path of [child, ...module.files.keys()]) read.add(path);
    return check(parent, effect, { path: child, module });
  });
  return { value: read, diagnostics };
}

interface Child {
  readonly path: FilePath;
  readonly module: ParsedModule;
}

function check(parent: Parent, effect: Effect, child: Child): readonly Diagnostic[] {
  if (!child.module.files.has(child.path)) return [];
  const written = preInit(child.module).value.manifest?.folded;
  const given = givenOptions(parent.module, effect);
  const data = narrowed(written, given);
  if (data === undefined) return [];
  const { manifest } = parseManifest(data, folderOf(child.path));
  const violations = withinParent(manifest, boundsOf(parent.manifest.manifest), "script");
  return violations.map((violation) => {
    const place = placeOf(violation, { written, given });
    const related: RelatedInformation[] =
      place === undefined ? [] : [{ file: place.file, span: place.span, message: "This is more than the parent has" }];
    const options = { severity: effect.multiplicity.min > 0 ? "error" : "warning", related } as const;
    const found = { child: child.path, violation: violation.message, ...fixOf(violation, parent.module.entry) };
    return diagnostic("symbolic/child-exceeds-parent", effect, found, options);
  });
}

/** The options of `spawn`; undefined when there are none. */
function givenOptions(module: ParsedModule, { file: path, span }: Effect): Folded | undefined {
  const file = module.files.get(path);
  const call = file && nodeAt(file.syntax, span, ts.isCallExpression);
  const options = call?.arguments[1];
  if (file === undefined || options === undefined) return undefined;
  return new ConstantFolder(module).fold(file, options);
}

/** The manifest that the child starts with; undefined when that cannot be computed. */
function narrowed(written: Folded | undefined, given: Folded | undefined): object | undefined {
  const own = (written === undefined ? {} : dataOf(written)) as { readonly limits?: object };
  if (given === undefined) return own;
  if (given.kind !== "object") return undefined;
  const [permissions, limits] = [given.properties.get("permissions")?.value, given.properties.get("limits")?.value];
  if (hasUnknown(permissions) || hasUnknown(limits)) return undefined;
  return {
    ...own,
    ...(permissions === undefined ? {} : { permissions: dataOf(permissions) }),
    ...(limits === undefined ? {} : { limits: { ...own.limits, ...(dataOf(limits) as object) } }),
  };
}

function hasUnknown(folded: Folded | undefined): boolean {
  if (folded === undefined) return false;
  if (folded.kind === "object") return [...folded.properties.values()].some(({ value }) => hasUnknown(value));
  if (folded.kind === "array") return folded.items.some(hasUnknown);
  return folded.kind === "unknown";
}

/** Where the child's part is written that is too much: in the options of the call or in its manifest. */
function placeOf(
  { path }: Violation,
  from: { readonly written: Folded | undefined; readonly given: Folded | undefined },
): Location | undefined {
  for (const folded of [from.given, from.written]) {
    const part = folded?.kind === "object" ? partAt(folded, path) : undefined;
    if (part?.depth === path.length) return part.value.at;
  }
  return undefined;
}

function fixOf(violation: Violation, parent: FilePath) {
  if (violation.kind !== "permission") return {};
  const { domain, kind } = violation.permission;
  const resource = printResource(violation.permission);
  return {
    permission: moduleRelative({ domain, kind, resource }, parent),
    ...(violation.witness === undefined ? {} : { witness: violation.witness }),
  };
}
