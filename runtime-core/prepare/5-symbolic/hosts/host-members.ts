/** Assigning to members of host objects: listeners. */
import type { ts } from "../../1-parse/syntax.ts";
import { deferListener } from "./deferred.ts";
import type { Frame } from "../frame.ts";
import type { AbstractObject } from "../values/object.ts";
import type { Value } from "../values/value.ts";
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
