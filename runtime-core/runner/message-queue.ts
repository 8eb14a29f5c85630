/**
 * Messages on their way from one module to another: copies as bytes, in order.
 *
 * A queue that is full takes no more until the receiver takes some, so what waits is held by the sender, in its own heap.
 * A message goes on when its bytes were taken from "message/bytes" of the sender.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { Condition } from "../base/condition.ts";
import type { Context } from "../context/context.ts";
import { nodeV8 } from "../host/node-later.ts";
import { isDeeper } from "./is-deeper.ts";

/** One message may be so long, in bytes. */
const MAX_MESSAGE_BYTES = 16 * 2 ** 20;
/** One message may be nested so deep: reading it takes twice the stack of writing it. */
const MAX_MESSAGE_DEPTH = 1000;
/** A level takes at least so many bytes. */
const LEAST_LEVEL_BYTES = 3;
/** A queue with so much in it is full. */
const FULL_BYTES = 4 * 2 ** 20;
const FULL_MESSAGES = 256;
/** The receiver gets no more than this at once, but for a single message. */
const MAX_TAKEN_BYTES = 2 ** 20;

/** What became of a message: it must be posted again, it is on its way, or it waits until the queue is ready. */
export type Posted = "full" | "sent" | "waits";

/** One direction between two modules. */
export class MessageQueue {
  #messages: Uint8Array[] = [];
  /** How many of them may go on. */
  #paid = 0;
  #bytes = 0;
  #paying = false;
  #closed = false;
  readonly #changed = new Condition();

  /**
   * Puts a copy of a message in.
   *
   * @throws {AmbitError} `host/invalid-argument` when it cannot be copied, is too long or too deep; `host/failed` when the queue is
   *   closed.
   */
  post(message: unknown, { limiters, signal }: Context): Posted {
    if (this.#closed) throw closed();
    if (!this.#hasRoom) return "full";
    const bytes = bytesOf(message);
    this.#messages.push(bytes);
    this.#bytes += bytes.length;
    if (this.#paying || limiters.tryTake("message/bytes", bytes.length) === undefined) {
      void this.#pay(async (amount) => void (await limiters.take("message/bytes", amount, { signal })));
      return "waits";
    }
    this.#paid += 1;
    this.#changed.notifyAll();
    return this.#hasRoom ? "sent" : "waits";
  }

  /** Resolves when all that was put in is on its way, and there is room; also when the queue is closed. */
  async ready(signal: AbortSignal): Promise<void> {
    while (!this.#closed && (this.#paying || !this.#hasRoom)) await this.#changed.wait(signal);
  }

  /** Takes the next messages, in order; undefined when the queue is closed and nothing is left, or waits for tokens. */
  async take(signal: AbortSignal): Promise<readonly Uint8Array[] | undefined> {
    while (this.#paid === 0) {
      if (this.#closed && !this.#paying) return undefined;
      await this.#changed.wait(signal);
    }
    let count = 0;
    let bytes = 0;
    for (const message of this.#messages.slice(0, this.#paid)) {
      if (count > 0 && bytes + message.length > MAX_TAKEN_BYTES) break;
      bytes += message.length;
      count += 1;
    }
    this.#paid -= count;
    this.#bytes -= bytes;
    this.#changed.notifyAll();
    return this.#messages.splice(0, count);
  }

  /** Takes no more messages. What is on its way can still be taken. */
  close(): void {
    this.#closed = true;
    this.#changed.notifyAll();
  }

  /** Forgets what nobody is left to take. */
  drop(): void {
    this.close();
    this.#messages = [];
    this.#paid = 0;
    this.#bytes = 0;
  }

  /** Whether messages wait for tokens. */
  get isPaying(): boolean {
    return this.#paying;
  }

  /** What waits in it. */
  get bytes(): number {
    return this.#bytes;
  }

  get #hasRoom(): boolean {
    return this.#messages.length < FULL_MESSAGES && this.#bytes < FULL_BYTES;
  }

  /** Pays for messages in order. What cannot be paid is lost with its sender. */
  async #pay(take: (bytes: number) => Promise<void>): Promise<void> {
    if (this.#paying) return;
    this.#paying = true;
    try {
      while (this.#paid < this.#messages.length) {
        await take(this.#messages[this.#paid]?.length ?? 0);
        // They may have been dropped meanwhile.
        if (this.#paid < this.#messages.length) this.#paid += 1;
        this.#changed.notifyAll();
      }
    } catch {
      this.close();
    }
    this.#paying = false;
    this.#changed.notifyAll();
  }
}

/** The message of bytes that `post` made. */
export function readMessage(bytes: Uint8Array): unknown {
  const deserializer = new (nodeV8().Deserializer)(bytes);
  deserializer.readHeader();
  return deserializer.readValue() as unknown;
}

function bytesOf(message: unknown): Uint8Array {
  const serializer = new (nodeV8().Serializer)();
  serializer.writeHeader();
  try {
    serializer.writeValue(message);
  } catch (error) {
    throw refused((error as Error).message);
  }
  const bytes = serializer.releaseBuffer();
  if (bytes.length > MAX_MESSAGE_BYTES) {
    throw refused(
      `the message has ${bytes.length} bytes, and at most ${MAX_MESSAGE_BYTES} are taken; send it in parts`,
    );
  }
  if (bytes.length > MAX_MESSAGE_DEPTH * LEAST_LEVEL_BYTES && isDeeper(message, MAX_MESSAGE_DEPTH)) {
    throw refused(`the message is nested deeper than ${MAX_MESSAGE_DEPTH} levels; send it in parts`);
  }
  return bytes;
}

function refused(detail: string): AmbitError {
  return new AmbitError("host/invalid-argument", { call: "send", detail });
}

function closed(): AmbitError {
  return new AmbitError("host/failed", { call: "send", detail: "the port was closed, or the other module has ended" });
}
