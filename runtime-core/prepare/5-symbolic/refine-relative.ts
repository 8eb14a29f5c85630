/** What `!path.relative(root, full).startsWith("..")` says about `full`: it lies in the folder. */
import { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { isRoot } from "./hosts/foreign/roots.ts";
import { narrow, peek } from "./narrow.ts";
import { Cell } from "./scope.ts";
import { withinFolder, withNamedPrefix } from "./values/ends.ts";
import { concat, isHole, literalOf, type Text } from "./values/text.ts";
import { isNative } from "./values/value.ts";

const RELATIVE = ["ambit:path.relative", "host:path.relative"];

/** Narrows the path that a relative one was made of, when both are constants of the program. */
export function refineRelative(frame: Frame, relative: ts.Expression): void {
  const call = relativeCall(frame, relative);
  const [root, full, ...others] = call?.arguments ?? [];
  if (root === undefined || full === undefined || others.length > 0 || !ts.isIdentifier(full)) return;
  const [only, ...more] = peek(frame, root) ?? [];
  const folder = only?.kind === "string" && more.length === 0 ? folderText(only.text) : undefined;
  if (folder === undefined) return;
  narrow(frame, full, (atom) => {
    const text = atom.kind === "string" ? withNamedPrefix(atom.text, folder, withinFolder) : undefined;
    return text === undefined ? atom : [{ kind: "string", text }];
  });
}

/** The call of `path.relative` that a constant was made by, of what has not changed since. */
function relativeCall(frame: Frame, node: ts.Expression): ts.CallExpression | undefined {
  const cell = ts.isIdentifier(node) ? constantCell(frame, node) : undefined;
  const made = (cell?.declaration?.parent as ts.VariableDeclaration | undefined)?.initializer;
  if (cell === undefined || made === undefined || !ts.isCallExpression(made)) return undefined;
  const isRelative = peek(frame, made.expression)?.every((atom) => RELATIVE.some((name) => isNative(atom, name)));
  return isRelative === true && made.arguments.every((each) => isSame(frame, each, cell)) ? made : undefined;
}

/** Whether an expression is what it was where a constant got its value: a text, or a constant that both places see. */
function isSame(frame: Frame, node: ts.Expression, since: Cell): boolean {
  if (ts.isStringLiteralLike(node)) return true;
  const cell = ts.isIdentifier(node) ? constantCell(frame, node) : undefined;
  return cell !== undefined && since.scope?.find(cell.name) === cell;
}

function constantCell(frame: Frame, node: ts.Identifier): Cell | undefined {
  const cell = frame.scope.find(node.text);
  if (!(cell instanceof Cell) || cell.declaration === undefined) return undefined;
  const { parent } = cell.declaration;
  const isConst = ts.isVariableDeclaration(parent) && (parent.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConst && parent.name === cell.declaration ? cell : undefined;
}

/** An absolute path that is known and normal, with "/" behind it. */
function folderText(text: Text): Text | undefined {
  const [head, ...rest] = text;
  const behind = literalOf(isRoot(head) ? rest : text);
  const isNormal = behind !== undefined && /^(?:\/(?!\.{0,2}(?:\/|$))[^/]+)*$/.test(behind);
  return isNormal && (isHole(head) || behind !== "") ? concat(text, ["/"]) : undefined;
}
