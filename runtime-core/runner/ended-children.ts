/**
 * What is left of children that have ended: how, what they gave until it was asked for, and messages that are still on
 * their way. Bounded, so that a module can have any number of children one after the other.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { FilePath } from "../base/span.ts";
import type { MessagePort } from "./message-port.ts";
import type { ModuleEnd } from "./protocol.ts";

const MAX_CHILDREN = 1000;
/** Of results that nobody asked for yet and messages that nobody took, in characters and bytes. */
const MAX_SIZE = 64 * 2 ** 20;

/** A child that has ended. */
export interface EndedChild {
  readonly module: FilePath;
  readonly end: ModuleEnd;
  readonly port: MessagePort;
}

/** The last ones of one module, by their ids. */
export class EndedChildren {
  readonly #children = new Map<string, EndedChild>();
  /** There were some that are no longer known. */
  #hasForgotten = false;

  /** Keeps one; forgets the oldest when there are too many. */
  add(id: string, child: EndedChild): void {
    this.#children.set(id, child);
    let size = 0;
    for (const each of this.#children.values()) size += sizeOf(each);
    for (const [oldest, each] of this.#children) {
      if (this.#children.size <= MAX_CHILDREN && size <= MAX_SIZE) return;
      size -= sizeOf(each);
      this.#children.delete(oldest);
      this.#hasForgotten = true;
    }
  }

  /** @throws {AmbitError} `host/invalid-argument` when it is not known. */
  get(id: string): EndedChild {
    const child = this.#children.get(id);
    if (child !== undefined) return child;
    const forgotten = this.#hasForgotten ? ", or it ended long ago and nobody asked for its result" : "";
    throw new AmbitError("host/invalid-argument", { call: "spawn", detail: `there is no child "${id}"${forgotten}` });
  }

  /** Its result was given to the module, which keeps it. */
  given(id: string): void {
    const child = this.#children.get(id);
    if (child !== undefined) this.#children.set(id, { ...child, end: { ...child.end, resultJson: "null" } });
  }
}

function sizeOf({ end, port }: EndedChild): number {
  return end.resultJson.length + port.incoming.bytes;
}
