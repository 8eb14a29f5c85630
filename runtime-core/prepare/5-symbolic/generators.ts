/**
 * Generators: nothing of one runs before it is asked for its first element. Then it runs as a whole; what it does in the
 * state that is there when it is asked for more is looked at again.
 */
import { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { isSeen } from "./fixpoint.ts";
import { runLate } from "./late.ts";
import type { Arguments, Call, Native } from "./machine.ts";
import { joinContents } from "./values/contents.ts";
import type { AnyPlace } from "./values/journal.ts";
import { type AbstractObject, EMPTY_CONTENT, withSlot } from "./values/object.ts";
import { FALSE, NEVER, TRUE, truthOf, UNDEFINED, unknownValue, type Value } from "./values/value.ts";

/** What the call of a generator gives before any of it ran. */
export function makeGenerator(closure: AbstractObject, call: Call): Value {
  const { machine } = call.frame;
  const { rest, values } = call.args;
  const moreCount = rest === undefined ? undefined : { min: 0, max: Infinity };
  const args = machine.newObject("array", { content: { ...EMPTY_CONTENT, items: values, more: rest, moreCount } });
  const slots = new Map<string, Value>([
    ["generator", [closure]],
    ["self", call.self],
    ["arguments", [args]],
    ["begun", FALSE],
  ]);
  const iterator = machine.newObject("iterator", { site: call.site, content: { ...EMPTY_CONTENT, slots } });
  if (!isConsumed(call.site) && machine.recorder.muted === 0 && machine.recorder.late === 0) {
    const callee: Value = [machine.native("begin", beginAll)];
    machine.deferred.push({ callee, call: { ...call, self: [iterator], args: { values: [] } }, max: 1 });
  }
  return [iterator];
}

const beginAll: Native = ({ frame, self, site }) => {
  for (const atom of self) if (atom.kind === "object") beginGenerator(frame, atom, { site });
  return UNDEFINED;
};

/** `for (const x of g())`, `[...g()]`, `yield* g()` */
function isConsumed(site: ts.Node): boolean {
  if (ts.isSourceFile(site)) return false;
  const { parent } = site;
  return ts.isForOfStatement(parent) || ts.isSpreadElement(parent) || ts.isYieldExpression(parent);
}

/** Runs a generator, unless it has run; "partly" for what may ask for some of its elements only. */
export function beginGenerator(
  frame: Frame,
  iterator: AbstractObject,
  { begins = "wholly", site }: { readonly site: ts.Node; readonly begins?: Call["begins"] },
): void {
  const { machine } = frame;
  const begun = truthOf(iterator.state.slots.get("begun") ?? TRUE);
  if (!begun.false || machine.dead) return;
  if (begun.true) machine.maybe(() => begin(frame, iterator, { begins, site }));
  else begin(frame, iterator, { begins, site });
}

function begin(frame: Frame, iterator: AbstractObject, how: Pick<Call, "begins" | "site">): void {
  const { journal, operations } = frame.machine;
  journal.write(iterator, withSlot(iterator.state, "begun", TRUE));
  const given = operations.call(iterator.state.slots.get("generator") ?? NEVER, callOf(frame, iterator, how));
  if (frame.machine.dead) return;
  const contents = given.map((atom) =>
    atom.kind === "object"
      ? atom.state
      : { ...EMPTY_CONTENT, more: unknownValue("budget"), moreCount: { min: 0, max: Infinity } },
  );
  const content = contents.reduce((a, b) => joinContents(a, b));
  journal.write(iterator, { ...content, slots: new Map([...content.slots, ...iterator.state.slots]) });
}

/** What a generator does that goes on in another state than the one in which it began. */
export function continueGenerator(frame: Frame, iterator: AbstractObject, site: ts.Node): void {
  const { journal } = frame.machine;
  const mark = journal.mark();
  const changed = new Set<AnyPlace>();
  runAgain(frame, iterator, site, () => {
    for (const [place] of journal.changesSince(mark)) if (place.birth < mark.birth && isSeen(place)) changed.add(place);
  });
  // Its steps change the same things as those between which they stand, in an order that is not followed.
  for (const place of changed) journal.write(place, place.anything(place.state));
}

/** Runs a generator again for what it does in the present state, and takes back what that changes. */
export function runAgain(frame: Frame, iterator: AbstractObject, site: ts.Node, look?: (given: Value) => void): void {
  const { machine } = frame;
  const generator = iterator.state.slots.get("generator");
  if (generator === undefined || machine.dead || machine.recorder.late > 0) return;
  const call = callOf(frame, iterator, { begins: "wholly", site });
  runLate(machine, { callee: generator, call, max: 1 }, look);
}

function callOf(frame: Frame, iterator: AbstractObject, how: Pick<Call, "begins" | "site">): Call {
  const { slots } = iterator.state;
  return { frame, self: slots.get("self") ?? UNDEFINED, args: argumentsIn(slots.get("arguments")), ...how };
}

function argumentsIn(value: Value = NEVER): Arguments {
  const [list] = value;
  return list?.kind === "object" ? { values: list.state.items, rest: list.state.more } : { values: [] };
}
