/**
 * Looks at the functions of a program by themselves that were noted where the budget cut off the run, with arguments from
 * outside: what they do for any argument is said, in the place of a resource of which nothing is known.
 */
import { ts } from "../../../1-parse/syntax.ts";
import type { Frame } from "../../frame.ts";
import type { Machine } from "../../machine.ts";
import { UNDEFINED } from "../../values/value.ts";
import { runDeferred } from "../deferred.ts";
import { calledFromOutside } from "../escape.ts";
import { guarded } from "./guarded.ts";
import { followAgain } from "./large-programs.ts";

/** Steps for one function, and for all of them. */
const STEPS = 20_000;
const STEPS_IN_ALL = 400_000;
/** The second round sees what the others changed in the first one. */
const ROUNDS = 2;

/** Looks at what was noted. */
export function lookAtOwn(machine: Machine, frame: Frame): void {
  const looks = [...(machine.functions?.own ?? [])];
  const cut = new Set<ts.Node>();
  let left = STEPS_IN_ALL;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [node, { file, phase }] of looks) {
      if (cut.has(node)) continue;
      machine.recorder.phase = phase;
      const steps = Math.min(STEPS, left);
      followAgain(machine, node);
      guarded(machine, steps, () => {
        if (machine.functions?.made.has(node) !== true) executeAlone(machine, file, statementAround(node));
        const closure = machine.functions?.made.get(node);
        if (closure === undefined) return;
        const call = { frame, self: UNDEFINED, args: { values: [] }, site: node };
        machine.deferred.push(calledFromOutside(call, closure));
        runDeferred(machine);
      });
      if (machine.steps < 0 || isOpen(machine, node)) cut.add(node);
      left -= steps - Math.max(machine.steps, 0);
    }
  }
  machine.journal.dead = false;
  for (const [node, { otherwise, phase }] of looks) {
    machine.recorder.phase = phase;
    if (cut.has(node)) for (const say of otherwise) say();
  }
}

/** Whether a function never came into being, or did so for different things. */
function isOpen({ functions }: Machine, node: ts.Node): boolean {
  return ts.isFunctionLike(node) && (functions?.made.has(node) !== true || functions.several.has(node));
}

function statementAround(node: ts.Node): ts.Node {
  return ts.isSourceFile(node.parent) ? node : statementAround(node.parent);
}

/** Runs a statement of a module, without following calls within what it calls. */
function executeAlone(machine: Machine, file: string, statement: ts.Node): void {
  machine.followsCalls = false;
  try {
    machine.maybe(() => machine.modules.get(file)?.frame?.execute(statement));
  } finally {
    machine.followsCalls = true;
  }
}
