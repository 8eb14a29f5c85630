/**
 * A pipe from a module to a call of the host: each piece waits until it is taken.
 */
import type { Sink } from "./streams.ts";

interface Offer {
  /** Undefined at the end. */
  readonly bytes: Uint8Array | undefined;
  readonly taken: () => void;
}

/** What the module writes on one side, the host reads on the other. */
export class Pipe implements Sink, AsyncIterable<Uint8Array> {
  #offer: Offer | undefined;
  #wanted: (() => void) | undefined;
  #broken: Error | undefined;

  async write(bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) await this.#give(bytes);
  }

  close(how: "finished" | "given up"): void {
    if (how === "finished") void this.#give(undefined).catch(() => {});
    else this.break(new Error("The body was given up"));
  }

  /** Makes both sides fail from now on. */
  break(reason: Error): void {
    this.#broken ??= reason;
    this.#offer?.taken();
    this.#wanted?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        if (this.#offer === undefined && this.#broken === undefined) {
          await new Promise<void>((resolve) => (this.#wanted = resolve));
        }
        if (this.#broken !== undefined) throw this.#broken;
        const offer = this.#offer;
        this.#offer = undefined;
        offer?.taken();
        if (offer?.bytes === undefined) return;
        yield offer.bytes;
      }
    } finally {
      this.break(new Error("Nobody takes the body any more"));
    }
  }

  /** Pieces come one after another: `HostStreams` lets one write begin when the one before is done. */
  async #give(bytes: Uint8Array | undefined): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    await new Promise<void>((taken) => {
      this.#offer = { bytes, taken };
      this.#wanted?.();
    });
    if (this.#broken !== undefined && bytes !== undefined) throw this.#broken;
  }
}
