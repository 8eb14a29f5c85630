/**
 * Functions that a program made and that the run did not reach, when the budget cut it off: each is looked at once by
 * itself, with parameters that are not known and without following calls, so that nothing in it goes unsaid.
 */
import { closureEssence } from "../../closures.ts";
import type { Frame } from "../../frame.ts";
import type { Machine } from "../../machine.ts";
import { ENVIRONMENT } from "./environment-value.ts";
import { isEnvironmentName } from "../escape.ts";
import { guarded } from "./guarded.ts";
import type { AbstractObject } from "../../values/object.ts";
import { memberStore } from "../../values/unknown.ts";
import { unknownValue, type Value } from "../../values/value.ts";
import { HOST_FOLDER } from "../../../1-parse/foreign-program.ts";
import { ts } from "../../../1-parse/syntax.ts";

/** Steps for one function, and rounds for the functions that come into being in others. */
const STEPS = 4_000;
const MAX_ROUNDS = 6;
const MAX_FUNCTIONS = 20_000;

/** Looks at what was not reached. */
export function runLeftovers(machine: Machine, frame: Frame): void {
  const { functions } = machine;
  if (functions === undefined) return;
  machine.followsCalls = false;
  finishModules(machine);
  let left = MAX_FUNCTIONS;
  for (let round = 0; round < MAX_ROUNDS && left > 0; round++) {
    const rest = [...functions.made].filter(([node]) => !functions.ran.has(node));
    if (rest.length === 0) break;
    for (const [node, closure] of rest.slice(0, left)) {
      functions.ran.add(node);
      if (!closureEssence(closure).file.startsWith(HOST_FOLDER)) runAlone(machine, closure, frame);
    }
    left -= rest.length;
  }
  machine.followsCalls = true;
}

/** Runs the statements of modules that were not loaded to their end, each by itself. */
function finishModules(machine: Machine): void {
  for (const [path, source] of machine.input.files) {
    if (path.endsWith(".json") || machine.modules.get(path)?.running === false) continue;
    guarded(machine, STEPS, () => void machine.operations.loadModule(path));
    const frame = machine.modules.get(path)?.frame;
    if (frame === undefined || path.startsWith(HOST_FOLDER)) continue;
    for (const statement of source.statements)
      guarded(machine, STEPS, () => machine.maybe(() => frame.execute(statement)));
  }
}

function runAlone(machine: Machine, closure: AbstractObject, frame: Frame): void {
  const { node } = closureEssence(closure);
  const values = node.parameters.map(({ name }): Value => fromCaller(machine, name));
  const args = { values, rest: fromCaller(machine) };
  guarded(machine, STEPS, () =>
    machine.maybe(() => {
      machine.operations.call([closure], { frame, self: fromCaller(machine), args, site: node });
    }),
  );
}

function fromCaller(machine: Machine, name?: ts.BindingName): Value {
  if (name !== undefined && machine.profile.foreign?.bindings === true && isEnvironmentName(name)) return ENVIRONMENT;
  const symbol = name !== undefined && ts.isIdentifier(name) ? `param:${name.text}` : undefined;
  return memberStore(machine, unknownValue("parameter", { symbol }));
}
