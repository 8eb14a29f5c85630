/**
 * The program that is debugged: one run with its isolates, each with its inspector.
 *
 * Isolates come held; one goes on when `prepareIsolate` of the listener has resolved.
 */
import type { ContextSnapshot, HostCall, Run, RunEvent, RunSnapshot } from "../runtime-core/index.ts";
import { awaitingCallers } from "./awaiting.ts";
import type { CallFrame, Evaluation, Paused, Properties, ScriptLocation, ScriptParsed } from "./cdp.ts";
import { InspectorClient, InspectorError } from "./inspector-client.ts";
import type { Place } from "./stack.ts";

/** What the debuggee tells. */
export interface DebuggeeListener {
  /** Whether isolates wait at their start and are inspected. */
  readonly held: boolean;
  /** A new isolate; its module loads when the promise has resolved. */
  readonly prepareIsolate: (isolate: Isolate) => Promise<void>;
  readonly isolateEnded: (isolate: Isolate) => void;
  readonly paused: (isolate: Isolate, pause: Paused) => void;
  readonly resumed: (isolate: Isolate) => void;
  readonly breakpointResolved: (isolate: Isolate, breakpointId: string, location: ScriptLocation) => void;
  readonly hostCalls: (calls: readonly HostCall[], lost: number) => void;
  /** Something has moved in a context. */
  readonly moved: (snapshot: RunSnapshot) => void;
  readonly output: (stream: "stdout" | "stderr", line: string) => void;
}

/** Where an isolate stands. */
export interface Pause {
  readonly paused: Paused;
  /** Frames of the module's own files, the innermost first. */
  readonly frames: readonly CallFrame[];
  /** The callers that await the frames, the nearest first. Asked of the isolate once. */
  readonly awaiting: () => Promise<readonly Place[]>;
}

/** One isolate with its inspector. */
export class Isolate {
  /** Id in the run, and of its context. */
  readonly id: string;
  readonly module: string;
  readonly parent: string | undefined;
  readonly inspector: InspectorClient;
  /** Scripts by their id; the text is fetched when it is wanted. */
  readonly scripts = new Map<string, ScriptParsed>();
  readonly #texts = new Map<string, Promise<string>>();
  #pause: Pause | undefined;
  /** The context in which module code runs, as the inspector names it. */
  #contextId: number | undefined;

  constructor(start: Extract<RunEvent, { kind: "isolate" }>, run: Run, listener: DebuggeeListener) {
    this.id = start.isolate;
    this.module = start.module;
    this.parent = start.parent;
    this.inspector = new InspectorClient(
      (message) => run.sendToInspector(this.id, message),
      (method, params) => this.#receive(method, params, listener),
    );
  }

  /** Where it stands, when it is paused. */
  get pause(): Pause | undefined {
    return this.#pause;
  }

  /** Evaluates with the parameters of V8's request, in a frame, or without one where module code runs. */
  async evaluate(request: object, callFrameId: string | undefined): Promise<Evaluation> {
    if (callFrameId !== undefined)
      return await this.inspector.request("Debugger.evaluateOnCallFrame", { ...request, callFrameId });
    return await this.inspector.request("Runtime.evaluate", { ...request, contextId: this.#contextId });
  }

  /** The own properties of an object. */
  async propertiesOf(objectId: string, { generatePreview = false } = {}): Promise<Properties> {
    return await this.inspector.request("Runtime.getProperties", { objectId, ownProperties: true, generatePreview });
  }

  /** The source text of a script. */
  async text(scriptId: string): Promise<string> {
    const known = this.#texts.get(scriptId);
    if (known !== undefined) return await known;
    const asked = this.inspector
      .request<{ scriptSource: string }>("Debugger.getScriptSource", { scriptId })
      .then((answer) => answer.scriptSource);
    this.#texts.set(scriptId, asked);
    return await asked;
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
        let callers: Promise<readonly Place[]> | undefined;
        this.#pause = { paused, frames, awaiting: () => (callers ??= awaitingCallers(this, paused)) };
        return listener.paused(this, paused);
      }
      case "Debugger.resumed":
        this.#pause = undefined;
        return listener.resumed(this);
      case "Debugger.scriptParsed": {
        const script = params as unknown as ScriptParsed;
        return void this.scripts.set(script.scriptId, script);
      }
      case "Debugger.breakpointResolved":
        return listener.breakpointResolved(this, String(params["breakpointId"]), params["location"] as ScriptLocation);
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
  readonly run: Run;
  readonly isolates = new Map<string, Isolate>();
  readonly #listener: DebuggeeListener;
  readonly #subscription: Disposable;
  readonly #first = Promise.withResolvers<void>();

  constructor(run: Run, listener: DebuggeeListener) {
    this.run = run;
    this.#listener = listener;
    this.#subscription = run.subscribe((event) => this.#receive(event));
  }

  /** Resolves when the first isolate is there, or when there will be none. */
  get started(): Promise<void> {
    return this.#first.promise;
  }

  /** The context of an isolate as it is now. */
  async snapshot(isolate: Isolate): Promise<ContextSnapshot | undefined> {
    const snapshot = await this.run.snapshot();
    this.#listener.moved(snapshot);
    return snapshot.contexts.find((context) => context.id === isolate.id);
  }

  /** Forgets the run: no event comes any more, and no request is answered. */
  close(): void {
    this.#subscription[Symbol.dispose]();
    this.#first.resolve();
    for (const isolate of [...this.isolates.values()]) this.#ended(isolate);
  }

  #receive(event: RunEvent): void {
    switch (event.kind) {
      case "isolate":
        if (event.state === "created") return void this.#created(event);
        return this.#ended(this.isolates.get(event.isolate));
      case "inspector":
        return this.isolates.get(event.isolate)?.inspector.receive(event.message);
      case "output":
        return this.#listener.output(event.stream, event.line);
      case "host-calls":
        return this.#listener.hostCalls(event.calls, event.lost);
      case "snapshot":
        return this.#listener.moved(event.snapshot);
      default:
        return event satisfies never;
    }
  }

  async #created(event: Extract<RunEvent, { kind: "isolate" }>): Promise<void> {
    const isolate = new Isolate(event, this.run, this.#listener);
    this.isolates.set(isolate.id, isolate);
    if (this.#listener.held) this.run.inspect(isolate.id);
    else isolate.inspector.close("the program runs without the debugger");
    try {
      const enabled = this.#listener.held ? enable(isolate) : Promise.resolve();
      const prepared = this.#listener.prepareIsolate(isolate);
      await Promise.all([enabled.then(() => this.#first.resolve()), prepared]);
    } catch (error) {
      // The isolate ended while it was prepared; its end is told by its own event.
      if (!(error instanceof InspectorError)) throw error;
    }
    if (this.#listener.held) this.run.go(isolate.id);
  }

  #ended(isolate: Isolate | undefined): void {
    if (isolate === undefined || !this.isolates.delete(isolate.id)) return;
    isolate.inspector.close("the isolate has ended");
    this.#listener.isolateEnded(isolate);
  }
}

async function enable(isolate: Isolate): Promise<void> {
  await Promise.all([isolate.inspector.request("Runtime.enable"), isolate.inspector.request("Debugger.enable")]);
}

/** Whether a script is a file of the module, and not part of the host's own code in the isolate. */
export function isModuleUrl(url: string): boolean {
  return url.startsWith("file://");
}
