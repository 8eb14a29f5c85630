/**
 * The symbolic evaluation: a virtual run over abstract values that finds which resource each host call can reach.
 *
 * Pure and total: nothing of the module runs, no text makes it throw, and a budget bounds the work. What the budget
 * cuts off is said: the report is `degraded` and the effects concerned have the reason "budget".
 */
import type { FilePath } from "../../base/span.ts";
import { AMBIT_PROFILE } from "../../capabilities/profiles/ambit.ts";
import type { Profile } from "../../capabilities/profiles/profile.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { ts } from "../1-parse/syntax.ts";
import type { EffectReport, Phase } from "../effect.ts";
import { makeGlobals } from "./builtins/globals.ts";
import { callValue, constructValue } from "./calls.ts";
import { Recorder } from "./effects/recorder.ts";
import { sweep } from "./effects/sweep.ts";
import { unreachedCalls } from "./effects/unreached.ts";
import { evaluateExpression } from "./expressions.ts";
import { Machine, type Operations } from "./machine.ts";
import { getMember, setMember } from "./members.ts";
import { loadModule } from "./modules.ts";
import type { EvaluationMemory, PhaseRecord, Reuse } from "./reuse.ts";
import { finishForeign, runModule } from "./run.ts";
import { executeStatement } from "./statements.ts";

/** What an import means: a file of the module, a host module, or undefined when it cannot be resolved. */
export type ImportTarget = FilePath | `ambit:${string}` | undefined;

/** What the evaluation reads. */
export interface SymbolicInput {
  readonly entry: FilePath;
  /** The entry and all that it imports, with parent pointers; JSON files as `ts.createSourceFile` parses them. */
  readonly files: ReadonlyMap<FilePath, ts.SourceFile>;
  /** By file, then by specifier as written. */
  readonly imports: ReadonlyMap<FilePath, ReadonlyMap<string, ImportTarget>>;
  /** The folded manifest; undefined when the module has none. */
  readonly manifest: Pick<Manifest, "parameters" | "env"> | undefined;
  /** The host; our own when absent. */
  readonly profile?: Profile;
  /** Steps that the evaluation may take; a step is an expression or a statement. */
  readonly steps?: number;
  /** Findings of the last evaluation of the same module; gets those of this one. */
  readonly memory?: EvaluationMemory | undefined;
}

const DEFAULT_STEPS = 100_000;

/** Finds the effects of a module. Cost: about linear in the text for straight code; at most `steps` in any case. */
export function evaluateEffects(input: SymbolicInput): EffectReport {
  const run = evaluation(input);
  for (;;) {
    const { done, value } = run.next();
    if (done === true) return value;
  }
}

/** Like `evaluateEffects`, in parts of some milliseconds; between them the trees of the input must stay as they are. */
export function* evaluation(input: SymbolicInput): Generator<undefined, EffectReport> {
  const reuse = input.memory?.reuse(input);
  const report = reuse === undefined ? undefined : yield* evaluateWith(input, reuse);
  return report ?? ((yield* evaluateWith(input, undefined)) as EffectReport);
}

/** The report; undefined when what was to be reused cannot be. */
function* evaluateWith(input: SymbolicInput, reuse: Reuse | undefined): Generator<undefined, EffectReport | undefined> {
  const recorder = new Recorder();
  const profile = input.profile ?? AMBIT_PROFILE;
  const steps = input.steps ?? DEFAULT_STEPS;
  const machine: Machine = new Machine(input, { profile, operations: operationsOf(() => machine), recorder, steps });
  recorder.begin(machine.journal);
  machine.globals = makeGlobals(machine);
  const result = yield* runModule(machine, { cutOff: () => sweep(machine), reuse });
  if (result === "stale") return undefined;
  finishForeign(machine);
  if (input.memory !== undefined) remember(input, input.memory, { steps, phases: result });
  return { ...recorder.report(machine.degraded), unreached: unreachedCalls(machine) };
}

/** Keeps the phases for the next evaluation, if their work is far from what the budget allows. */
function remember(
  input: SymbolicInput,
  memory: EvaluationMemory,
  done: { readonly steps: number; readonly phases: ReadonlyMap<Phase, PhaseRecord> | undefined },
): void {
  const used = [...(done.phases?.values() ?? [])].reduce((sum, phase) => sum + phase.steps, 0);
  if (done.phases !== undefined && used < done.steps / 2) memory.keep(input, done.phases);
  else memory.forget();
}

function operationsOf(machine: () => Machine): Operations {
  return {
    evaluate: evaluateExpression,
    execute: executeStatement,
    call: callValue,
    construct: constructValue,
    get: (frame, base, name, site) => getMember(frame, base, { name, site }),
    set: setMember,
    loadModule: (path) => loadModule(machine(), path),
  };
}
