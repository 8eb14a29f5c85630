/**
 * Messages between a module and its children. The host copies and keeps them; a side that is ahead waits for the other.
 */
import { structuredClone, transferred } from "./structured-clone.ts";
import { call, callSync } from "./wall.ts";

/** How a message is sent. */
export interface SendOptions {
  /** Buffers that end up empty here. */
  readonly transfer?: Iterable<unknown>;
}

/** What a child is told from, and tells to: in the child `parent()`, in its parent `child.port`. */
export interface Port<Out = unknown, In = unknown> {
  /** Sends a copy of a value; resolves when there is room for the next. */
  send(message: Out, options?: SendOptions): Promise<void>;
  /** Sends no more: when what is on its way has arrived, the iteration of the other side ends, which may still send. */
  close(): void;
  /** The messages of the other side, until it sends no more. Each is given to one who waits for it. */
  [Symbol.asyncIterator](): AsyncIterableIterator<In>;
}

/** The id under which a child knows its parent's port. */
const PARENT = "";
const END = { done: true, value: undefined } as const;

let ofParent: Port | undefined;
/** The last message of every port that this module has sent to: the others went before. */
const sending = new Set<Promise<void>>();

/** The port of the module that has spawned this one; undefined for a module that was started in another way. */
export function parent(): Port | undefined {
  if (ofParent === undefined && callSync("port/open", [PARENT]) === true) ofParent = portOf(PARENT);
  return ofParent;
}

/** Resolves when all messages that were sent so far are on their way. */
export async function sent(): Promise<void> {
  for (const each of sending) await each.catch(() => {});
}

/** The port with an id. */
export function portOf(id: string): Port {
  let arrived: readonly unknown[] = [];
  let taken = 0;
  let taking: Promise<boolean> | undefined;
  let last: Promise<void> | undefined;

  async function take(): Promise<boolean> {
    try {
      const messages = (await call("port/take", [id])) as readonly unknown[] | null;
      arrived = messages ?? [];
      taken = 0;
      return messages !== null;
    } finally {
      taking = undefined;
    }
  }

  async function next(): Promise<IteratorResult<unknown>> {
    while (taken === arrived.length) if (!(await (taking ??= take()))) return END;
    taken += 1;
    return { done: false, value: arrived[taken - 1] };
  }

  return Object.freeze({
    async send(message: unknown, options?: SendOptions): Promise<void> {
      const buffers = transferred([...(options?.transfer ?? [])]);
      const before = last;
      const posted = before === undefined ? callSync("port/post", [id, message]) : "full";
      const copy = posted === "full" ? structuredClone(message) : undefined;
      for (const buffer of buffers) buffer.transfer();
      if (posted === "sent") return;
      const waiting = posted === "full" ? later(id, copy, before) : ready(id);
      last = waiting;
      sending.add(waiting);
      try {
        await waiting;
      } finally {
        sending.delete(waiting);
        if (last === waiting) last = undefined;
      }
    },
    close(): void {
      const end = (): void => void callSync("port/close", [id]);
      // Behind the messages that are still on this side.
      if (last === undefined) end();
      else void last.catch(() => {}).then(end);
    },
    [Symbol.asyncIterator](): AsyncIterableIterator<unknown> {
      let left = false;
      return {
        [Symbol.asyncIterator]() {
          return this;
        },
        next: async () => (left ? END : await next()),
        async return() {
          left = true;
          return END;
        },
      };
    },
  });
}

/** Posts a message for which there was no room, behind those that wait already. */
async function later(id: string, message: unknown, before: Promise<void> | undefined): Promise<void> {
  await before?.catch(() => {});
  do await ready(id);
  while (callSync("port/post", [id, message]) === "full");
}

async function ready(id: string): Promise<void> {
  await call("port/ready", [id]);
}
