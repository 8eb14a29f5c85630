/** A CPU profile of one isolate, as V8 samples it: from the first statement of the module to its end. */
import { InspectorChannel } from "./inspector-channel.ts";
import type { NativeIsolate } from "./ivm.ts";

const [ENABLE, SET_INTERVAL, START, STOP] = [1, 2, 3, 4];
const SAMPLE_EVERY_US = 500;
/** How long an isolate that has ended is waited for. */
const PATIENCE_MS = 2000;

/** A profile that is being taken. */
export class CpuProfile {
  readonly #channel: InspectorChannel;
  readonly #profile = Promise.withResolvers<unknown>();

  /** Begins. Nothing else of the isolate is seen or changed. */
  constructor(isolate: NativeIsolate) {
    this.#channel = new InspectorChannel(isolate, ({ id, result }) => {
      if (id === STOP) this.#profile.resolve(result?.["profile"]);
    });
    this.#channel.send({ id: ENABLE, method: "Profiler.enable" });
    this.#channel.send({
      id: SET_INTERVAL,
      method: "Profiler.setSamplingInterval",
      params: { interval: SAMPLE_EVERY_US },
    });
    this.#channel.send({ id: START, method: "Profiler.start" });
  }

  /** Ends; gives what a `.cpuprofile` file holds, or undefined when the isolate does not answer any more. */
  async stop(): Promise<unknown> {
    try {
      this.#channel.send({ id: STOP, method: "Profiler.stop" });
    } catch {
      // The isolate is gone, with what it was.
      return undefined;
    }
    const timer = setTimeout(() => this.#profile.resolve(undefined), PATIENCE_MS);
    const profile = await this.#profile.promise;
    clearTimeout(timer);
    return profile;
  }

  /** Ends the session; see `InspectorChannel`. */
  async close(): Promise<boolean> {
    return await this.#channel.close();
  }
}
