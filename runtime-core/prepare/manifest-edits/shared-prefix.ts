/** Constants that the beginning of a resource is written with: `${api}/v1/*`. */
import { ts } from "../1-parse/syntax.ts";
import { type FoldingFile, usesOf } from "./manifest-nodes.ts";

/** A host or a folder, which is worth a name. */
const PREFIX = /^(?:[a-z()]+:\/\/[^/]|\.{0,2}\/[^/])/;

/** A resource as it is written: the constant that it begins with, and the text behind it. */
export interface BegunText {
  readonly prefix?: string;
  readonly text: string;
}

/** Where a resource is to be written. */
export interface PrefixPlace extends FoldingFile {
  /** Constants below this offset cannot be used. */
  readonly before: number;
  /** The manifest, where there is one. */
  readonly manifest?: ts.Expression;
}

/**
 * A resource behind the constant with the longest value that it begins with: one that the manifest uses, or that the code uses
 * while the manifest does not write its value out.
 */
export function sharedPrefix(resource: string, at: PrefixPlace): BegunText {
  const { file, manifest } = at;
  const written = manifest === undefined ? [] : textsIn(manifest);
  let best: { readonly name: string; readonly value: string } | undefined;
  for (const [name, value] of stringsAbove(at)) {
    if (value.length <= (best?.value.length ?? 0) || !PREFIX.test(value) || !beginsWith(resource, value)) continue;
    const uses = usesOf(file, name);
    const isInManifest = uses.some(
      (use) => manifest !== undefined && manifest.pos <= use.pos && use.end <= manifest.end,
    );
    if (isInManifest || (uses.length > 0 && !written.some((text) => beginsWith(text, value)))) best = { name, value };
  }
  return best === undefined ? { text: resource } : { prefix: best.name, text: resource.slice(best.value.length) };
}

/** Whether a text is a prefix, or goes on behind it with another segment. */
function beginsWith(text: string, prefix: string): boolean {
  return text.startsWith(prefix) && (prefix.endsWith("/") || /^(?:$|[/?])/.test(text.slice(prefix.length)));
}

/** The strings that constants above the manifest and imports stand for. */
function stringsAbove({ before, file, folder, manifest }: PrefixPlace): readonly (readonly [string, string])[] {
  return [...file.bindings.names].flatMap(([name, binding]) => {
    if (binding.kind === "const") {
      const { initializer, pos } = binding.node;
      const folded = initializer === undefined || pos > before ? undefined : folder.fold(file, initializer);
      return folded?.kind === "string" ? [[name, folded.value] as const] : [];
    }
    const use =
      binding.kind === "import" && manifest !== undefined
        ? namesIn(manifest).find((each) => each.text === name)
        : undefined;
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
