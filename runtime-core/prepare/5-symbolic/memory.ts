/**
 * What the evaluations of one module leave for the next one: the machine, with the trace of its last run.
 *
 * Invariant: with or without it the report is the same.
 */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import type { ImportTarget, SymbolicInput } from "./evaluate.ts";
import type { Machine } from "./machine.ts";

/**
 * What decides what a file passes on, and what is loaded before it, in order; when it changes, nothing is taken over. What the names
 * mean that a file imports, the trace sees.
 */
type Bindings = readonly (ts.Node | string)[];

/** The memory of one module. */
export class EvaluationMemory {
  #machine: Machine | undefined;
  #bindings: ReadonlyMap<FilePath, Bindings> = new Map();
  /** The first evaluation leaves no trace: most modules are evaluated once. */
  #isTracing = false;

  /** Whether the next evaluation is to leave a trace. */
  get isTracing(): boolean {
    return this.#isTracing;
  }

  /** Whether the next evaluation leaves the first trace. */
  get awaitsTrace(): boolean {
    return this.#isTracing && this.#machine === undefined;
  }

  /** How many parts of the last evaluation ran, and how many were taken over; undefined when it left no trace. */
  get counts(): { readonly ran: number; readonly takenOver: number } | undefined {
    return this.#machine?.trace?.counts;
  }

  /** The machine to go on with, ready for an evaluation; given away until `keep`. Undefined when there is none. */
  take(input: SymbolicInput): Machine | undefined {
    const machine = this.#machine;
    this.#machine = undefined;
    if (machine === undefined || !isSameBesides(machine.input, input) || !this.#binds(input)) return undefined;
    machine.begin(input);
    return machine;
  }

  /** Keeps a machine that has done its work, if a later run of it finds what a new machine would find. */
  keep(machine: Machine): void {
    const { input } = machine;
    if (machine.trace !== undefined && machine.isRepeatable) {
      this.#machine = machine;
      this.#bindings = new Map([...input.files.keys()].map((path) => [path, bindingsOf(path, input)]));
    }
    this.#isTracing = machine.isRepeatable;
  }

  #binds(input: SymbolicInput): boolean {
    return [...input.files.keys()].every((path) => {
      const [before, now] = [this.#bindings.get(path) ?? [], bindingsOf(path, input)];
      return before.length === now.length && now.every((node, i) => node === before[i]);
    });
  }
}

function bindingsOf(path: FilePath, { files, imports }: SymbolicInput): Bindings {
  const file = files.get(path);
  if (file === undefined || path.endsWith(".json")) return [file ?? path];
  return file.statements.flatMap((statement): Bindings => {
    if (ts.isImportEqualsDeclaration(statement) || ts.isExportDeclaration(statement)) return [statement];
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const target = imports.get(path)?.get(statement.moduleSpecifier.text);
    return isFile(target) ? [target] : [];
  });
}

function isFile(target: ImportTarget): target is FilePath {
  return target?.startsWith("/") === true;
}

function isSameBesides(before: SymbolicInput, now: SymbolicInput): boolean {
  if (before.entry !== now.entry || before.profile !== now.profile || before.steps !== now.steps) return false;
  if (before.files.size !== now.files.size || before.imports.size !== now.imports.size) return false;
  const outer = (of: SymbolicInput): string => JSON.stringify([of.manifest?.parameters, of.manifest?.env]);
  return (
    (before.manifest === now.manifest || outer(before) === outer(now)) &&
    [...now.files.keys()].every((path) => before.files.has(path)) &&
    [...now.imports].every(([path, all]) => isSameTarget(before.imports.get(path), all))
  );
}

/** Whether specifiers mean the same; those that come or go have never meant a file. */
function isSameTarget(
  before: ReadonlyMap<string, ImportTarget> | undefined,
  now: ReadonlyMap<string, ImportTarget>,
): boolean {
  const isKept = (specifier: string): boolean =>
    before?.has(specifier) === true && now.has(specifier)
      ? before.get(specifier) === now.get(specifier)
      : !isFile(before?.get(specifier)) && !isFile(now.get(specifier));
  return before !== undefined && [...before.keys(), ...now.keys()].every(isKept);
}
