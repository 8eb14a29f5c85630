/**
 * `MessageChannel`: HTML §9.4. Both ports are in this isolate; those of `ambit:modules` lead to other modules.
 */
import { defineHandlers, Event, EventTarget, type Handler, handlerOf, MessageEvent, setHandler } from "./events.ts";
import { structuredClone } from "./structured-clone.ts";
import { setTimeout } from "./timers.ts";

let makePorts: () => readonly [MessagePort, MessagePort];
let mayMake = false;

/** One end of a channel. What was sent to it waits until it is started, which assigning `onmessage` does. */
export class MessagePort extends EventTarget {
  declare onclose: Handler;
  #other: MessagePort | undefined;
  #waiting: unknown[] = [];
  #isStarted = false;
  #isTelling = false;
  /** The other end has parted and this one is not told yet. */
  #isParted = false;

  constructor() {
    if (!mayMake) throw new TypeError("Illegal constructor: ports come from a MessageChannel");
    super();
  }

  static {
    makePorts = () => {
      mayMake = true;
      const [one, other] = [new MessagePort(), new MessagePort()];
      mayMake = false;
      one.#other = other;
      other.#other = one;
      return [one, other];
    };
  }

  get onmessage(): Handler {
    return handlerOf(this, "message");
  }

  set onmessage(handler: Handler) {
    setHandler(this, "message", handler);
    this.start();
  }

  /** Sends a copy; a port that is closed, or whose other end is, sends nothing. */
  postMessage(message: unknown, options?: Iterable<unknown> | { readonly transfer?: Iterable<unknown> }): void {
    const transfer = options !== undefined && Symbol.iterator in options ? options : options?.transfer;
    const copy = structuredClone(message, transfer === undefined ? {} : { transfer });
    const other = this.#other;
    if (other === undefined) return;
    other.#waiting.push(copy);
    other.#tellSoon();
  }

  start(): void {
    this.#isStarted = true;
    this.#tellSoon();
  }

  /** Parts the two ends; the other one is told when it has had what was sent before. */
  close(): void {
    const other = this.#other;
    this.#other = undefined;
    this.#waiting = [];
    if (other === undefined) return;
    other.#other = undefined;
    other.#isParted = true;
    other.#tellSoon();
  }

  /** Each message is a job of its own, and so is the end after the last. */
  #tellSoon(): void {
    const hasMore = this.#waiting.length > 0 ? this.#isStarted : this.#isParted;
    if (this.#isTelling || !hasMore) return;
    this.#isTelling = true;
    setTimeout(() => {
      this.#isTelling = false;
      const event = this.#nextEvent();
      this.#tellSoon();
      if (event !== undefined) this.dispatchEvent(event);
    });
  }

  #nextEvent(): Event | undefined {
    if (this.#waiting.length > 0) return new MessageEvent("message", { data: this.#waiting.shift() });
    if (!this.#isParted) return undefined;
    this.#isParted = false;
    return new Event("close");
  }
}

defineHandlers(MessagePort, ["close"]);

/** Two ports that are connected. */
export class MessageChannel {
  readonly port1: MessagePort;
  readonly port2: MessagePort;

  constructor() {
    [this.port1, this.port2] = makePorts();
  }
}
