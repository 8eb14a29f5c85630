/** The lives of a session's isolates: each is set up before its module loads, told of while it runs, and forgotten when it ends. */
import type { RunSnapshot } from "../runtime-core/index.ts";
import { moduleOf, type SendEvent, threadId } from "./announce.ts";
import type { Breakpoints } from "./breakpoints.ts";
import type { CallBreakpoints } from "./call-breakpoints.ts";
import { Debuggee, type InspectedRun, type Isolate } from "./debuggee.ts";
import type { Exceptions } from "./exceptions.ts";
import { isOvertaken } from "./inspector-client.ts";
import type { Live } from "./live.ts";
import { AMBIT_FOLDER, type CpuProfile, writeProfile } from "./profiles.ts";
import { OBJECT_GROUP } from "./properties.ts";
import type { References } from "./references.ts";
import type { Target } from "./target.ts";
import type { Told } from "./told.ts";

/** What is set in isolates, and where they are told of. */
export interface IsolateLivesLinks {
  readonly send: SendEvent;
  readonly breakpoints: Breakpoints;
  readonly callBreakpoints: CallBreakpoints;
  readonly exceptions: Exceptions;
  readonly references: References;
  readonly live: Live;
  readonly told: Told;
  /** Resolves when modules may load. */
  readonly configured: Promise<void>;
  /** Whether the client asks again for what it is told that it has moved. */
  readonly invalidates: () => boolean;
}

/** All of a session. */
export class IsolateLives {
  readonly #links: IsolateLivesLinks;
  #lastThread = 0;

  constructor(links: IsolateLivesLinks) {
    this.#links = links;
  }

  /** Another program follows: its threads are numbered from 1 again. */
  begin(): void {
    this.#lastThread = 0;
  }

  /** Follows a run of a target. `label` tells it from others. */
  follow(target: Target, run: InspectedRun, label?: string): Debuggee {
    const { control } = target;
    const debuggee: Debuggee = new Debuggee(run, label, {
      inspects: target.inspects,
      newThreadId: () => String(++this.#lastThread),
      prepareIsolate: (isolate) => this.#prepareIsolate(isolate, target),
      isolateEnded: (isolate) => this.#isolateEnded(isolate, target),
      paused: (isolate, paused) => void orEnded(control.paused(isolate, paused)),
      resumed: (isolate) => this.#resumed(isolate),
      sourceLoaded: (url) => this.#sourceLoaded(target, url),
      breakpointResolved: (isolate, id, location) => this.#links.breakpoints.resolved(isolate, id, location),
      hostCalls: (calls, lost) => this.#links.live.addHostCalls(calls, lost),
      moved: (snapshot) => this.#moved(target, debuggee, snapshot),
      profile: (isolate, profile) => this.#writeProfile(target, isolate, profile),
      output: (stream, line) =>
        this.#links.send("output", { category: stream, output: `${target.paths.withDiskFrames(line)}\n` }),
    });
    target.debuggees.add(debuggee);
    return debuggee;
  }

  /** A file is told once, however many isolates run it. */
  #sourceLoaded({ sources, paths }: Target, url: string): void {
    if (sources.has(url)) return;
    sources.add(url);
    this.#links.send("loadedSource", { reason: "new", source: paths.sourceOf(url) });
  }

  async #prepareIsolate(isolate: Isolate, { inspects, stopsOnEntry, control, paths }: Target): Promise<void> {
    this.#links.send("thread", { reason: "started", threadId: threadId(isolate) });
    this.#links.send("module", { reason: "new", module: moduleOf(isolate, paths) });
    if (!inspects) return;
    const set = [
      control.addIsolate(isolate),
      this.#links.breakpoints.addIsolate(isolate),
      this.#links.callBreakpoints.addIsolate(isolate),
      this.#links.exceptions.addIsolate(isolate),
    ];
    if (stopsOnEntry && isolate.parent === undefined) set.push(control.stopOnEntry(isolate));
    await Promise.all(set);
    await this.#links.configured;
  }

  #isolateEnded(isolate: Isolate, { control, paths }: Target): void {
    this.#links.breakpoints.removeIsolate(isolate);
    this.#links.callBreakpoints.removeIsolate(isolate);
    this.#links.exceptions.removeIsolate(isolate);
    this.#links.references.forget(isolate);
    // Clients that look at one thread alone would look at this one for ever, and not at the next that stops.
    if (control.stopOf(isolate) !== undefined)
      this.#links.send("continued", { threadId: threadId(isolate), allThreadsContinued: false });
    control.removeIsolate(isolate);
    this.#links.send("module", { reason: "removed", module: moduleOf(isolate, paths) });
    this.#links.send("thread", { reason: "exited", threadId: threadId(isolate) });
  }

  #resumed(isolate: Isolate): void {
    this.#links.references.forget(isolate);
    isolate.inspector.request("Runtime.releaseObjectGroup", { objectGroup: OBJECT_GROUP }).catch(() => {
      // It ended meanwhile, and its objects with it.
    });
  }

  /** A limit can move while its thread stands: another thread takes from it, or a person changes it. */
  #moved({ control }: Target, debuggee: Debuggee, snapshot: RunSnapshot): void {
    for (const { id, limits } of snapshot.contexts) {
      const passed = this.#links.callBreakpoints.passed(id, limits, this.#links.live.limitsOf(id));
      const isolate = debuggee.isolates.get(id);
      if (passed.length > 0 && isolate !== undefined)
        void orEnded(control.pause(isolate, { reason: "data breakpoint", breakpoints: passed }));
    }
    for (const id of this.#links.live.update(debuggee, snapshot)) {
      if (this.#links.invalidates() && debuggee.isolates.get(id)?.pause !== undefined)
        this.#links.send("invalidated", { areas: ["variables"], threadId: Number(id) });
    }
  }

  #writeProfile({ source, paths }: Target, isolate: Isolate, profile: unknown): void {
    if (source.kind !== "launch") return;
    const { profile: asked } = source.launch.arguments;
    const folder = typeof asked === "string" ? asked : paths.diskPathOf(AMBIT_FOLDER);
    const output = writeProfile(this.#links.told.data(profile as CpuProfile), isolate, { folder, paths });
    this.#links.send("output", { category: "console", output: `${output}\n` });
  }
}

/** Waits for what an isolate is asked, or for its end, which is told by its own event. */
async function orEnded(asked: Promise<void>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (!isOvertaken(error)) throw error;
  }
}
