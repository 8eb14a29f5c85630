/**
 * Watches the heap of one isolate. The limit of the manifest is a soft one: it is polled over an inspector session,
 * which V8 answers even in a tight loop; V8's own limit lies far above it, because reaching that one is not survivable.
 */
import { InspectorChannel } from "./inspector-channel.ts";
import type { NativeIsolate } from "./ivm.ts";

const POLL_EVERY_MS = 10;

/** Polls until closed. */
export class MemoryGuard {
  readonly #channel: InspectorChannel;
  readonly #timer: NodeJS.Timeout;
  #asked = false;
  #lastId = 0;
  #peakBytes = 0;

  /** @param onUsage Takes the bytes in use: heap, array buffers and WebAssembly memory. */
  constructor(isolate: NativeIsolate, onUsage: (bytes: number) => void) {
    this.#channel = new InspectorChannel(isolate, (message) => {
      this.#asked = false;
      const bytes = Number(message.result?.["usedSize"] ?? 0) + Number(message.result?.["backingStorageSize"] ?? 0);
      if (bytes === 0) return;
      this.#peakBytes = Math.max(this.#peakBytes, bytes);
      onUsage(bytes);
    });
    this.#timer = setInterval(() => this.poll(), POLL_EVERY_MS);
    this.poll();
  }

  /** Most bytes seen in use. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Asks once; does nothing while an answer is owed. */
  poll(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#lastId += 1;
    this.#channel.send({ id: this.#lastId, method: "Runtime.getHeapUsage" });
  }

  /** Ends the session; see `InspectorChannel.close`. */
  close(): Promise<boolean> {
    clearInterval(this.#timer);
    return this.#channel.close();
  }
}
