/**
 * Bytes held: what a context holds counts in its own gauge and in every ancestor's. Exactly full is allowed.
 */

/** What a gauge needs. */
export interface GaugeOptions {
  readonly capacity: number;
  readonly outer: Gauge | undefined;
  /** Called when more is held than there is room for. */
  onExceeded(): void;
}

/** A level with an upper bound. */
export class Gauge {
  readonly outer: Gauge | undefined;
  readonly #onExceeded: () => void;
  #capacity: number;
  #held = 0;

  constructor(options: GaugeOptions) {
    this.outer = options.outer;
    this.#capacity = options.capacity;
    this.#onExceeded = () => options.onExceeded();
  }

  /** The most that may be held. */
  get capacity(): number {
    return this.#capacity;
  }

  /** What the owner and its descendants hold. */
  get held(): number {
    return this.#held;
  }

  /** Room left, never below 0. */
  get available(): number {
    return Math.max(0, this.#capacity - this.#held);
  }

  /** Changes how much may be held. */
  change(capacity: number): void {
    this.#capacity = capacity;
    if (this.#held > capacity) this.#onExceeded();
  }

  /**
   * Holds more, or less, here and in every gauge further out; then each that is exceeded says so, from here outwards.
   * What a context held is taken out when it ends, so a gauge further out is spared when that was enough.
   */
  add(bytes: number): void {
    this.#addOutwards(bytes);
    if (bytes > 0) this.#checkOutwards();
  }

  #addOutwards(bytes: number): void {
    this.#held += bytes;
    if (this.outer !== undefined) this.outer.#addOutwards(bytes);
  }

  #checkOutwards(): void {
    if (this.#held > this.#capacity) this.#onExceeded();
    if (this.outer !== undefined) this.outer.#checkOutwards();
  }
}
