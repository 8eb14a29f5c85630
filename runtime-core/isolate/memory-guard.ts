/**
 * Watches the heap of one isolate. The limit of the manifest is a soft one: it is polled over an inspector session,
 * which V8 answers even in a tight loop; V8's own limit lies far above it, because reaching that one is not survivable.
 */
import { InspectorChannel } from "./inspector-channel.ts";
import type { NativeIsolate } from "./ivm.ts";

const POLL_EVERY_MS = 10;
/** An isolate that has run for less since the last answer cannot have grown much, and is left in peace. */
const WORTH_ASKING_NS = 200_000n;

/** Polls until closed. */
export class MemoryGuard {
  readonly #isolate: NativeIsolate;
  readonly #channel: InspectorChannel;
  readonly #timer: NodeJS.Timeout;
  #asked = false;
  #lastId = 0;
  #answeredAtNs = -WORTH_ASKING_NS;
  #peakBytes = 0;

  /** @param onUsage Takes the bytes in use: heap, array buffers and WebAssembly memory. */
  constructor(isolate: NativeIsolate, onUsage: (bytes: number) => void) {
    this.#isolate = isolate;
    this.#channel = new InspectorChannel(isolate, (message) => {
      this.#asked = false;
      this.#answeredAtNs = isolate.cpuTime;
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

  /** Asks once; does nothing while an answer is owed, or when the isolate has hardly run since the last one. */
  poll(): void {
    if (this.#asked || this.#isolate.cpuTime - this.#answeredAtNs < WORTH_ASKING_NS) return;
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
