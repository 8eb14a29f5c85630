/**
 * What one evaluation leaves for the next one: the findings of exported functions that an edit does not reach.
 *
 * Invariant: with or without it the report is the same. It is used only when one file was edited, inside functions of its top
 * level that loading does not run, and when no exported function changes what another one sees.
 */
import type { FilePath, Span } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import type { Phase } from "../effect.ts";
import type { Counter, PhaseUnknown } from "./effects/recorder.ts";
import type { SymbolicInput } from "./evaluate.ts";

/** One statement of the top level as it was. */
interface Statement extends Span {
  /** What other code can see of it without running it; undefined for one that does something when the module loads. */
  readonly outside: string | undefined;
}

/** The functions that one phase ran with the calls of host functions that it reached, and its work. */
export interface PhaseRun {
  readonly ran: ReadonlySet<ts.Node>;
  readonly steps: number;
}

/** A phase, with what it found. */
export interface PhaseRecord extends PhaseRun {
  readonly counters: readonly Counter[];
  readonly unknowns: readonly PhaseUnknown[];
}

interface Kept {
  readonly input: SymbolicInput;
  readonly statements: ReadonlyMap<FilePath, readonly Statement[]>;
  readonly texts: ReadonlyMap<FilePath, string>;
  readonly phases: ReadonlyMap<Phase, PhaseRecord & { readonly touched: ReadonlySet<string> }>;
}

/** Phases that need not run, with their findings at their new places. */
export type Reuse = ReadonlyMap<Phase, PhaseRecord>;

/** The memory of one module; holds the findings of its last evaluation. */
export class EvaluationMemory {
  #kept: Kept | undefined;

  /** Keeps nothing. */
  forget(): void {
    this.#kept = undefined;
  }

  /** Keeps what was found for the next evaluation. Cost: linear in the files that are new, and in what ran. */
  keep(input: SymbolicInput, phases: ReadonlyMap<Phase, PhaseRecord>): void {
    const statements = new Map([...input.files].map(([path, file]) => [path, statementsOf(file)]));
    const touched = ({ ran }: PhaseRecord): ReadonlySet<string> => new Set([...ran].map(placeOf));
    this.#kept = {
      input,
      statements,
      texts: new Map([...input.files].map(([path, file]) => [path, file.text])),
      phases: new Map([...phases].map(([phase, record]) => [phase, { ...record, touched: touched(record) }])),
    };
  }

  /** What of the last evaluation holds for this input; undefined when nothing is sure. */
  reuse(input: SymbolicInput): Reuse | undefined {
    const kept = this.#kept;
    if (kept === undefined || !isSameBesides(kept, input)) return undefined;
    const edited = [...input.files].filter(([path, file]) => kept.input.files.get(path) !== file);
    const [[path, file] = []] = edited;
    if (edited.length !== 1 || path === undefined || file === undefined) return undefined;
    const edit = editOf(kept.texts.get(path) ?? "", file.text);
    const changed = changedStatements(kept.statements.get(path) ?? [], file, edit);
    if (changed === undefined) return undefined;
    const isTouched = (touched: ReadonlySet<string>): boolean => changed.some((i) => touched.has(`${path} ${i}`));
    const phases = new Map<Phase, PhaseRecord>();
    for (const [phase, record] of kept.phases) {
      if (!isTouched(record.touched)) phases.set(phase, record);
      else if (phase === "init") return undefined;
    }
    const files = new Set<ts.SourceFile>(input.files.values());
    const isAlive = (record: PhaseRecord): boolean => nodesOf(record).every((node) => isIn(node, files));
    return [...phases.values()].every(isAlive) ? phases : undefined;
  }
}

/** What is known of the top level of a file; places move when its nodes are given away, so this is made before. */
const levels = new WeakMap<
  ts.SourceFile,
  { readonly all: readonly Statement[]; readonly numbers: ReadonlyMap<ts.Node, number> }
>();

function levelOf(file: ts.SourceFile): {
  readonly all: readonly Statement[];
  readonly numbers: ReadonlyMap<ts.Node, number>;
} {
  let level = levels.get(file);
  if (level === undefined) {
    const numbers = new Map<ts.Node, number>(file.statements.map((statement, i) => [statement, i]));
    levels.set(file, (level = { all: file.statements.map(statementOf), numbers }));
  }
  return level;
}

function statementsOf(file: ts.SourceFile): readonly Statement[] {
  return levelOf(file).all;
}

/** The top-level statement that a node stands in: file and number. */
function placeOf(node: ts.Node): string {
  let inner = node;
  while (inner.parent !== undefined && !ts.isSourceFile(inner.parent)) inner = inner.parent;
  const file = inner.parent as ts.SourceFile | undefined;
  return file === undefined ? "" : `${file.fileName} ${levelOf(file).numbers.get(inner)}`;
}

/** All nodes that tell what a phase did and found. */
function nodesOf({ counters, ran, unknowns }: PhaseRecord): readonly ts.Node[] {
  const found = counters.flatMap(({ finding, explanation }) => [finding.site, ...explanation.map(({ node }) => node)]);
  return [...ran, ...found, ...unknowns.map(({ site }) => site)];
}

function isIn(node: ts.Node, files: ReadonlySet<ts.SourceFile>): boolean {
  let root = node;
  while (root.parent !== undefined) root = root.parent;
  return files.has(root as ts.SourceFile);
}

function isSameBesides(kept: Kept, input: SymbolicInput): boolean {
  const before = kept.input;
  if (before.entry !== input.entry || before.profile !== input.profile || before.steps !== input.steps) return false;
  if (before.files.size !== input.files.size || before.imports.size !== input.imports.size) return false;
  const outer = (of: SymbolicInput): string => JSON.stringify([of.manifest?.parameters, of.manifest?.env]);
  return (
    outer(before) === outer(input) &&
    [...input.imports].every(([path, all]) => isSameMap(before.imports.get(path), all))
  );
}

function isSameMap<K, V>(before: ReadonlyMap<K, V> | undefined, after: ReadonlyMap<K, V>): boolean {
  return (
    before?.size === after.size && [...after].every(([key, value]) => before.has(key) && before.get(key) === value)
  );
}

interface Edit {
  /** Where old and new text begin to differ. */
  readonly start: number;
  /** Where the old text is the same again. */
  readonly oldEnd: number;
  /** How much longer the new text is. */
  readonly grown: number;
}

function editOf(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  while (
    same < most - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, oldEnd: before.length - same, grown: after.length - before.length };
}

/** The numbers of the statements that an edit touches; undefined when others may see more of it than their calls. */
function changedStatements(
  before: readonly Statement[],
  file: ts.SourceFile,
  edit: Edit,
): readonly number[] | undefined {
  const after = file.statements;
  if (before.length !== after.length) return undefined;
  const changed: number[] = [];
  for (const [i, old] of before.entries()) {
    const node = after[i];
    if (node === undefined) return undefined;
    const touches = old.start <= edit.oldEnd && old.end >= edit.start;
    const shift = old.start > edit.oldEnd ? edit.grown : 0;
    const stands = node.pos === old.start + shift && node.end === old.end + (touches ? node.end - old.end : shift);
    if (!touches && !stands) return undefined;
    if (!touches) continue;
    if (old.outside === undefined || old.outside !== statementOf(node).outside) return undefined;
    changed.push(i);
  }
  return changed;
}

function statementOf(node: ts.Statement): Statement {
  return { start: node.pos, end: node.end, outside: outsideOf(node) };
}

function outsideOf(node: ts.Statement): string | undefined {
  const modifiers = (ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []).map(({ kind }) => kind).join();
  if (ts.isFunctionDeclaration(node))
    return `function ${modifiers} ${node.name?.text} ${node.body !== undefined} ${node.parameters.length}`;
  if (ts.isExportAssignment(node))
    return isFunction(node.expression)
      ? `default ${node.isExportEquals} ${node.expression.parameters.length}`
      : undefined;
  if (!ts.isVariableStatement(node) || (node.declarationList.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const)
    return undefined;
  const names = node.declarationList.declarations.map(({ initializer, name }) =>
    ts.isIdentifier(name) && initializer !== undefined && isFunction(initializer)
      ? `${name.text} ${initializer.parameters.length}`
      : undefined,
  );
  return names.includes(undefined) ? undefined : `const ${modifiers} ${names.join()}`;
}

function isFunction(node: ts.Expression): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}
