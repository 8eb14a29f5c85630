/**
 * Functions of the source: what they are made of, and what happens when one is called.
 *
 * A call runs the body again for its arguments, so that helpers stay exact. Recursion with arguments that an
 * activation already covers is solved by rounds; recursion that goes too deep starts again with widened arguments.
 */
import { noteAsyncCall, withinAsync } from "./late.ts";
import { hasModifier, ts } from "../1-parse/syntax.ts";
import { bindPattern, withDefault } from "./bindings.ts";
import { promiseOfEnd } from "./builtins/promises.ts";
import { argument, closureEssence, isGenerator } from "./closures.ts";
import { coversArguments, widenArguments } from "./covers.ts";
import { callInProgram } from "./hosts/foreign/large-programs.ts";
import { type Frame, Target } from "./frame.ts";
import { makeGenerator } from "./generators.ts";
import { type Activation, type Arguments, type Call, type Machine, RecursionTooDeep } from "./machine.ts";
import { arrayOf } from "./objects.ts";
import { callPackage } from "./package-calls.ts";
import { Recursion } from "./recursion.ts";
import { declareVars, executeBlockBody } from "./blocks.ts";
import { type AbstractObject, withSlot } from "./values/object.ts";
import { NEVER, UNDEFINED, unknownValue, type Value } from "./values/value.ts";
import { selfIn } from "./sloppy.ts";

const MAX_SAME_FUNCTION = 70;
const MAX_UNDECIDED_SAME_FUNCTION = 5;
const MAX_ATTEMPTS = 3;

/** Calls a function of the source; its value, or a promise or a generator of it. */
export function callClosure(closure: AbstractObject, call: Call): Value {
  const { machine } = call.frame;
  const { node } = closureEssence(closure);
  machine.step();
  if (node.body === undefined) return UNDEFINED;
  if (call.begins === undefined && machine.profile.foreign === undefined && isGenerator(node))
    return makeGenerator(closure, call);
  machine.runs(node);
  const same = activationsOf(machine, node);
  const [outermostSame] = same;
  if (outermostSame !== undefined && machine.trace !== undefined) {
    const at = machine.activations.indexOf(outermostSame);
    machine.trace.unstable((part) => part.depth > at);
  }
  const loose = machine.endless.has(node);
  const covering = same.findLast(
    (activation) => (loose || activation.closure === closure) && coversArguments(activation, call),
  );
  if (covering !== undefined) return (covering.recursion ??= new Recursion(machine, covering)).recur();
  if (machine.profile.foreign !== undefined)
    return callInProgram(call, { closure, same, run: ({ args, self }) => inRounds(closure, { ...call, args, self }) });
  const limit = machine.undecided > 0 ? MAX_UNDECIDED_SAME_FUNCTION : MAX_SAME_FUNCTION;
  if (same.length >= limit) throw new RecursionTooDeep(node);
  if (!machine.enter()) return unknownValue(machine.tooMuch());
  try {
    return same.length === 0 ? callPackage(closure, call, () => outermost(closure, call)) : inRounds(closure, call);
  } finally {
    machine.leave();
  }
}

const NONE: readonly Activation[] = [];

/** The calls of a function that have not returned; for most there are none. */
function activationsOf({ activations }: Machine, node: ts.Node): readonly Activation[] {
  for (const activation of activations)
    if (activation.node === node) return activations.filter((each) => each.node === node);
  return NONE;
}

/** Runs the first activation of a function, again with widened arguments when its recursion goes too deep. */
function outermost(closure: AbstractObject, call: Call): Value {
  const { machine } = call.frame;
  const { node } = closureEssence(closure);
  const [mark, count] = [machine.journal.mark(), machine.activations.length];
  const { depth, undecided, repeated } = machine;
  let args = call.args;
  for (let attempt = 1; ; attempt++) {
    try {
      return inRounds(closure, attempt === 1 ? call : { ...call, args });
    } catch (error) {
      if (!(error instanceof RecursionTooDeep) || error.node !== node) throw error;
      const deep = machine.activations.filter((activation) => activation.node === node);
      args = widenArguments([args, ...deep.map((activation) => activation.args)]);
      machine.activations.length = count;
      Object.assign(machine, { depth, undecided, repeated });
      machine.journal.rollBack(mark);
      if (attempt > MAX_ATTEMPTS) return unknownValue(machine.tooMuch());
      if (attempt > 1) machine.endless.add(node);
    }
  }
}

/** Runs an activation, in rounds when it calls itself. */
function inRounds(closure: AbstractObject, call: Call): Value {
  const { machine } = call.frame;
  const { activations, journal } = machine;
  const activation: Activation = {
    node: closureEssence(closure).node,
    closure,
    args: call.args,
    self: call.self,
    mark: journal.mark(),
    recursion: undefined,
  };
  const restore = call.frame.throws.save();
  for (;;) {
    const often = activation.recursion === undefined ? 0 : 1;
    activations.push(activation);
    machine.repeated += often;
    const value = withinAsync(machine, activation.node, () => runBody(closure, call));
    machine.repeated -= often;
    activations.pop();
    const { recursion } = activation;
    if (recursion === undefined || recursion.endRound(value)) return value;
    restore();
  }
}

function runBody(closure: AbstractObject, call: Call): Value {
  const { machine } = call.frame;
  const essence = closureEssence(closure);
  const frame = newFrame(closure, call);
  const { node } = essence;
  bindParameters(frame, node, call.args);
  const body = node.body;
  if (body === undefined) return UNDEFINED;
  if (ts.isBlock(body)) {
    declareVars(frame, body);
    executeBlockBody(frame, body);
  }
  const isAsync = hasModifier(node, ts.SyntaxKind.AsyncKeyword);
  const value = ts.isBlock(body) ? endBlock(frame) : frame.evaluate(body);
  if (frame.yields !== undefined) return endGenerator(frame, value, call.begins === "partly");
  if (!isAsync) return machine.dead ? NEVER : value;
  const promise = promiseOfEnd(frame, { throws: frame.throws, value, site: node });
  noteAsyncCall(machine, closure, call);
  return promise;
}

/** The value of a body that is a block; without a `return` in it the state is the one at its end. */
function endBlock(frame: Frame): Value {
  if (!frame.returns.reached) return frame.machine.dead ? NEVER : UNDEFINED;
  frame.returns.note(UNDEFINED);
  return frame.returns.arrive({ onlyJumps: true });
}

/** One that does not end is left at one of its `yield`s, and so can be one that is not asked for everything. */
function endGenerator(frame: Frame, value: Value, isPartly: boolean): Value {
  const { machine, suspends, yields } = frame;
  if (yields === undefined) return value;
  const ends = !machine.dead;
  if (ends) machine.journal.write(yields, withSlot(yields.state, "return", value));
  if (!ends || isPartly) suspends?.arrive({ onlyJumps: !ends });
  return [yields];
}

function newFrame(closure: AbstractObject, call: Call): Frame {
  const { machine } = call.frame;
  const essence = closureEssence(closure);
  const { node, lexical } = essence;
  const isAsync = hasModifier(node, ts.SyntaxKind.AsyncKeyword);
  const returns = new Target(machine);
  return machine.newFrame({
    file: essence.file,
    scope: machine.newScope(essence.scope, node),
    returns,
    throws: isAsync && !isGenerator(node) ? new Target(machine) : call.frame.throws,
    failures: call.frame.failures,
    ownSelf: lexical === undefined ? selfIn(machine, essence.file, call.self) : undefined,
    self: lexical?.self,
    home: essence.home,
    newTarget:
      lexical === undefined ? (call.construct === true ? (call.newTarget ?? [closure]) : UNDEFINED) : lexical.newTarget,
    args: lexical === undefined ? call.args : lexical.args,
    caller: { frame: call.frame, site: call.site },
    closure: lexical === undefined ? closure : lexical.closure,
    yields: isGenerator(node) ? machine.newObject("iterator", { site: node }) : undefined,
    node,
  });
}

/** Binds the parameters of a function to arguments. */
function bindParameters(frame: Frame, node: ts.FunctionLikeDeclaration, args: Arguments): void {
  const [first] = node.parameters;
  const isThis = first !== undefined && ts.isIdentifier(first.name) && first.name.text === "this";
  for (const [place, parameter] of node.parameters.entries()) {
    const i = isThis ? place - 1 : place;
    if (i < 0) continue;
    if (parameter.dotDotDotToken !== undefined) {
      const rest = arrayOf(frame.machine, args.values.slice(i), { more: args.rest, site: parameter });
      bindPattern(frame, parameter.name, [rest]);
      continue;
    }
    const given = argument(args, i);
    const value = parameter.initializer === undefined ? given : withDefault(frame, given, parameter.initializer);
    bindPattern(frame, parameter.name, value);
    if (
      ts.isIdentifier(parameter.name) &&
      ts.isConstructorDeclaration(node) &&
      (parameter.modifiers?.length ?? 0) > 0
    ) {
      const name: Value = [{ kind: "string", text: [parameter.name.text] }];
      frame.machine.operations.set(frame, frame.self?.state ?? UNDEFINED, { name, value, site: parameter });
    }
  }
}
