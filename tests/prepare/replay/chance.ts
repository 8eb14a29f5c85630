/** Chance that is the same each time. */
import assert from "node:assert/strict";

/** Xorshift32, https://www.jstatsoft.org/article/view/v008i14, seeded by FNV-1a. */
export class Chance {
  #state = 0x811c9dc5;

  constructor(seed: string) {
    for (let i = 0; i < seed.length; i++) this.#state = Math.imul(this.#state ^ seed.charCodeAt(i), 0x01000193);
    this.#state |= 1;
  }

  /** A whole number from 0 to `below` - 1. */
  int(below: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % Math.max(1, below);
  }

  /** True in so many of a hundred cases. */
  percent(of: number): boolean {
    return this.int(100) < of;
  }

  /** One of a list that is not empty. */
  pick<T>(from: readonly T[]): T {
    assert.ok(from.length > 0);
    return from[this.int(from.length)] as T;
  }

  /** One of a list; undefined when it is empty. */
  pickAny<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)];
  }
}
