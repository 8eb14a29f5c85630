/** Events and their targets: WHATWG DOM §2. There is no tree, so nothing bubbles. */
import { DOMException } from "./dom-exception.ts";

/** What takes events of a type. */
export type Listener = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };

/** What is assigned to `on…` of a target. */
export type Handler<Kind extends Event = Event> = ((event: Kind) => unknown) | null;

/** Options of `addEventListener`. */
export interface ListenerOptions {
  readonly capture?: boolean;
  readonly once?: boolean;
  readonly passive?: boolean;
  readonly signal?: {
    readonly aborted: boolean;
    addEventListener(type: "abort", listener: () => void, options: { once: true }): void;
  };
}

interface Known {
  readonly type: string;
  readonly listener: Listener;
  readonly capture: boolean;
  readonly once: boolean;
  readonly passive: boolean;
  removed: boolean;
}

let begin: (event: Event, target: EventTarget) => void;
let end: (event: Event) => void;
let tell: (target: EventTarget, known: Known, event: Event) => void;
let isStopped: (event: Event) => boolean;
/** What is assigned to `on…`. */
export let handlerOf: (target: EventTarget, type: string) => Handler;
/** Assigns it: HTML §8.1.8.1. It is called where it stood first among the listeners. */
export let setHandler: (target: EventTarget, type: string, handler: unknown) => void;
/** Whether somebody was added for a type. */
export let hasListener: (target: EventTarget, type: string) => boolean;

/** Something that happened. */
export class Event {
  readonly type: string;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly isTrusted: boolean = false;
  #target: EventTarget | null = null;
  #isTold = false;
  #isPassive = false;
  #prevented = false;
  #stopped = false;

  constructor(type: string, given?: { bubbles?: boolean; cancelable?: boolean } | null) {
    const { bubbles, cancelable } = given ?? {};
    this.type = String(type);
    this.bubbles = Boolean(bubbles);
    this.cancelable = Boolean(cancelable);
  }

  get target(): EventTarget | null {
    return this.#target;
  }

  get currentTarget(): EventTarget | null {
    return this.#isTold ? this.#target : null;
  }

  get defaultPrevented(): boolean {
    return this.#prevented;
  }

  preventDefault(): void {
    if (this.cancelable && !this.#isPassive) this.#prevented = true;
  }

  /** There is nobody above who could be kept from hearing of it. */
  stopPropagation(): void {}

  stopImmediatePropagation(): void {
    this.#stopped = true;
  }

  static {
    begin = (event, target) => {
      if (Object(event) !== event || !(#isTold in event)) throw new TypeError("What is dispatched is no Event");
      if (event.#isTold) throw new DOMException("The event is being dispatched already", "InvalidStateError");
      event.#target = target;
      event.#isTold = true;
      event.#stopped = false;
    };
    end = (event) => (event.#isTold = false);
    tell = (target, { listener, passive }, event) => {
      event.#isPassive = passive;
      try {
        if (typeof listener === "function") listener.call(target, event);
        else listener.handleEvent(event);
      } catch (error) {
        reportError(error);
      }
      event.#isPassive = false;
    };
    isStopped = (event) => event.#stopped;
  }
}

/** Something that tells of events. A listener that throws ends the run, like any error that nobody catches. */
export class EventTarget {
  #listeners: readonly Known[] = [];
  #handlers: Map<string, Assigned> | undefined;

  static {
    hasListener = (target, type) => target.#listeners.some((known) => known.type === type);
    handlerOf = (target, type) => target.#handlers?.get(type)?.handler ?? null;
    setHandler = (target, type, handler) =>
      target.#assign(type, typeof handler === "function" ? (handler as NonNullable<Handler>) : undefined);
  }

  addEventListener(type: string, listener: Listener | null, options?: ListenerOptions | boolean): void {
    const { capture: captures, once, passive, signal } = optionsOf(options);
    if (listener === null || listener === undefined || signal?.aborted === true) return;
    if (typeof listener !== "function" && typeof listener !== "object")
      throw new TypeError("A listener is a function, or an object with a method handleEvent");
    const capture = Boolean(captures);
    if (this.#find(String(type), listener, capture) !== undefined) return;
    this.#add(String(type), listener, { capture, once: Boolean(once), passive: Boolean(passive) });
    signal?.addEventListener("abort", () => this.removeEventListener(type, listener, options), { once: true });
  }

  removeEventListener(type: string, listener: Listener | null, options?: ListenerOptions | boolean): void {
    this.#remove(this.#find(String(type), listener, Boolean(optionsOf(options).capture)));
  }

  /** Calls the listeners; gives whether the event was not prevented. */
  dispatchEvent(event: Event): boolean {
    begin(event, this);
    for (const known of this.#listeners) {
      if (known.type !== event.type || known.removed) continue;
      if (known.once) this.#remove(known);
      tell(this, known, event);
      if (isStopped(event)) break;
    }
    end(event);
    return !event.defaultPrevented;
  }

  #find(type: string, listener: unknown, capture: boolean): Known | undefined {
    return this.#listeners.find(
      (known) => known.type === type && known.listener === listener && known.capture === capture,
    );
  }

  #add(type: string, listener: Listener, options: Pick<Known, "capture" | "once" | "passive">): Known {
    const known = { type, listener, ...options, removed: false };
    this.#listeners = [...this.#listeners, known];
    return known;
  }

  #remove(known: Known | undefined): void {
    if (known === undefined) return;
    known.removed = true;
    this.#listeners = this.#listeners.filter((each) => each !== known);
  }

  #assign(type: string, handler: NonNullable<Handler> | undefined): void {
    this.#handlers ??= new Map();
    const there = this.#handlers.get(type);
    if (handler === undefined) {
      this.#remove(there?.known);
      this.#handlers.delete(type);
    } else if (there !== undefined) there.handler = handler;
    else {
      const call = (event: Event): unknown => assigned.handler.call(this, event);
      const known = this.#add(type, call, { capture: false, once: false, passive: false });
      const assigned: Assigned = { handler, known };
      this.#handlers.set(type, assigned);
    }
  }
}

/** What is assigned to `on…`, and the listener that calls it. */
interface Assigned {
  handler: NonNullable<Handler>;
  readonly known: Known;
}

/** Gives a class the properties `on…` for types of events. */
export function defineHandlers({ prototype }: { readonly prototype: EventTarget }, types: readonly string[]): void {
  for (const type of types)
    Object.defineProperty(prototype, `on${type}`, {
      get(this: EventTarget) {
        return handlerOf(this, type);
      },
      set(this: EventTarget, handler: unknown) {
        setHandler(this, type, handler);
      },
      enumerable: true,
      configurable: true,
    });
}

function optionsOf(options: ListenerOptions | boolean | null | undefined): ListenerOptions {
  return typeof options === "object" ? (options ?? {}) : { capture: options === true };
}

/** HTML §8.1.4.3: an error that nobody catches, which ends the run. */
export function reportError(error: unknown): void {
  void Promise.reject(error);
}

/** An event with any value. */
export class CustomEvent extends Event {
  readonly detail: unknown;

  constructor(type: string, options?: { bubbles?: boolean; cancelable?: boolean; detail?: unknown } | null) {
    super(type, options);
    this.detail = options?.detail ?? null;
  }
}

/** A message that arrived. */
export class MessageEvent extends Event {
  readonly data: unknown;
  readonly origin: string;

  constructor(type: string, options: { data?: unknown; origin?: string } = {}) {
    super(type);
    this.data = options.data ?? null;
    this.origin = options.origin ?? "";
  }
}

/** The end of a connection. */
export class CloseEvent extends Event {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;

  constructor(type: string, options: { code?: number; reason?: string; wasClean?: boolean } = {}) {
    super(type);
    this.code = options.code ?? 0;
    this.reason = options.reason ?? "";
    this.wasClean = options.wasClean ?? false;
  }
}

/** Something that went wrong. */
export class ErrorEvent extends Event {
  readonly error: unknown;
  readonly message: string;

  constructor(type: string, options: { error?: unknown; message?: string } = {}) {
    super(type);
    this.error = options.error;
    this.message = options.message ?? "";
  }
}
