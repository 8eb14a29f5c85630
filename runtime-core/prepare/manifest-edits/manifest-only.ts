/** What only the manifest reads, so that changing it changes nothing else. */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import { isExported, usesOf } from "./manifest-nodes.ts";

/** A manifest in its file. */
export interface ManifestInFile {
  readonly file: ParsedFile;
  /** The manifest. */
  readonly root: ts.Expression;
}

/** Whether a node stands in the manifest, or in the value of a constant that only the manifest uses. */
export function isManifestOnly(at: ManifestInFile, node: ts.Node): boolean {
  return isReadByManifest(at, node, new Set());
}

/** Whether only the manifest uses a constant, itself or through other such constants. */
export function isPrivateConstant(at: ManifestInFile, name: string): boolean {
  return isPrivate(at, name, new Set());
}

function isPrivate(at: ManifestInFile, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return true;
  seen.add(name);
  return !isExported(at.file, name) && usesOf(at.file, name).every((use) => isReadByManifest(at, use, seen));
}

function isReadByManifest(at: ManifestInFile, node: ts.Node, seen: Set<string>): boolean {
  const owner = ts.findAncestor(node, (above) => above === at.root || isConstant(at.file, above));
  if (owner === undefined || owner === at.root) return owner === at.root;
  return ts.isVariableDeclaration(owner) && ts.isIdentifier(owner.name) && isPrivate(at, owner.name.text, seen);
}

function isConstant(file: ParsedFile, node: ts.Node): boolean {
  if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name)) return false;
  const binding = file.bindings.names.get(node.name.text);
  return binding?.kind === "const" && binding.node === node;
}
