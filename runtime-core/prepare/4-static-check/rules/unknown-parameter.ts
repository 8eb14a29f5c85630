/** The entry takes a parameter that its manifest does not declare: what it is called with is refused, so it is never there. */
import { diagnostic, type Diagnostic } from "../../../base/diagnostic.ts";
import { nearestNames } from "../../../base/nearest-name.ts";
import type { Bindings, Export } from "../../1-parse/bindings.ts";
import type { ParsedFile } from "../../1-parse/parsed-module.ts";
import { spanOf, ts } from "../../1-parse/syntax.ts";
import { bare } from "../rule.ts";
import { Scopes } from "../scopes.ts";

/** So many of the declared names are shown. */
const MOST_SHOWN = 50;

/** @param declared Names under `parameters`; with none the entry takes anything. */
export function unknownParameters(file: ParsedFile, declared: readonly string[]): readonly Diagnostic[] {
  const argument = declared.length === 0 ? undefined : entryFunction(file.bindings)?.parameters[0];
  if (argument === undefined || argument.dotDotDotToken !== undefined) return [];
  const names = new Set(declared);
  const known = declared.slice(0, MOST_SHOWN);
  const nearestTo = nearestNames(declared);
  return namesTaken(argument, file).flatMap((name) => {
    if (names.has(name.text)) return [];
    const nearest = nearestTo(name.text);
    const data = { name: name.text, known, ...(nearest === undefined ? {} : { nearest }) };
    const at = { file: file.path, span: spanOf(name, file.syntax) };
    return [diagnostic("static-check/unknown-parameter", at, data)];
  });
}

function entryFunction({ exports, names }: Bindings): ts.FunctionLikeDeclaration | undefined {
  const entry = exports.get("default") ?? exports.get("main");
  const node = entry && functionNode(entry, names);
  return node !== undefined &&
    (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node))
    ? node
    : undefined;
}

function functionNode(entry: Export, names: Bindings["names"]): ts.Node | undefined {
  if (entry.kind === "from") return undefined;
  if (entry.kind === "local" && ts.isFunctionDeclaration(entry.node)) return entry.node;
  const value = entry.kind === "expression" ? bare(entry.node) : undefined;
  if (value !== undefined && !ts.isIdentifier(value)) return value;
  const binding = names.get(entry.kind === "local" ? entry.name : (value?.text ?? ""));
  if (binding?.kind !== "const") return binding?.node;
  return binding.node.initializer && bare(binding.node.initializer);
}

/** `{ name }` and `args.name`. */
function namesTaken(
  { name, parent }: ts.ParameterDeclaration,
  file: ParsedFile,
): readonly (ts.Identifier | ts.StringLiteral)[] {
  if (ts.isObjectBindingPattern(name)) {
    return name.elements.flatMap(({ dotDotDotToken, propertyName, name: local }) => {
      const taken = propertyName ?? local;
      return dotDotDotToken === undefined && (ts.isIdentifier(taken) || ts.isStringLiteral(taken)) ? [taken] : [];
    });
  }
  if (!ts.isIdentifier(name)) return [];
  const scopes = new Scopes(file.syntax);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && ts.isIdentifier(node.name)) {
      const { expression: object } = node;
      if (object.text === name.text && scopes.scopeOf(object.text, object) === parent) found.push(node.name);
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(parent, visit);
  return found;
}
