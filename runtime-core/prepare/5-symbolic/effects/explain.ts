/**
 * Why a resource is what it is: the names in the argument and what they are, from the call outwards.
 */
import type { RelatedInformation } from "../../../base/diagnostic.ts";
import type { FilePath, Span } from "../../../base/span.ts";
import { ts } from "../../1-parse/syntax.ts";
import type { Frame } from "../frame.ts";
import { Cell } from "../scope.ts";
import { isHole, type Text } from "../values/text.ts";
import type { Atom, Value } from "../values/value.ts";

const MAX_STEPS = 5;
const MAX_SHOWN = 60;

/** One step of an explanation, at a node, which an edit elsewhere may move. */
export interface Step {
  readonly file: FilePath;
  readonly node: ts.Node;
  readonly message: string;
}

/** The trees by file: to find the one of a node costs more than all else that is done for its place. */
export type Trees = ReadonlyMap<FilePath, ts.SourceFile>;

/** Where a node of a file stands now; a whole file stands at its start. */
export function placeOf(node: ts.Node, file: FilePath, trees: Trees): Span {
  return ts.isSourceFile(node) ? { start: 0, end: 0 } : { start: node.getStart(trees.get(file)), end: node.end };
}

/** Where the steps stand now. */
export function locate(steps: readonly Step[], trees: Trees): readonly RelatedInformation[] {
  return steps.map(({ file, node, message }) => ({ file, span: placeOf(node, file, trees), message }));
}

/** At most five steps for the argument at an index of a call. */
export function explain(frame: Frame, site: ts.Node, index: number): readonly Step[] {
  const argument = ts.isCallExpression(site) || ts.isNewExpression(site) ? site.arguments?.[index] : undefined;
  return explainValue(frame, argument, site);
}

/** At most five steps for the value of an expression, which matters at `site`. */
export function explainValue(from: Frame, expression: ts.Expression | undefined, site: ts.Node): readonly Step[] {
  const steps: Step[] = [];
  let frame = from;
  if (expression !== undefined) explainExpression(frame, expression, { steps, seen: new Set() });
  for (let at = frame.caller; at !== undefined && steps.length < MAX_STEPS; at = at.frame.caller) {
    const { site: call, frame: outer } = at;
    if (call !== site && ts.isCallExpression(call))
      steps.push({ file: outer.file, node: call, message: `\`${nameOf(frame)}\` is called here` });
    frame = outer;
  }
  return steps.slice(0, MAX_STEPS);
}

function nameOf(frame: Frame): string {
  const { node } = frame;
  const name = node !== undefined && "name" in node ? (node.name as ts.Node | undefined) : undefined;
  return name !== undefined && ts.isIdentifier(name) ? name.text : "this function";
}

interface Search {
  readonly steps: Step[];
  readonly seen: Set<ts.Node>;
}

/** Explains the variables that an expression reads, in order, without those of functions in it. */
function explainExpression(frame: Frame, expression: ts.Node, search: Search): void {
  /** True ends the search. */
  const visit = (node: ts.Node): true | undefined => {
    if (ts.isIdentifier(node)) {
      if (search.steps.length >= MAX_STEPS) return true;
      if (!isMemberName(node)) explainName(frame, node, search);
      return undefined;
    }
    return ts.isFunctionLike(node) ? undefined : ts.forEachChild(node, visit);
  };
  visit(expression);
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

function explainName(frame: Frame, node: ts.Identifier, search: Search): void {
  const { steps, seen } = search;
  frame.machine.trace?.looksUp(node.text);
  const found = frame.scope.find(node.text);
  const cell = typeof found === "function" ? found() : found;
  if (!(cell instanceof Cell) || cell.declaration === undefined || seen.has(cell.declaration)) return;
  seen.add(cell.declaration);
  const shown = showValue(cell.state ?? []);
  if (shown === undefined) return;
  const { declaration } = cell;
  const file = typeof found === "function" ? declaration.getSourceFile().fileName : frame.file;
  steps.push({ file, node: declaration, message: `\`${node.text}\` is ${shown}` });
  const initializer = ts.isVariableDeclaration(declaration.parent) ? declaration.parent.initializer : undefined;
  if (initializer !== undefined && !ts.isStringLiteralLike(initializer)) explainExpression(frame, initializer, search);
}

/** A value for people: `"https://a.example"`, `"/data/…"`, "a parameter"; undefined when it says nothing. */
export function showValue(value: Value): string | undefined {
  const [only] = value;
  if (only === undefined || value.length === 1) return only && showAtom(only);
  const shown = new Set(value.map(showAtom));
  if (shown.size === 0 || shown.has(undefined)) return undefined;
  return [...shown].slice(0, 3).join(" or ") + (shown.size > 3 ? " or others" : "");
}

const SOURCES: Readonly<Record<string, string>> = {
  parameter: "a parameter",
  env: "from the environment",
  secret: "a secret",
  "file-content": "from a file",
  "net-content": "from the network",
  "data-content": "from stored data",
  random: "random",
  clock: "from the clock",
  import: "from a module that is not known",
};

function showAtom(atom: Atom): string | undefined {
  switch (atom.kind) {
    case "string":
      return unknownText(atom.text) ?? JSON.stringify(showText(atom.text).slice(0, MAX_SHOWN)).slice(0, MAX_SHOWN);
    case "number":
    case "boolean":
      return String(atom.value);
    case "undefined":
    case "null":
      return atom.kind;
    case "unknown":
      return SOURCES[atom.hole.reason] ?? "not known";
    case "range":
      return "a number";
    default:
      return undefined;
  }
}

/** The source of a text of which nothing is known, or only which variable of the environment it is. */
function unknownText(text: Text): string | undefined {
  const [only] = text;
  if (text.length !== 1 || !isHole(only)) return undefined;
  if (only.symbol === undefined) return SOURCES[only.reason];
  const name = /^env:(.*)$/s.exec(only.symbol)?.[1];
  return name === undefined ? undefined : `the variable ${name} of the environment`;
}

function showText(text: Text): string {
  return text.map((part) => (isHole(part) ? (part.symbol === undefined ? "…" : `{${part.symbol}}`) : part)).join("");
}
