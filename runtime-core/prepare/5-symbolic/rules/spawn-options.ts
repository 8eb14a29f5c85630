/** The options of a call of `spawn`, as far as they can be computed from the text. */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { folderOf } from "../../../base/file-path.ts";
import { nearestName } from "../../../base/nearest-name.ts";
import { SPAWN_OPTIONS } from "../../../capabilities/modules.ts";
import type { FilePath } from "../../../base/span.ts";
import { parseManifest } from "../../../manifest/parse-manifest.ts";
import type { ParsedFile, ParsedModule } from "../../1-parse/parsed-module.ts";
import { ts } from "../../1-parse/syntax.ts";
import { ConstantFolder } from "../../2-pre-init/fold.ts";
import { dataOf, type Folded, type FoldedObject, prune } from "../../2-pre-init/folded.ts";
import { problemDiagnostic } from "../../3-manifest/read-manifest.ts";
import { Scopes } from "../../4-static-check/scopes.ts";
import type { Effect } from "../../effect.ts";
import { nodeAt } from "../../node-at.ts";

/** What a call of `spawn` gives to the child. */
export interface SpawnOptions {
  /** The options as far as they are known. */
  readonly written: FoldedObject;
  /** The argument of the child; undefined when not all of its names are known. */
  readonly args: FoldedObject | undefined;
}

/** Reads the options of the call that an effect is about; undefined when nothing is known of them. */
export function spawnOptions(module: ParsedModule, { file: path, span }: Effect): SpawnOptions | undefined {
  const file = module.files.get(path);
  const call = file && nodeAt(file.syntax, span, ts.isCallExpression);
  if (file === undefined || call === undefined || call.arguments.some((each) => ts.isSpreadElement(each)))
    return undefined;
  const [, options] = call.arguments;
  const nothing = { kind: "object", at: { file: path, span }, properties: new Map() } as const;
  if (options === undefined) return { written: nothing, args: nothing };
  if (isShadowed(file, options)) return undefined;
  const folder = new ConstantFolder(module);
  const written = folder.fold(file, options);
  if (written.kind !== "object") return undefined;
  const given = written.properties.get("args")?.value;
  const isWhole =
    folder.problems.length === 0 || (hasKnownNames(options) && hasKnownNames(optionNode(options, "args")));
  const args = given === undefined ? nothing : given.kind === "object" ? given : undefined;
  return { written, args: isWhole ? args : undefined };
}

/** The bounds that are known wholly, as data of a manifest. */
export function knownBounds({ written }: SpawnOptions): { readonly permissions?: unknown; readonly limits?: unknown } {
  const known = ["permissions", "limits"].flatMap((name) => {
    const value = written.properties.get(name)?.value;
    return value === undefined || hasUnknown(value) ? [] : [[name, dataOf(value)] as const];
  });
  return Object.fromEntries(known);
}

/** What is wrong with the options themselves, in the words of manifests. */
export function optionFaults({ written }: SpawnOptions, parent: FilePath): readonly Diagnostic[] {
  const unknown = [...written.properties].flatMap(([key, property]) => {
    if (SPAWN_OPTIONS.includes(key)) return [];
    const nearest = nearestName(key, SPAWN_OPTIONS);
    const data = { key, within: "the second argument of `spawn`", known: SPAWN_OPTIONS, ...(nearest && { nearest }) };
    return [diagnostic("manifest/unknown-key", property.key, data)];
  });
  const bounds = prune({
    ...written,
    properties: new Map([...written.properties].filter(([key]) => key === "permissions" || key === "limits")),
  });
  if (bounds === undefined) return unknown;
  const { problems } = parseManifest(dataOf(bounds), folderOf(parent));
  return [...unknown, ...problems.map((each) => problemDiagnostic(each, { folded: bounds, name: written.at }))];
}

/** Whether a part of a folded value is not known. */
export function hasUnknown(folded: Folded): boolean {
  if (folded.kind === "object") return [...folded.properties.values()].some(({ value }) => hasUnknown(value));
  if (folded.kind === "array") return folded.items.some(hasUnknown);
  return folded.kind === "unknown";
}

/** Whether something in an expression has the name of a constant of the file and is another one. */
function isShadowed(file: ParsedFile, expression: ts.Expression): boolean {
  const scopes = new Scopes(file.syntax);
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && file.bindings.names.has(node.text) && !scopes.isTopLevel(node.text, node)) ||
    ts.forEachChild(node, visit) === true;
  return visit(expression);
}

function optionNode(options: ts.Expression, name: string): ts.Expression | undefined {
  const properties = ts.isObjectLiteralExpression(options) ? options.properties : [];
  const property = properties.find(
    (each) => each.name !== undefined && ts.isIdentifier(each.name) && each.name.text === name,
  );
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** Whether an expression is an object whose names can all be read off, or none at all. */
function hasKnownNames(expression: ts.Expression | undefined): boolean {
  if (expression === undefined) return true;
  return (
    ts.isObjectLiteralExpression(expression) &&
    expression.properties.every((each) => each.name !== undefined && !ts.isComputedPropertyName(each.name))
  );
}
