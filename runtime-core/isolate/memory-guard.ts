/**
 * Watches the memory of one isolate. The limit of the manifest is a soft one: it is polled over an inspector session,
 * which V8 answers even in most tight loops; V8's own limit lies far above it, because reaching that one is not
 * survivable.
 *
 * What V8 calls used includes garbage, so a reading above the limit counts only after a collection. Some loops never
 * look up to answer; then the growth of the process stands for the isolate's.
 */
import { InspectorChannel } from "./inspector-channel.ts";
import type { NativeIsolate } from "./ivm.ts";

const POLL_EVERY_MS = 10;
/** An isolate that has run for less since the last answer cannot have grown much, and is left in peace. */
const WORTH_ASKING_NS = 200_000n;
/** An answer that takes longer does not come: the module is in a loop that cannot be interrupted. */
const ANSWER_PATIENCE_MS = 100;
/** How much a process grows without its isolates: buffers, code, messages. */
const PROCESS_SLACK_BYTES = 64 * 2 ** 20;
/** Collections that we ask for take at most this share of the time. */
const MAX_COLLECTING_SHARE = 0.1;
const MIN_BETWEEN_COLLECTIONS_MS = 50;

const PROBE_ID = 1;
/** Context 1 is isolated-vm's own; modules run in later ones. */
const PROBE = { expression: "(class {}).prototype", contextId: 1 };
const FOUND_GROUP = "found";

/** What a guard watches. */
export interface MemoryGuardOptions {
  /** Bytes that the isolate may hold now. */
  readonly allowedBytes: () => number;
  /** Whether a debugger is there, for whose messages the process may need any amount. */
  readonly isInspected: () => boolean;
  /** Takes the bytes in use: heap and array buffers; above what is allowed only when that is sure. */
  readonly onUsage: (bytes: number) => void;
}

/** Polls until closed. */
export class MemoryGuard {
  readonly #isolate: NativeIsolate;
  readonly #options: MemoryGuardOptions;
  readonly #channel: InspectorChannel;
  readonly #timer: NodeJS.Timeout;
  readonly #processBytesAtStart = process.memoryUsage.rss();
  #sent = PROBE_ID;
  #lastId = PROBE_ID;
  /** An object without instances in a context that no module sees: asking V8 for its instances collects all garbage. */
  #probe: string | undefined;
  #askedAtMs: number | undefined;
  #answeredAtNs = -WORTH_ASKING_NS;
  #collecting = false;
  #mayCollectAtMs = 0;
  #peakBytes = 0;

  constructor(isolate: NativeIsolate, options: MemoryGuardOptions) {
    this.#isolate = isolate;
    this.#options = options;
    this.#channel = new InspectorChannel(isolate, (message) => {
      if (message.id === PROBE_ID) this.#probe = probeOf(message.result);
      else if (message.id === this.#lastId) this.#answered(message.result);
    });
    this.#channel.send({ id: PROBE_ID, method: "Runtime.evaluate", params: PROBE });
    this.#timer = setInterval(() => this.#poll(), POLL_EVERY_MS);
    // A module can be over before the first poll.
    this.#ask();
  }

  /** Most bytes seen in use. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Ends what the isolate is doing, not the isolate. */
  terminateExecution(): void {
    this.#channel.terminateExecution();
  }

  /** Ends the session; see `InspectorChannel.close`. */
  close(): Promise<boolean> {
    clearInterval(this.#timer);
    return this.#channel.close();
  }

  #poll(): void {
    if (this.#askedAtMs !== undefined) return this.#lookAtProcess(this.#askedAtMs);
    if (this.#isolate.cpuTime - this.#answeredAtNs >= WORTH_ASKING_NS) this.#ask();
  }

  #ask(): void {
    this.#askedAtMs = performance.now();
    this.#send("Runtime.getHeapUsage");
  }

  #answered(result: Record<string, unknown> | undefined): void {
    const askedAtMs = this.#askedAtMs ?? performance.now();
    this.#askedAtMs = undefined;
    this.#answeredAtNs = this.#isolate.cpuTime;
    const bytes = Number(result?.["usedSize"] ?? 0) + Number(result?.["backingStorageSize"] ?? 0);
    const allowed = this.#options.allowedBytes();
    if (this.#collecting) {
      this.#collecting = false;
      const tookMs = performance.now() - askedAtMs;
      this.#mayCollectAtMs = performance.now() + Math.max(MIN_BETWEEN_COLLECTIONS_MS, tookMs / MAX_COLLECTING_SHARE);
    } else if (bytes > allowed && this.#probe !== undefined) {
      this.#report(allowed);
      if (performance.now() >= this.#mayCollectAtMs) this.#collect(this.#probe);
      return;
    }
    this.#report(bytes);
  }

  /** Both requests are served in one interruption, so nothing is allocated in between. */
  #collect(probe: string): void {
    this.#collecting = true;
    this.#send("Runtime.queryObjects", { prototypeObjectId: probe, objectGroup: FOUND_GROUP });
    this.#ask();
    const answer = this.#lastId;
    this.#send("Runtime.releaseObjectGroup", { objectGroup: FOUND_GROUP });
    this.#lastId = answer;
  }

  #lookAtProcess(askedAtMs: number): void {
    if (performance.now() - askedAtMs < ANSWER_PATIENCE_MS || this.#options.isInspected()) return;
    const grownBytes = process.memoryUsage.rss() - this.#processBytesAtStart;
    if (grownBytes > this.#options.allowedBytes() + PROCESS_SLACK_BYTES) this.#report(grownBytes);
  }

  #report(bytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, bytes);
    this.#options.onUsage(bytes);
  }

  #send(method: string, params?: Record<string, unknown>): void {
    this.#sent += 1;
    this.#lastId = this.#sent;
    this.#channel.send({ id: this.#sent, method, ...(params === undefined ? {} : { params }) });
  }
}

function probeOf(result: Record<string, unknown> | undefined): string | undefined {
  return (result?.["result"] as { objectId?: string } | undefined)?.objectId;
}
