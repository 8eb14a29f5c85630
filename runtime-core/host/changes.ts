/**
 * Paths that changed, until a module takes them: each once however often it changed, and only so many.
 */
import { Condition } from "../base/condition.ts";
import type { Source } from "./streams.ts";

const MAX_WAITING = 1000;

/** A source of the paths; each piece is a JSON array in UTF-8. */
export class Changes implements Source {
  readonly #whole: string;
  readonly #ended: () => void;
  #waiting = new Set<string>();
  #open = true;
  readonly #changed = new Condition();

  /**
   * @param whole Told in the place of all paths when there are too many: something in it has changed.
   * @param ended Called once, at the end.
   */
  constructor(whole: string, ended: () => void) {
    this.#whole = whole;
    this.#ended = ended;
  }

  /** Adds a path. */
  add(path: string): void {
    if (!this.#open) return;
    if (this.#waiting.size >= MAX_WAITING) this.#waiting = new Set([this.#whole]);
    this.#waiting.add(path);
    this.#changed.notifyAll();
  }

  async next(): Promise<Uint8Array | undefined> {
    while (this.#open && this.#waiting.size === 0) await this.#changed.wait();
    if (!this.#open) return undefined;
    const paths = [...this.#waiting];
    this.#waiting.clear();
    return new TextEncoder().encode(JSON.stringify(paths));
  }

  close(): void {
    this.#open = false;
    this.#changed.notifyAll();
    this.#ended();
  }
}
