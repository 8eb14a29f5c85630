/** `structuredClone`: HTML §2.7.10. */
import { DOMException } from "./dom-exception.ts";
import { callSync } from "./wall.ts";

/** V8's end of what it says of such a value. */
const NOT_CLONED = "could not be cloned.";

/** A copy of a value, by way of the host: what crosses the wall is cloned. Buffers to transfer end up empty here. */
export function structuredClone(value: unknown, options?: { readonly transfer?: Iterable<unknown> }): unknown {
  const buffers = transferred([...(options?.transfer ?? [])]);
  if (value instanceof DOMException) return new DOMException(value.message, value.name);
  let copy: unknown;
  try {
    copy = callSync("value/clone", [value]);
  } catch (error) {
    // Everything else was thrown by a getter of the value.
    if (!(error instanceof TypeError && error.message.endsWith(NOT_CLONED))) throw error;
    throw notCloned(error.message);
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
