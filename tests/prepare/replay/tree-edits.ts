/**
 * Edits of one text that mostly leave it sound: a node of its tree goes, comes, or takes the place of another one.
 */
import ts from "typescript";
import { parseText } from "../../../runtime-core/prepare/1-parse/syntax.ts";
import type { Chance } from "./chance.ts";
import { type EditAction, filled, STATEMENTS, WRAPPERS } from "./edits.ts";

const EXPRESSIONS = [
  "NAME",
  "NAME",
  "TEXT",
  "NAME(TEXT)",
  "await NAME(NAME)",
  "NAME.base",
  "NAME[NAME]",
  "NAME + TEXT",
  "NAME ?? TEXT",
  "NAME === TEXT",
  "NAME ? NAME : TEXT",
  "!NAME",
  "(NAME = TEXT)",
  "() => NAME",
  "[NAME, TEXT]",
  "{ base: TEXT, ...NAME }",
  "new NAME(TEXT)",
  "`${NAME}/x`",
  "fetch(NAME)",
  "this",
  "NAME++",
  "7",
];

/** An expression gives way to another one, of the text or a new one. */
function* replacing(text: string, chance: Chance): Iterable<string> {
  const expressions = nodesOf(text).filter(ts.isExpression);
  const gone = chance.pickAny(expressions);
  if (gone === undefined) return;
  const pool = chance.percent(50) ? expressions.map((node) => node.getText()) : EXPRESSIONS;
  yield withText(text, gone, filled(chance.pick(pool), text, chance));
}

/** An expression gives way to a part of itself: a call to its argument, a condition to one of its sides. */
function* peeling(text: string, chance: Chance): Iterable<string> {
  const outer = nodesOf(text).flatMap((node) => {
    const parts = ts.isExpression(node) ? childrenOf(node).filter(ts.isExpression) : [];
    return parts.length === 0 ? [] : [{ node, parts }];
  });
  const one = chance.pickAny(outer);
  if (one !== undefined) yield withText(text, one.node, chance.pick(one.parts).getText());
}

/** A literal is written otherwise. */
function* rewording(text: string, chance: Chance): Iterable<string> {
  const literals = nodesOf(text).filter((node) => ts.isStringLiteral(node) || ts.isNumericLiteral(node));
  const literal = chance.pickAny(literals);
  if (literal === undefined) return;
  if (ts.isNumericLiteral(literal)) return yield withText(text, literal, String(chance.int(100)));
  const at = literal.getStart() + 1 + chance.int(literal.text.length + 1);
  yield text.slice(0, at) + chance.pick(["a", "/", "/x", "b.", "1", "*"]) + text.slice(at);
}

/** A statement or a member of a class goes, comes, is moved, or changes places with the next one. */
function* statements(text: string, chance: Chance): Iterable<string> {
  const all = nodesOf(text).filter((node) => ts.isStatement(node) || ts.isClassElement(node));
  const [one, other] = [chance.pickAny(all), chance.pickAny(all)];
  if (one === undefined || other === undefined) return;
  switch (chance.int(5)) {
    case 0:
      return yield withText(text, one, "");
    case 1:
      return yield withText(text, one, `${one.getText()}\n${one.getText()}`);
    case 2:
      return yield swapped(text, one, other);
    default:
      yield withText(text, one, `${filled(chance.pick(STATEMENTS), text, chance)}\n${one.getText()}`);
  }
}

/** A statement comes to stand in a block, or comes out of one. */
function* nesting(text: string, chance: Chance): Iterable<string> {
  const all = nodesOf(text).filter(ts.isStatement);
  const one = chance.pickAny(all);
  if (one === undefined) return;
  if (ts.isBlock(one) && chance.percent(50)) return yield withText(text, one, one.getText().slice(1, -1));
  const [head, tail] = chance.pick(WRAPPERS);
  yield withText(text, one, filled(`${head}\n${one.getText()}\n${tail}`, text, chance));
}

/** A parameter, an argument or an element of a list goes or comes. */
function* listing(text: string, chance: Chance): Iterable<string> {
  const lists = nodesOf(text).filter(
    (node) =>
      ts.isParameter(node) ||
      ts.isPropertyAssignment(node) ||
      ts.isImportSpecifier(node) ||
      ts.isExportSpecifier(node) ||
      (ts.isExpression(node) && (ts.isCallExpression(node.parent) || ts.isArrayLiteralExpression(node.parent))),
  );
  const one = chance.pickAny(lists);
  if (one === undefined) return;
  const added = ts.isPropertyAssignment(one) ? "base: NAME" : ts.isParameter(one) ? "NEW = TEXT" : "NAME";
  if (chance.percent(40)) yield withText(text, one, filled(`${added}, ${one.getText()}`, text, chance));
  else yield text.slice(0, one.getStart()) + text.slice(one.end).replace(/^\s*,/, "");
}

/** Edits that keep to the grammar, those that are made often more than once. */
export const TREE_EDITS: readonly (readonly [what: string, make: EditAction])[] = [
  ["replacing", replacing],
  ["replacing", replacing],
  ["replacing", replacing],
  ["peeling", peeling],
  ["rewording", rewording],
  ["rewording", rewording],
  ["statements", statements],
  ["statements", statements],
  ["statements", statements],
  ["nesting", nesting],
  ["listing", listing],
];

/** All nodes that exist at run time. */
function nodesOf(text: string): readonly ts.Node[] {
  const all: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    all.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(parseText("/edited.tsx", text, "tsx"), visit);
  return all;
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const all: ts.Node[] = [];
  ts.forEachChild(node, (child) => void all.push(child));
  return all;
}

function withText(text: string, node: ts.Node, written: string): string {
  return text.slice(0, node.getStart()) + written + text.slice(node.end);
}

function swapped(text: string, one: ts.Node, other: ts.Node): string {
  const [first, last] = one.pos < other.pos ? [one, other] : [other, one];
  if (last.getStart() < first.end) return text;
  return withText(withText(text, last, first.getText()), first, last.getText());
}
