/**
 * Remembers what a pure function gave, by a text that says all it was given: after a keystroke nearly all of it is asked again.
 */

/** Results by key; when there are too many, it begins anew. */
export class Memo<V> {
  readonly #known = new Map<string, V>();
  readonly #most: number;

  constructor(most = 5000) {
    this.#most = most;
  }

  /** The result for a key, made when it is not known. */
  of(key: string, make: () => V): V {
    const known = this.#known.get(key);
    if (known !== undefined || this.#known.has(key)) return known as V;
    const made = make();
    if (this.#known.size >= this.#most) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }
}
