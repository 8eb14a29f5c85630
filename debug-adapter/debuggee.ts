/**
 * One run that is debugged, with its isolates, each with its inspector.
 *
 * Isolates come held, unless they were there before the debugger; one goes on when `prepareIsolate` of the listener has
 * resolved. A run names its isolates, and a session has several runs: here they have the numbers of their threads.
 */
import type { Adjustment, ContextSnapshot, HostCall, Run, RunEvent, RunSnapshot } from "../runtime-core/index.ts";
import { awaitingIn, branchesIn, namesHost, stackText } from "./awaiting.ts";
import type { CallFrame, Evaluation, Paused, PossibleStop, Properties, ScriptLocation, ScriptParsed } from "./cdp.ts";
import { IsolateBreakpoints } from "./isolate-breakpoints.ts";
import { InspectorClient, isOvertaken } from "./inspector-client.ts";
import type { Place } from "./stack.ts";

const MOST_RETIRED = 100;

/** A run in this process, or that of a host. */
export type InspectedRun = Pick<
  Run,
  | "module"
  | "report"
  | "subscribe"
  | "snapshot"
  | "adjust"
  | "go"
  | "inspect"
  | "sendToInspector"
  | "cancel"
  | "kill"
  | "detach"
>;

/** What the debuggee tells. */
export interface DebuggeeListener {
  /** Whether isolates are inspected, and let go. */
  readonly inspects: boolean;
  /** A number for a thread. */
  readonly newThreadId: () => string;
  /** A new isolate; its module loads when the promise has resolved. */
  readonly prepareIsolate: (isolate: Isolate) => Promise<void>;
  readonly isolateEnded: (isolate: Isolate) => void;
  readonly paused: (isolate: Isolate, pause: Paused) => void;
  readonly resumed: (isolate: Isolate) => void;
  /** An isolate has loaded a file of the module. */
  readonly sourceLoaded: (url: string) => void;
  readonly breakpointResolved: (isolate: Isolate, breakpointId: string, location: ScriptLocation) => void;
  readonly hostCalls: (calls: readonly HostCall[], lost: number) => void;
  /** Something has moved in a context of the run. */
  readonly moved: (snapshot: RunSnapshot) => void;
  /** A CPU profile, at the end of an isolate. */
  readonly profile: (isolate: Isolate, profile: unknown) => void;
  readonly output: (stream: "stdout" | "stderr", line: string) => void;
}

/** Where an isolate stands. */
export interface Pause {
  readonly paused: Paused;
  /** Frames of the module's own files, the innermost first. */
  readonly frames: readonly CallFrame[];
  /** The callers that await the frames, the nearest first. Asked of the isolate once. */
  readonly awaiting: () => Promise<readonly Place[]>;
  /** The promises that the frames are to settle, of those that are awaited together. */
  readonly branches: () => Promise<readonly string[]>;
  /** Whether the host is on the stack, or awaits it. */
  readonly isAwaitedByHost: () => Promise<boolean>;
}

/** One isolate with its inspector. */
export class Isolate {
  /** The number of its thread, and of its context. */
  readonly id: string;
  readonly idInRun: string;
  readonly module: string;
  readonly parent: string | undefined;
  readonly debuggee: Debuggee;
  readonly inspector: InspectorClient;
  readonly breakpoints: IsolateBreakpoints;
  /** Scripts by their id; the text is fetched when it is wanted. */
  readonly scripts = new Map<string, ScriptParsed>();
  readonly #texts = new Map<string, Promise<string>>();
  readonly #firstStops = new Map<string, Promise<ScriptLocation | undefined>>();
  #pause: Pause | undefined;
  /** Takes the pieces of a heap snapshot, while one is taken. */
  onSnapshotPiece: ((piece: string) => void) | undefined;
  /** The context in which module code runs, as the inspector names it. */
  #contextId: number | undefined;

  constructor(
    { isolate, module, parent }: Extract<RunEvent, { kind: "isolate" }>,
    debuggee: Debuggee,
    listener: DebuggeeListener,
  ) {
    this.id = debuggee.threadIdOf(isolate);
    this.idInRun = isolate;
    this.module = module;
    this.parent = parent === undefined ? undefined : debuggee.threadIdOf(parent);
    this.debuggee = debuggee;
    this.inspector = new InspectorClient(
      (message) => debuggee.run.sendToInspector(isolate, message),
      (method, params) => this.#receive(method, params, listener),
    );
    this.breakpoints = new IsolateBreakpoints(this.inspector, () => this.#pause?.paused.callFrames[0]);
  }

  /** Where it stands, when it is paused. */
  get pause(): Pause | undefined {
    return this.#pause;
  }

  /** Evaluates with the parameters of V8's request, in a frame, or without one where module code runs. */
  async evaluate(request: object, callFrameId: string | undefined): Promise<Evaluation> {
    // While an isolate stands, V8 ends by its time only what is evaluated in a frame.
    const frame = callFrameId ?? this.#pause?.paused.callFrames[0]?.callFrameId;
    if (frame !== undefined) {
      try {
        return await this.inspector.request("Debugger.evaluateOnCallFrame", { ...request, callFrameId: frame });
      } catch (error) {
        // It has gone on meanwhile.
        if (callFrameId !== undefined || this.#pause !== undefined) throw error;
      }
    }
    return await this.inspector.request("Runtime.evaluate", { ...request, contextId: this.#contextId });
  }

  /** Has V8 pass by scripts whose URLs these regular expressions find. The request has left when this returns. */
  async blackbox(patterns: readonly string[]): Promise<void> {
    await this.inspector.request("Debugger.setBlackboxPatterns", { patterns });
  }

  /** The own properties of an object; `named` leaves out items. */
  async propertiesOf(objectId: string, { generatePreview = false, named = false } = {}): Promise<Properties> {
    const request = { objectId, ownProperties: true, generatePreview, nonIndexedPropertiesOnly: named };
    return await this.inspector.request("Runtime.getProperties", request);
  }

  /** The places between two of a script at which V8 can stop. */
  async stopsBetween(
    start: ScriptLocation,
    end: ScriptLocation,
    { inFunction }: { readonly inFunction: boolean },
  ): Promise<readonly PossibleStop[]> {
    const request = { start, end, restrictToFunction: inFunction };
    const answer = await this.inspector.request<{ locations: readonly PossibleStop[] }>(
      "Debugger.getPossibleBreakpoints",
      request,
    );
    return answer.locations;
  }

  /** The first place between two of a function at which V8 can stop before it returns. Asked of the isolate once. */
  async firstStopBetween(start: ScriptLocation, end: ScriptLocation): Promise<ScriptLocation | undefined> {
    return await once(this.#firstStops, JSON.stringify([start, end]), async () => {
      const stops = await this.stopsBetween(start, end, { inFunction: true });
      // At a return the promise is settled, and nobody is known to await it any more.
      const first = stops.find(({ type }) => type !== "return");
      return first && { ...start, lineNumber: first.lineNumber, columnNumber: first.columnNumber ?? 0 };
    });
  }

  /** The source text of a script. */
  async text(scriptId: string): Promise<string> {
    return await once(this.#texts, scriptId, async () => {
      const request = { scriptId };
      return (await this.inspector.request<{ scriptSource: string }>("Debugger.getScriptSource", request)).scriptSource;
    });
  }

  /** The script with a URL, when it is loaded. */
  script(url: string): ScriptParsed | undefined {
    return [...this.scripts.values()].findLast((script) => script.url === url);
  }

  /** V8 leaves the URLs of frames empty. */
  #withUrls(paused: Paused): Paused {
    const callFrames = paused.callFrames.map((frame) => ({
      ...frame,
      url: this.scripts.get(frame.location.scriptId)?.url ?? frame.url,
    }));
    return { ...paused, callFrames };
  }

  #receive(method: string, params: Record<string, unknown>, listener: DebuggeeListener): void {
    switch (method) {
      case "Debugger.paused": {
        const paused = this.#withUrls(params as unknown as Paused);
        const frames = paused.callFrames.filter((frame) => isModuleUrl(frame.url));
        const asked = new Map<"stack", Promise<string>>();
        const stack = (): Promise<string> => once(asked, "stack", () => stackText(this, paused));
        this.#pause = {
          paused,
          frames,
          awaiting: async () => awaitingIn(await stack()),
          branches: async () => branchesIn(await stack()),
          isAwaitedByHost: async () => namesHost(await stack()),
        };
        return listener.paused(this, paused);
      }
      case "Debugger.resumed":
        this.#pause = undefined;
        return listener.resumed(this);
      case "Debugger.scriptParsed": {
        const script = params as unknown as ScriptParsed;
        // What is evaluated has no name, and is never asked for.
        if (script.url !== "") this.scripts.set(script.scriptId, script);
        if (isModuleUrl(script.url)) listener.sourceLoaded(script.url);
        return;
      }
      case "Debugger.breakpointResolved": {
        const [id, location] = [String(params["breakpointId"]), params["location"] as ScriptLocation];
        for (const each of this.breakpoints.resolved(id, location)) listener.breakpointResolved(this, each, location);
        return;
      }
      case "HeapProfiler.addHeapSnapshotChunk":
        return this.onSnapshotPiece?.(String(params["chunk"]));
      case "Runtime.executionContextCreated": {
        // Each isolate has a second one, isolated-vm's own, in which nothing of the module runs.
        const { id, name } = params["context"] as { id: number; name: string };
        if (name !== "default") this.#contextId = id;
        return;
      }
      default:
        return;
    }
  }
}

/** A run that is debugged. */
export class Debuggee {
  readonly run: InspectedRun;
  /** What tells it from other runs of the session. */
  readonly label: string | undefined;
  /** By the numbers of their threads. */
  readonly isolates = new Map<string, Isolate>();
  readonly #listener: DebuggeeListener;
  readonly #subscription: Disposable;
  readonly #first = Promise.withResolvers<void>();
  /** Numbers of threads by the ids in the run. */
  readonly #threadIds = new Map<string, string>();
  /** Of isolates that have ended, the latest last. */
  readonly #retired: string[] = [];

  constructor(run: InspectedRun, label: string | undefined, listener: DebuggeeListener) {
    this.run = run;
    this.label = label;
    this.#listener = listener;
    this.#subscription = run.subscribe((event) => this.#receive(event));
  }

  /** Resolves when the first isolate is there, or when there will be none. */
  get started(): Promise<void> {
    return this.#first.promise;
  }

  /** The number of the thread of an isolate or its context. */
  threadIdOf(idInRun: string): string {
    const known = this.#threadIds.get(idInRun);
    if (known !== undefined) return known;
    const fresh = this.#listener.newThreadId();
    this.#threadIds.set(idInRun, fresh);
    return fresh;
  }

  /** The context of an isolate as it is now. */
  async snapshot(isolate: Isolate): Promise<ContextSnapshot | undefined> {
    const snapshot = this.#withThreadIds(await this.run.snapshot());
    this.#listener.moved(snapshot);
    return snapshot.contexts.find((context) => context.id === isolate.id);
  }

  /** Changes what an isolate may use or touch. @throws {AmbitError} `run/cannot-adjust` */
  async adjust(isolate: Isolate, adjustment: Adjustment): Promise<void> {
    await this.run.adjust(isolate.idInRun, adjustment);
  }

  /** Forgets the run: no event comes any more, and no request is answered. */
  close(): void {
    this.#subscription[Symbol.dispose]();
    this.#first.resolve();
    for (const isolate of [...this.isolates.values()]) this.#ended(isolate);
  }

  #receive(event: RunEvent): void {
    switch (event.kind) {
      case "isolate": {
        if (event.state === "created") return void this.#created(event);
        this.#ended(this.#isolateOf(event.isolate));
        return this.#retire(event.isolate);
      }
      case "inspector":
        return this.#isolateOf(event.isolate)?.inspector.receive(event.message);
      case "output":
        return this.#listener.output(event.stream, event.line);
      case "profile": {
        const isolate = this.#isolateOf(event.isolate);
        return isolate && this.#listener.profile(isolate, event.profile);
      }
      case "host-calls": {
        // Calls that the end of their isolate has ended are told behind it.
        const calls = event.calls.flatMap((call) => {
          const isolate = this.#threadIds.get(call.isolate);
          return isolate === undefined ? [] : [{ ...call, isolate }];
        });
        return this.#listener.hostCalls(calls, event.lost);
      }
      case "snapshot":
        return this.#listener.moved(this.#withThreadIds(event.snapshot));
      default:
        return event satisfies never;
    }
  }

  async #created(event: Extract<RunEvent, { kind: "isolate" }>): Promise<void> {
    const { inspects, prepareIsolate } = this.#listener;
    const isolate = new Isolate(event, this, this.#listener);
    this.isolates.set(isolate.id, isolate);
    if (inspects) this.run.inspect(event.isolate);
    else isolate.inspector.refuse("the program runs without the debugger");
    try {
      const enabled = (inspects ? enable(isolate) : Promise.resolve()).then(() => this.#first.resolve());
      await Promise.all([enabled, prepareIsolate(isolate)]);
    } catch (error) {
      // The isolate ended while it was prepared; its end is told by its own event.
      if (!isOvertaken(error)) throw error;
    }
    if (inspects) this.run.go(event.isolate);
  }

  #ended(isolate: Isolate | undefined): void {
    if (isolate === undefined || !this.isolates.delete(isolate.id)) return;
    isolate.inspector.end();
    this.#listener.isolateEnded(isolate);
  }

  /** Keeps the numbers of the last isolates that have ended. */
  #retire(idInRun: string): void {
    this.#retired.push(idInRun);
    if (this.#retired.length > MOST_RETIRED) this.#threadIds.delete(this.#retired.shift() ?? "");
  }

  #isolateOf(idInRun: string): Isolate | undefined {
    return this.isolates.get(this.#threadIds.get(idInRun) ?? "");
  }

  #withThreadIds({ contexts }: RunSnapshot): RunSnapshot {
    return {
      contexts: contexts.map((context) => ({
        ...context,
        id: this.threadIdOf(context.id),
        ...(context.parent === undefined ? {} : { parent: this.threadIdOf(context.parent) }),
        limits: context.limits.map((limit) => ({ ...limit, holders: limit.holders.map((id) => this.threadIdOf(id)) })),
      })),
    };
  }
}

/** The answer to a question that is asked once, and again when that has failed. */
function once<K, T>(known: Map<K, Promise<T>>, key: K, ask: () => Promise<T>): Promise<T> {
  const asked = known.get(key);
  if (asked !== undefined) return asked;
  const fresh = ask();
  known.set(key, fresh);
  fresh.catch(() => known.delete(key));
  return fresh;
}

async function enable(isolate: Isolate): Promise<void> {
  await Promise.all([isolate.inspector.request("Runtime.enable"), isolate.inspector.request("Debugger.enable")]);
}

/** Whether a script is a file of the module, and not part of the host's own code in the isolate. */
export function isModuleUrl(url: string): boolean {
  return url.startsWith("./");
}
