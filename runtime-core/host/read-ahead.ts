/**
 * Reads pieces ahead of whoever takes them, up to a number of bytes; so a small body gives its connection back although
 * nobody reads it, and a large one waits.
 */
import { Condition } from "../base/condition.ts";
import type { Source } from "./streams.ts";

const MOST_AHEAD_BYTES = 256 * 2 ** 10;

/** A source that is filled before it is asked. */
export class ReadAhead implements Source {
  readonly #ended: () => void;
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #state: "open" | "complete" | "closed" = "open";
  #failure: { readonly error: unknown } | undefined;
  readonly #changed = new Condition();

  /** @param ended Called once: when the last piece has come, or the rest was given up. */
  constructor(pieces: AsyncIterable<Uint8Array>, ended: () => void) {
    this.#ended = ended;
    void this.#fill(pieces);
  }

  /** The whole, when the last piece has come and none was taken; undefined before. Nothing is left to read then. */
  takeAll(): readonly Uint8Array[] | undefined {
    return this.#state === "complete" && this.#failure === undefined ? this.#pieces.splice(0) : undefined;
  }

  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined) {
        this.#bytes -= piece.length;
        this.#changed.notifyAll();
        return piece;
      }
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#state !== "open") return undefined;
      await this.#changed.wait();
    }
  }

  close(): void {
    if (this.#state === "open") this.#end("closed");
  }

  async #fill(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const piece of pieces) {
        if (this.#state !== "open") return;
        this.#pieces.push(piece);
        this.#bytes += piece.length;
        this.#changed.notifyAll();
        while (this.#state === "open" && this.#bytes > MOST_AHEAD_BYTES) await this.#changed.wait();
      }
    } catch (error) {
      this.#failure = { error };
    }
    if (this.#state === "open") this.#end("complete");
  }

  #end(state: "complete" | "closed"): void {
    this.#state = state;
    this.#changed.notifyAll();
    this.#ended();
  }
}
