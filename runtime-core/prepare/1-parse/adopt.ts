/**
 * Statements of the top level that an edit did not change, but that the parser makes anew: what touches the edit, as the statement
 * behind a line that is being typed, and what stands beside a syntax error. Later steps know by its node what they know of a
 * statement, so the old nodes go on in the new tree.
 */
import type { Span } from "../../base/span.ts";
import * as ts from "./typescript.ts";

/** A statement that may be made anew, as it was before the edit. */
export interface Candidate {
  readonly node: ts.Statement;
  readonly text: string;
}

/** What is adopted once, the parser makes anew after each edit: so many statements at most. */
const MOST_ADOPTED = 32;

/** Where a tree keeps what it adopted. */
const ADOPTED = Symbol("adopted");

type Adopting = ts.SourceFile & { [ADOPTED]?: readonly ts.Statement[] };

/** The statements that a change of the text need not change, and that the parser may make anew. */
export function candidatesOf(file: Adopting, change: Span, problems: readonly Span[]): readonly Candidate[] {
  const { statements, text } = file;
  const adopted = file[ADOPTED] ?? [];
  const isTouched = (node: ts.Statement | undefined): boolean =>
    node !== undefined &&
    (touches(node, change) || problems.some((each) => touches(node, each)) || adopted.includes(node));
  return statements.flatMap((node, i) => {
    // The parser looks one token ahead, and marks what may end too early because of a problem.
    if (!isTouched(node) && !isTouched(statements[i + 1])) return [];
    const start = node.getStart(file);
    const isChanged = start < change.start && change.end < node.end;
    return isChanged ? [] : [{ node, text: text.slice(start, node.end) }];
  });
}

function touches({ end, pos }: ts.Node, span: Span): boolean {
  return pos <= span.end && span.start <= end;
}

/** Puts nodes of the old tree in the place of those that say the same. */
export function adopt(file: Adopting, candidates: readonly Candidate[], old: ts.SourceFile): void {
  const statements = file.statements as unknown as ts.Statement[];
  const adopted: ts.Statement[] = [];
  const known = new Set(candidates.length === 0 ? [] : old.statements);
  for (const { node, text } of candidates) {
    const saysIt = (made: ts.Statement): boolean =>
      file.text.endsWith(text, made.end) && made.getStart(file) === made.end - text.length;
    const at = statements.findIndex((made) => !known.has(made) && saysIt(made));
    const made = statements[at];
    if (made === undefined || !canBecome(node, made, old)) continue;
    move(node, { parent: file, to: made });
    statements[at] = node;
    adopted.push(node);
  }
  if (adopted.length <= MOST_ADOPTED) file[ADOPTED] = adopted;
}

/** A node, or a list of them. */
type Part = ts.Node | (readonly ts.Node[] & ts.TextRange);

function partsOf(part: Part): readonly Part[] {
  if (!("kind" in part)) return part;
  const parts: Part[] = [];
  const add = (inner: Part): void => void parts.push(inner);
  ts.forEachChild(part, add, add as (list: readonly ts.Node[]) => void);
  return parts;
}

/**
 * Whether a part of the old tree can go on in the place of one of the same text. What `await` is depends on what stands around it; and
 * where the same is said twice, the parser may have taken over what is inside for the other one, which is its parent now.
 */
function canBecome(part: Part, made: Part, parent: ts.Node): boolean {
  if (part === made) return true;
  const node = "kind" in part ? part : undefined;
  if (node !== undefined && "kind" in made) {
    if (node.parent !== parent || node.kind !== made.kind || contextOf(node) !== contextOf(made)) return false;
  }
  const [before, now] = [partsOf(part), partsOf(made)];
  return before.length === now.length && before.every((inner, i) => canBecome(inner, now[i] as Part, node ?? parent));
}

function contextOf({ flags }: ts.Node): number {
  return flags & ts.NodeFlags.ContextFlags;
}

/** Moves a node to where another one of the same shape is, below a parent. The two may share parts. */
function move(part: Part, { parent, to }: { readonly parent: ts.Node; readonly to: Part }): void {
  const node = "kind" in part ? part : undefined;
  if (node !== undefined) (node as { parent: ts.Node }).parent = parent;
  if (part === to) return;
  const now = partsOf(to);
  partsOf(part).forEach((inner, i) => move(inner, { parent: node ?? parent, to: now[i] as Part }));
  Object.assign(part, { pos: to.pos, end: to.end }, "kind" in to ? { flags: to.flags } : {});
}
