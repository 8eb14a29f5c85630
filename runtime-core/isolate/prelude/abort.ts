/** `AbortController` and `AbortSignal`: WHATWG DOM §3. */
import { DOMException } from "./dom-exception.ts";
import { Event, EventTarget } from "./events.ts";
import { sleep } from "./timers.ts";

const newSignal = Symbol("newSignal");
let fireSignal: (signal: AbortSignal, reason: unknown) => void;

/** Tells that something was given up. */
export class AbortSignal extends EventTarget {
  onabort: ((event: Event) => void) | null = null;
  #aborted = false;
  #reason: unknown = undefined;

  constructor(token: symbol) {
    super();
    if (token !== newSignal) throw new TypeError("Illegal constructor: use new AbortController()");
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  static abort(reason: unknown = new DOMException("This operation was aborted", "AbortError")): AbortSignal {
    const signal = makeSignal();
    fireSignal(signal, reason);
    return signal;
  }

  static timeout(delayMs: number): AbortSignal {
    const signal = makeSignal();
    void sleep(delayMs).then(() => fireSignal(signal, new DOMException("The operation timed out", "TimeoutError")));
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const combined = makeSignal();
    for (const signal of signals) {
      if (signal.aborted) {
        fireSignal(combined, signal.reason);
        break;
      }
      signal.addEventListener("abort", () => fireSignal(combined, signal.reason), { once: true });
    }
    return combined;
  }

  static {
    fireSignal = (signal, reason) => signal.#fire(reason);
  }

  #fire(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.dispatchEvent(new Event("abort"));
  }
}

/** Gives something up. */
export class AbortController {
  readonly signal: AbortSignal = makeSignal();

  abort(reason: unknown = new DOMException("This operation was aborted", "AbortError")): void {
    fireSignal(this.signal, reason);
  }
}

// A class that names itself inside its body would be renamed by bundling, and debuggers would show that name.
function makeSignal(): AbortSignal {
  return new AbortSignal(newSignal);
}
