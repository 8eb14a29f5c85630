/** Constants that the beginning of a resource is written with: `${api}/v1/*`. */
import type { ParsedFile } from "../1-parse/parsed-module.ts";
import { ts } from "../1-parse/syntax.ts";
import type { ConstantFolder } from "../2-pre-init/fold.ts";
import { usesOf } from "./manifest-nodes.ts";

/** A host or a folder, which is worth a name. */
const PREFIX = /^(?:[a-z()]+:\/\/[^/]|\.{0,2}\/[^/])/;

/** A constant and the rest of the text behind its value. */
export interface SharedPrefix {
  readonly name: string;
  readonly rest: string;
}

/**
 * The constant with the longest value that a resource begins with: one that the manifest uses, or that the code uses
 * while the manifest does not write its value out.
 */
export function sharedPrefix(
  resource: string,
  at: { readonly file: ParsedFile; readonly folder: ConstantFolder; readonly manifest: ts.Expression },
): SharedPrefix | undefined {
  const { file, manifest } = at;
  const written = textsIn(manifest);
  let best: { readonly name: string; readonly value: string } | undefined;
  for (const [name, value] of stringsAbove(at)) {
    if (value.length <= (best?.value.length ?? 0) || !PREFIX.test(value) || !beginsWith(resource, value)) continue;
    const uses = usesOf(file, name);
    const isInManifest = uses.some((use) => manifest.pos <= use.pos && use.end <= manifest.end);
    if (isInManifest || (uses.length > 0 && !written.some((text) => beginsWith(text, value)))) best = { name, value };
  }
  return best && { name: best.name, rest: resource.slice(best.value.length) };
}

/** Whether a text is a prefix, or goes on behind it with another segment. */
function beginsWith(text: string, prefix: string): boolean {
  return text.startsWith(prefix) && (prefix.endsWith("/") || /^(?:$|[/?])/.test(text.slice(prefix.length)));
}

/** The strings that constants above the manifest and imports stand for. */
function stringsAbove(at: {
  readonly file: ParsedFile;
  readonly folder: ConstantFolder;
  readonly manifest: ts.Expression;
}): readonly (readonly [string, string])[] {
  const { file, folder, manifest } = at;
  return [...file.bindings.names].flatMap(([name, binding]) => {
    if (binding.kind === "const") {
      const { initializer, pos } = binding.node;
      const folded = initializer === undefined || pos > manifest.pos ? undefined : folder.fold(file, initializer);
      return folded?.kind === "string" ? [[name, folded.value] as const] : [];
    }
    const use = binding.kind === "import" ? namesIn(manifest).find((each) => each.text === name) : undefined;
    const folded = use && folder.fold(file, use);
    return folded?.kind === "string" ? [[name, folded.value] as const] : [];
  });
}

function namesIn(node: ts.Node): readonly ts.Identifier[] {
  const names: ts.Identifier[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isIdentifier(inner)) names.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return names;
}

function textsIn(node: ts.Node): readonly string[] {
  const texts: string[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isStringLiteralLike(inner)) texts.push(inner.text);
    else if (ts.isTemplateExpression(inner)) texts.push(inner.head.text);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return texts;
}
