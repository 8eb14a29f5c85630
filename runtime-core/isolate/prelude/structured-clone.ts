/** `structuredClone`: HTML §2.7.10. */
import { DOMException } from "./dom-exception.ts";
import { callSync } from "./wall.ts";

/** A copy of a value, by way of the host: what crosses the wall is cloned. Buffers to transfer end up empty here. */
export function structuredClone(value: unknown, options?: { readonly transfer?: Iterable<unknown> }): unknown {
  const buffers = transferred([...(options?.transfer ?? [])]);
  let copy: unknown;
  try {
    copy = callSync("value/clone", [value]);
  } catch (error) {
    throw notCloned(error instanceof Error ? error.message : "The value cannot be cloned");
  }
  for (const buffer of buffers) buffer.transfer();
  return copy;
}

/** Buffers that can be transferred: after the copy, `transfer` of each leaves it empty here. */
export function transferred(given: readonly unknown[]): readonly ArrayBuffer[] {
  const buffers = given.filter((each) => each instanceof ArrayBuffer);
  if (buffers.length < given.length) throw notCloned("Only an ArrayBuffer can be transferred");
  if (buffers.some((each) => each.detached)) throw notCloned("An ArrayBuffer that was transferred cannot be again");
  if (new Set(buffers).size < buffers.length) throw notCloned("An ArrayBuffer is transferred once");
  return buffers;
}

function notCloned(message: string): DOMException {
  return new DOMException(message, "DataCloneError");
}
