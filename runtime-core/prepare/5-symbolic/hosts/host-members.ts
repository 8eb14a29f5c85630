/** Assigning to members of host objects: listeners. */
import type { ts } from "../../1-parse/syntax.ts";
import { deferListener } from "./deferred.ts";
import type { Frame } from "../frame.ts";
import type { AbstractObject } from "../values/object.ts";
import { UNDEFINED, type Value } from "../values/value.ts";
import { hostEssence } from "./host-values.ts";

/** Registers a listener; whether the member is one for listeners. */
export function setHostMember(
  frame: Frame,
  object: AbstractObject,
  write: { name: string; value: Value; site: ts.Node },
): boolean {
  const { model } = hostEssence(object);
  if (model.kind !== "object" || model.listenerMembers?.includes(write.name) !== true) return false;
  deferListener({ frame, self: [object], args: { values: [] }, site: write.site }, write.value);
  return true;
}

/** Registers what is assigned to `onmessage` and its kin among the globals of another host. */
export function setGlobalListener(frame: Frame, write: { name: string; value: Value; site: ts.Node }): void {
  if (frame.machine.profile.foreign === undefined || !/^on[a-z]+$/.test(write.name)) return;
  const callee = write.value.filter((atom) => atom.kind === "object" && atom.type === "function");
  deferListener({ frame, self: UNDEFINED, args: { values: [] }, site: write.site }, callee);
}
