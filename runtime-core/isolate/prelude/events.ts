/** Events and their targets: WHATWG DOM §2. There is no tree, so nothing bubbles. */

/** What takes events of a type. */
export type Listener = ((event: Event) => unknown) | { handleEvent(event: Event): unknown };

/** Options of `addEventListener`. */
export interface ListenerOptions {
  readonly once?: boolean;
  readonly signal?: {
    readonly aborted: boolean;
    addEventListener(type: "abort", listener: () => void, options: { once: true }): void;
  };
}

interface Known {
  readonly type: string;
  readonly listener: Listener;
  readonly once: boolean;
  removed: boolean;
}

let begin: (event: Event, target: EventTarget) => void;
let isStopped: (event: Event) => boolean;
/** Whether somebody was added for a type. */
export let hasListener: (target: EventTarget, type: string) => boolean;

/** Something that happened. */
export class Event {
  readonly type: string;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  readonly isTrusted: boolean = false;
  #target: EventTarget | null = null;
  #prevented = false;
  #stopped = false;

  constructor(type: string, { bubbles = false, cancelable = false }: { bubbles?: boolean; cancelable?: boolean } = {}) {
    this.type = String(type);
    this.bubbles = Boolean(bubbles);
    this.cancelable = Boolean(cancelable);
  }

  get target(): EventTarget | null {
    return this.#target;
  }

  get currentTarget(): EventTarget | null {
    return this.#target;
  }

  get defaultPrevented(): boolean {
    return this.#prevented;
  }

  preventDefault(): void {
    if (this.cancelable) this.#prevented = true;
  }

  /** There is nobody above who could be kept from hearing of it. */
  stopPropagation(): void {}

  stopImmediatePropagation(): void {
    this.#stopped = true;
  }

  static {
    begin = (event, target) => {
      event.#target = target;
      event.#stopped = false;
    };
    isStopped = (event) => event.#stopped;
  }
}

/** Something that tells of events. A listener that throws ends the run, like any error that nobody catches. */
export class EventTarget {
  #listeners: readonly Known[] = [];

  static {
    hasListener = (target, type) => target.#listeners.some((known) => known.type === type);
  }

  addEventListener(type: string, listener: Listener | null, options?: ListenerOptions | boolean): void {
    const { once = false, signal } = typeof options === "object" ? options : {};
    if (listener === null || listener === undefined || signal?.aborted === true) return;
    if (this.#listeners.some((known) => known.type === type && known.listener === listener)) return;
    this.#listeners = [...this.#listeners, { type: String(type), listener, once: Boolean(once), removed: false }];
    signal?.addEventListener("abort", () => this.removeEventListener(type, listener), { once: true });
  }

  removeEventListener(type: string, listener: Listener | null): void {
    this.#listeners = this.#listeners.filter((known) => {
      known.removed ||= known.type === type && known.listener === listener;
      return !known.removed;
    });
  }

  /** Calls the listeners, then what `on…` says; gives whether the event was not prevented. */
  dispatchEvent(event: Event): boolean {
    begin(event, this);
    for (const { type, listener, once, removed } of this.#listeners) {
      if (type !== event.type || removed) continue;
      if (once) this.removeEventListener(type, listener);
      tell(this, listener, event);
      if (isStopped(event)) return !event.defaultPrevented;
    }
    const handler = (this as unknown as Record<string, unknown>)[`on${event.type}`];
    if (typeof handler === "function") tell(this, handler as Listener, event);
    return !event.defaultPrevented;
  }
}

function tell(target: EventTarget, listener: Listener, event: Event): void {
  try {
    if (typeof listener === "function") listener.call(target, event);
    else listener.handleEvent(event);
  } catch (error) {
    reportError(error);
  }
}

/** HTML §8.1.4.3: an error that nobody catches, which ends the run. */
export function reportError(error: unknown): void {
  void Promise.reject(error);
}

/** An event with any value. */
export class CustomEvent extends Event {
  readonly detail: unknown;

  constructor(type: string, options: { bubbles?: boolean; cancelable?: boolean; detail?: unknown } = {}) {
    super(type, options);
    this.detail = options.detail ?? null;
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
