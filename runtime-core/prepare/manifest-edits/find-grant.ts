/**
 * Where a grant is written: in the manifest itself, or in a constant of the same file that nothing but the manifest uses.
 */
import { ts } from "../1-parse/syntax.ts";
import { ConstantFolder } from "../2-pre-init/fold.ts";
import { partAt } from "../2-pre-init/folded.ts";
import type { GrantedModule, WrittenGrant } from "../prepared-module.ts";
import { constantAbove, type FoldingFile, keyOf, manifestExpression, withoutTypes } from "./manifest-nodes.ts";
import { isPrivateConstant, type ManifestInFile } from "./manifest-only.ts";

/** An element of a list of grants. */
export interface GrantNode extends FoldingFile, ManifestInFile {
  readonly list: ts.ArrayLiteralExpression;
  readonly element: ts.Expression;
}

interface Search extends FoldingFile, ManifestInFile {
  readonly grant: WrittenGrant;
}

/** The element of a list that is the grant; undefined when something else than the manifest reads that list. */
export function findGrant(
  prepared: Pick<GrantedModule, "parsed" | "path">,
  grant: WrittenGrant,
): GrantNode | undefined {
  const file = prepared.parsed.files.get(prepared.path);
  const root = file && manifestExpression(file);
  if (file === undefined || root === undefined) return undefined;
  const search = { file, folder: new ConstantFolder(prepared.parsed), root, grant };
  const { domain, kind } = grant.permission;
  return find(search, root, ["permissions", domain, kind]);
}

function find(search: Search, expression: ts.Expression, path: readonly string[]): GrantNode | undefined {
  const { file, folder } = search;
  const node = withoutTypes(expression);
  if (folder.isDefineManifest(file, node)) {
    const [argument] = node.arguments;
    return argument && find(search, argument, path);
  }
  if (ts.isArrayLiteralExpression(node)) return path.length === 0 ? findInList(search, node) : undefined;
  if (ts.isObjectLiteralExpression(node)) return path.length === 0 ? undefined : findInObject(search, node, path);
  const value = ts.isIdentifier(node) ? privateConstant(search, node) : undefined;
  return value && find(search, value, path);
}

function findInList(search: Search, list: ts.ArrayLiteralExpression): GrantNode | undefined {
  const { file, folder, grant } = search;
  for (const element of list.elements) {
    if (ts.isSpreadElement(element)) {
      const found = find(search, element.expression, []);
      if (found !== undefined) return found;
      continue;
    }
    const { at, kind } = folder.fold(file, element);
    const isGrant = at.file === grant.file && at.span.start === grant.span.start && at.span.end === grant.span.end;
    if (kind === "string" && isGrant) return { file, folder, root: search.root, list, element };
  }
  return undefined;
}

/** The last property of a name counts. */
function findInObject(
  search: Search,
  object: ts.ObjectLiteralExpression,
  path: readonly string[],
): GrantNode | undefined {
  const [name = "", ...rest] = path;
  for (const property of object.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const part = partAt(search.folder.fold(search.file, property.expression), [name]);
      if (part.depth > 0) return find(search, property.expression, path);
    } else if (property.name !== undefined && keyOf(search, property.name) === name) {
      if (ts.isPropertyAssignment(property)) return find(search, property.initializer, rest);
      return ts.isShorthandPropertyAssignment(property) ? find(search, property.name, rest) : undefined;
    }
  }
  return undefined;
}

/** The value of a constant that only the manifest uses, itself or through other such constants. */
function privateConstant(search: Search, name: ts.Identifier): ts.Expression | undefined {
  const { file } = search;
  const declaration = constantAbove(file, name.text, name);
  return declaration !== undefined && isPrivateConstant(search, name.text) ? declaration.initializer : undefined;
}
