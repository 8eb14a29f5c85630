/**
 * What the evaluations of one module leave for the next one: the machine, with the trace of its last run.
 *
 * Invariant: with or without it the report is the same.
 */
import type { FilePath } from "../../base/span.ts";
import { ts } from "../1-parse/syntax.ts";
import type { SymbolicInput } from "./evaluate.ts";
import type { Machine } from "./machine.ts";

/** What decides which names mean what in a file; when it changes, nothing is taken over. */
type Bindings = readonly ts.Node[];

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
      this.#bindings = new Map([...input.files].map(([path, file]) => [path, bindingsOf(path, file)]));
    }
    this.#isTracing = machine.isRepeatable;
  }

  #binds({ files }: SymbolicInput): boolean {
    return [...files].every(([path, file]) => {
      const [before, now] = [this.#bindings.get(path) ?? [], bindingsOf(path, file)];
      return before.length === now.length && now.every((node, i) => node === before[i]);
    });
  }
}

function bindingsOf(path: FilePath, file: ts.SourceFile): Bindings {
  if (path.endsWith(".json")) return [file];
  return file.statements.filter(
    (statement) =>
      ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement) || ts.isExportDeclaration(statement),
  );
}

function isSameBesides(before: SymbolicInput, now: SymbolicInput): boolean {
  if (before.entry !== now.entry || before.profile !== now.profile || before.steps !== now.steps) return false;
  if (before.files.size !== now.files.size || before.imports.size !== now.imports.size) return false;
  const outer = (of: SymbolicInput): string => JSON.stringify([of.manifest?.parameters, of.manifest?.env]);
  return (
    (before.manifest === now.manifest || outer(before) === outer(now)) &&
    [...now.files.keys()].every((path) => before.files.has(path)) &&
    [...now.imports].every(([path, all]) => isSameMap(before.imports.get(path), all))
  );
}

function isSameMap<K, V>(before: ReadonlyMap<K, V> | undefined, after: ReadonlyMap<K, V>): boolean {
  return (
    before?.size === after.size && [...after].every(([key, value]) => before.has(key) && before.get(key) === value)
  );
}
