/** `AbortController` and `AbortSignal`: WHATWG DOM §3. */
import { DOMException } from "./dom-exception.ts";
import {
  Event,
  EventTarget,
  type Handler,
  handlerOf,
  hasListener,
  type Listener,
  type ListenerOptions,
  setHandler,
} from "./events.ts";
import { callAfter } from "./timers.ts";

const newSignal = Symbol("newSignal");
let fireSignal: (signal: AbortSignal, reason: unknown) => void;
let follow: (signal: AbortSignal, sources: Iterable<AbortSignal>) => void;

/** Signals of others that somebody listens to: their sources hold them only weakly (DOM §3.2). */
const heard = new Set<AbortSignal>();

/** So many are kept before it is looked which of them are gone. */
const FEW = 16;

/** Tells that something was given up. */
export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown = undefined;
  /** What it fires with; undefined for one of its own. */
  #sources: readonly WeakRef<AbortSignal>[] | undefined;
  /** What fires with it. */
  #dependents: WeakRef<AbortSignal>[] = [];
  #mostDependents = FEW;

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

  get onabort(): Handler {
    return handlerOf(this, "abort");
  }

  set onabort(handler: Handler) {
    setHandler(this, "abort", handler);
    this.#hold();
  }

  override addEventListener(type: string, listener: Listener | null, options?: ListenerOptions | boolean): void {
    super.addEventListener(type, listener, options);
    this.#hold();
  }

  override removeEventListener(type: string, listener: Listener | null, options?: ListenerOptions | boolean): void {
    super.removeEventListener(type, listener, options);
    this.#hold();
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
    const ms = Math.trunc(Number(delayMs));
    if (!(ms >= 0 && ms <= Number.MAX_SAFE_INTEGER))
      throw new TypeError("AbortSignal.timeout needs a number of milliseconds from 0 on");
    const signal = makeSignal();
    const reason = (): DOMException => new DOMException("The operation was aborted due to timeout", "TimeoutError");
    callAfter(ms, () => fireSignal(signal, reason()));
    return signal;
  }

  static any(signals: Iterable<AbortSignal>): AbortSignal {
    const combined = makeSignal();
    follow(combined, signals);
    return combined;
  }

  static {
    fireSignal = (signal, reason) => signal.#fire(reason);
    follow = (signal, sources) => signal.#follow(sources);
  }

  /** All are marked before the first listener is told. */
  #fire(reason: unknown): void {
    if (this.#aborted) return;
    const fired = [this, ...alive(this.#dependents).filter((each) => !each.#aborted)];
    for (const each of fired) {
      each.#aborted = true;
      each.#reason = reason;
    }
    for (const each of fired) {
      each.dispatchEvent(new Event("abort"));
      heard.delete(each);
    }
  }

  #follow(signals: Iterable<AbortSignal>): void {
    const sources = new Set<AbortSignal>();
    for (const signal of signals) {
      if (signal.#aborted) {
        this.#aborted = true;
        this.#reason = signal.#reason;
        return;
      }
      for (const source of signal.#sources === undefined ? [signal] : alive(signal.#sources)) sources.add(source);
    }
    this.#sources = [...sources].map((source) => new WeakRef(source));
    for (const source of sources) source.#add(this);
  }

  #add(dependent: AbortSignal): void {
    if (this.#dependents.length >= this.#mostDependents) {
      this.#dependents = this.#dependents.filter((each) => each.deref() !== undefined);
      this.#mostDependents = Math.max(FEW, 2 * this.#dependents.length);
    }
    this.#dependents.push(new WeakRef(dependent));
  }

  #hold(): void {
    if (this.#sources === undefined || this.#aborted) return;
    if (hasListener(this, "abort")) heard.add(this);
    else heard.delete(this);
  }
}

/** Gives something up. */
export class AbortController {
  readonly signal: AbortSignal = makeSignal();

  abort(reason: unknown = new DOMException("This operation was aborted", "AbortError")): void {
    fireSignal(this.signal, reason);
  }
}

function alive(signals: readonly WeakRef<AbortSignal>[]): AbortSignal[] {
  return signals.flatMap((each) => each.deref() ?? []);
}

// A class that names itself inside its body would be renamed by bundling, and debuggers would show that name.
function makeSignal(): AbortSignal {
  return new AbortSignal(newSignal);
}

/** The option `signal` of a call. */
export function signalOf(given: AbortSignal | null | undefined): AbortSignal | undefined {
  if (given === undefined || given === null) return undefined;
  if (given instanceof AbortSignal) return given;
  throw new TypeError("The option signal is no AbortSignal");
}
