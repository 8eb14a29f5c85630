/** Where something counts: what a program of the host does counts where the project called it. */
import { HOST_FOLDER } from "../../../1-parse/foreign-program.ts";
import { ts } from "../../../1-parse/syntax.ts";
import type { Frame } from "../../frame.ts";
import type { Machine } from "../../machine.ts";

/** A frame of the project and the expression in it. */
export interface Place {
  readonly frame: Frame;
  readonly site: ts.Node;
}

/** The nearest place outside the programs of the host. */
export function placeOf({ frame, site }: Place): Place {
  let place: Place = { frame, site };
  let isLazy = false;
  while (place.frame.file.startsWith(HOST_FOLDER) && place.frame.caller !== undefined) {
    isLazy = place.frame.yields !== undefined;
    place = place.frame.caller;
  }
  if (place.frame.file.startsWith(HOST_FOLDER)) return importing.get(place.frame.machine) ?? place;
  return isLazy ? { frame: place.frame, site: iterationOf(place.site) } : place;
}

/** The import of the project that loads a program of the host. */
const importing = new WeakMap<Machine, Place>();

/** Loads a program of the host: what it does while it is loaded counts where it is imported. */
export function loadHostProgram(place: Place, load: () => void): void {
  const { machine } = place.frame;
  const outer = importing.get(machine);
  importing.set(machine, outer ?? place);
  load();
  if (outer === undefined) importing.delete(machine);
}

/** What makes a generator run that a call gives: the loop `for await (… of call())`, `Array.fromAsync(call())`, or the call. */
export function iterationOf(site: ts.Node): ts.Node {
  const { parent } = site;
  if (ts.isForOfStatement(parent) && parent.expression === site && parent.awaitModifier !== undefined) return parent;
  const isGathered = ts.isCallExpression(parent) && parent.arguments[0] === site && isFromAsync(parent.expression);
  return isGathered ? parent : site;
}

function isFromAsync(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && callee.name.text === "fromAsync";
}

/** Whether a place lies in a program of the host: nobody called it from the project. */
export function isHostPlace({ frame }: Place): boolean {
  return frame.file.startsWith(HOST_FOLDER);
}
