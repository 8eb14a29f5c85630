/**
 * The symbolic evaluation: a virtual run over abstract values that finds which resource each host call can reach.
 *
 * Pure and total: nothing of the module runs, no text makes it throw, and a budget bounds the work. What the budget
 * cuts off is said: the report is `degraded` and the effects concerned have the reason "budget".
 */
import type { FilePath } from "../../base/span.ts";
import type { Profile } from "../../capabilities/profiles/profile.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { ts } from "../1-parse/syntax.ts";
import type { EffectReport } from "../effect.ts";
import { atOnce } from "../pieces.ts";
import { makeGlobals } from "./builtins/globals.ts";
import { callValue, constructValue } from "./calls.ts";
import { sweep } from "./effects/sweep.ts";
import { unreachedCalls } from "./effects/unreached.ts";
import { evaluateExpression } from "./expressions.ts";
import { Machine, type Operations } from "./machine.ts";
import { deleteMember, setMember } from "./member-writes.ts";
import { getElement, getMember } from "./members.ts";
import { loadModule, requireModule } from "./modules.ts";
import type { EvaluationMemory } from "./memory.ts";
import { Platform } from "./platform.ts";
import { finishForeign, runModule } from "./run.ts";
import { executeStatement } from "./statements.ts";
import { Trace } from "./trace.ts";

/** What an import means: a file of the module, a host module, or undefined when it cannot be resolved. */
export type ImportTarget = FilePath | `ambit:${string}` | undefined;

/** What the evaluation reads. */
export interface SymbolicInput {
  readonly entry: FilePath;
  /** The entry and all that it imports, with parent pointers; JSON files as `ts.createSourceFile` parses them. */
  readonly files: ReadonlyMap<FilePath, ts.SourceFile>;
  /** By file, then by specifier as written. */
  readonly imports: ReadonlyMap<FilePath, ReadonlyMap<string, ImportTarget>>;
  /** Files of packages that are CommonJS; with another host it is seen from the text which ones are. */
  readonly commonJs?: ReadonlySet<FilePath>;
  /** The folded manifest; undefined when the module has none. */
  readonly manifest: Pick<Manifest, "parameters" | "env"> | undefined;
  /** The host; our own when absent. */
  readonly profile?: Profile;
  /** Steps that the evaluation may take; a step is an expression or a statement. */
  readonly steps?: number;
  /** What the last evaluation of the same module left; keeps what this one leaves. */
  readonly memory?: EvaluationMemory | undefined;
  /** Platforms of the same host that no evaluation uses: this one takes one of them, and leaves its own. */
  readonly platforms?: Platform[] | undefined;
}

/** Finds the effects of a module. Cost: about linear in the text for straight code; at most `steps` in any case. */
export function evaluateEffects(input: SymbolicInput): EffectReport {
  return atOnce(evaluation(input));
}

/** Like `evaluateEffects`, in parts of some milliseconds; between them the trees of the input must stay as they are. */
export function* evaluation(input: SymbolicInput): Generator<undefined, EffectReport> {
  const { memory, platforms } = input;
  const kept = memory?.take(input);
  const machine = kept ?? newMachine(input, memory?.isTracing === true);
  const report = yield* run(machine);
  memory?.keep(machine);
  if (machine.trace === undefined) platforms?.push(machine.platform);
  if (machine.trace !== undefined && !machine.isRepeatable) return yield* run(newMachine(input, false));
  return report;
}

function* run(machine: Machine): Generator<undefined, EffectReport> {
  machine.trace?.listen(true);
  try {
    yield* runModule(machine);
    sweep(machine);
    finishForeign(machine);
    return { ...machine.recorder.report(machine.degraded), unreached: unreachedCalls(machine) };
  } finally {
    machine.trace?.listen(false);
  }
}

function newMachine(input: SymbolicInput, traces: boolean): Machine {
  const platform = (traces ? undefined : input.platforms?.pop()) ?? new Platform();
  const machine: Machine = new Machine(
    input,
    operationsOf(() => machine),
    platform,
  );
  platform.globals ??= makeGlobals(machine);
  const loadsLate = machine.profile.foreign !== undefined || (input.commonJs?.size ?? 0) > 0;
  if (traces && !loadsLate) machine.trace = new Trace(machine);
  machine.begin(input);
  return machine;
}

function operationsOf(machine: () => Machine): Operations {
  return {
    evaluate: evaluateExpression,
    execute: executeStatement,
    call: callValue,
    construct: constructValue,
    get: (frame, base, name, site) => getMember(frame, base, { name, site }),
    element: getElement,
    set: setMember,
    remove: deleteMember,
    loadModule: (path) => loadModule(machine(), path),
    requireModule,
  };
}
