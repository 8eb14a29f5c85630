/**
 * Programs that change what built-ins do: what they put into a prototype may run wherever values of that kind are used, which
 * no model of them asks for.
 */
import type { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import { escape } from "./hosts/escape.ts";
import type { AbstractObject } from "./values/object.ts";
import { UNDEFINED, type Value } from "./values/value.ts";

/** The essence of `Array.prototype` and its kin. */
export class BuiltinPrototype {
  /** The name of the constructor. */
  readonly owner: string;

  constructor(owner: string) {
    this.owner = owner;
  }
}

/** Takes note of what is written into an object, if that is the prototype of a built-in. */
export function notePatch(
  frame: Frame,
  { essence, type }: AbstractObject,
  { site, value }: { readonly value: Value; readonly site: ts.Node },
): void {
  const { file, machine } = frame;
  // `Error.prepareStackTrace`: the platform calls what it finds there.
  if (type === "native") escape({ frame, self: UNDEFINED, args: { values: [value] }, site });
  if (!(essence instanceof BuiltinPrototype) || machine.profile.foreign !== undefined) return;
  const detail = `it changes what every \`${essence.owner}\` does`;
  machine.recorder.unknown({ file, site, reason: "reflection", detail, kinds: null });
  escape({ frame, self: UNDEFINED, args: { values: [value] }, site });
}
