/** A module that can be started but has no manifest. */
import { diagnostic, type Diagnostic } from "../../../base/diagnostic.ts";
import type { ParsedFile } from "../../1-parse/parsed-module.ts";
import { spanOf, type ts } from "../../1-parse/syntax.ts";

/** Said at the entry function, and only where there is one: a file that others import needs no manifest. */
export function missingManifest(file: ParsedFile): readonly Diagnostic[] {
  if (file.language === "json") return [];
  const { exports } = file.bindings;
  const entry = exports.get("default") ?? exports.get("main");
  if (entry === undefined) return [];
  const span = spanOf(nameOf(entry.node), file.syntax);
  return [diagnostic("static-check/missing-manifest", { file: file.path, span }, undefined)];
}

function nameOf(node: ts.Node & { readonly name?: ts.Node }): ts.Node {
  return node.name ?? node;
}
