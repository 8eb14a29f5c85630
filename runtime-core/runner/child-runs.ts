/**
 * The children of one module: each in its own isolate and context, in this process.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { callFailed, unfinishedCall } from "../base/call-end.ts";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/codes/table.ts";
import { folderOf } from "../base/file-path.ts";
import type { FilePath } from "../base/span.ts";
import type { Context } from "../context/context.ts";
import { createContext } from "../context/create-context.ts";
import type { ModulePower } from "../host/powers.ts";
import type { Lease } from "../limits/lease.ts";
import { grantedPermissions } from "../manifest/granted-permissions.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { EndedChildren } from "./ended-children.ts";
import type { Children } from "./host-calls.ts";
import { MessagePort } from "./message-port.ts";
import type { ModuleEnd, ModuleImage } from "./protocol.ts";
import type { ModuleStart, Run } from "./run.ts";

/** Why the signal of a call fires in a child. */
const GIVEN_UP = "the module that has spawned this one does not want it any more";

interface Child {
  readonly context: Context;
  readonly end: Promise<ModuleEnd>;
  readonly port: MessagePort;
  /** It has no entry, and ends when it is told to. */
  readonly stays: boolean;
  /** Who waits for the end of a call of an export. */
  readonly calls: Set<(end: ModuleEnd) => void>;
  /** Whether its parent waits for it, and so learns how it ended. */
  awaited: boolean;
}

/** What the children of one module need. */
export interface ChildRunsOptions {
  readonly run: Run;
  readonly parent: Context;
  readonly clock: Clock;
  /** Asks for a module. */
  readonly image: (path: FilePath) => Promise<ModuleImage>;
  /** Takes a line about a child that failed and that nobody waited for. */
  readonly onLost: (line: string) => void;
}

/** Starts, awaits and ends children. */
export class ChildRuns implements ModulePower, Children {
  readonly #options: ChildRunsOptions;
  /** Those that have not ended. */
  readonly #children = new Map<string, Child>();
  readonly #ended = new EndedChildren();
  #running = 0;

  constructor(options: ChildRunsOptions) {
    this.#options = options;
  }

  /** How many run now. */
  get running(): number {
    return this.#running;
  }

  /**
   * Starts a module; resolves when it has a context.
   *
   * @param options JSON: `args`; `permissions` and `limits`, bounds for the child within those of its parent; and `timeout`
   *   in milliseconds, after which the child is ended.
   */
  async spawn(path: FilePath, options: string): Promise<string> {
    const { parent } = this.#options;
    const lease = await parent.limiters.take("modules/simultaneous", 1, { signal: parent.signal });
    try {
      return await this.#start(path, JSON.parse(options) as SpawnOptions, lease);
    } catch (error) {
      lease.giveBack();
      throw error;
    }
  }

  async result(id: string): Promise<string> {
    const child = this.#children.get(id);
    if (child !== undefined) child.awaited = true;
    const end = child === undefined ? this.#ended.get(id).end : await child.end;
    this.#ended.given(id);
    if (end.outcome.kind === "completed") return end.resultJson;
    throw failure(this.#ended.get(id).module, end);
  }

  async call(id: string, name: string, argsJson: string, signal: AbortSignal): Promise<string> {
    const child = this.#children.get(id);
    const { module } = child?.context ?? this.#ended.get(id);
    const end =
      child === undefined
        ? endOfCall(this.#ended.get(id).end)
        : await this.#calling(id, child, { name, argsJson, signal });
    if (end.outcome.kind === "completed") return end.resultJson;
    throw callFailed({ module, name }, end.outcome);
  }

  async finish(id: string): Promise<void> {
    const child = this.#children.get(id);
    if (child?.stays === true) void this.#options.run.finishModule(id);
    await child?.end;
  }

  port(id: string): MessagePort {
    return (this.#children.get(id) ?? this.#ended.get(id)).port;
  }

  async cancel(id: string, reason: string): Promise<void> {
    const child = this.#children.get(id);
    if (child === undefined) return;
    child.awaited = true;
    await this.#options.run.end(child.context, new AmbitError("context/cancelled", { cause: reason }));
  }

  async #calling(
    id: string,
    { calls }: Child,
    { signal, ...call }: { readonly name: string; readonly argsJson: string; readonly signal: AbortSignal },
  ): Promise<ModuleEnd> {
    const { promise, resolve, reject } = Promise.withResolvers<ModuleEnd>();
    const given = new AbortController();
    signal.addEventListener("abort", () => given.abort(new AmbitError("context/call-given-up", { reason: GIVEN_UP })));
    calls.add(resolve);
    void this.#options.run.callModule(id, call, given.signal).then(resolve, reject);
    try {
      return await promise;
    } finally {
      calls.delete(resolve);
    }
  }

  async #start(path: FilePath, options: SpawnOptions, lease: Lease): Promise<string> {
    const { run, parent, image, clock } = this.#options;
    const [port, theirs] = MessagePort.pair();
    const start = {
      id: run.newId(),
      image: await image(path),
      args: options.stay === true ? undefined : JSON.stringify(options.args ?? {}),
      env: parent.env,
      port: theirs,
      spawnedBy: parent.id,
      hasTimeout: options.timeout !== undefined,
    };
    const bounds = boundsOf({ id: start.id, parent, clock }, options);
    const started = Promise.withResolvers<Context>();
    const end = this.#execute({ ...start, parent: bounds }, { onContext: started.resolve, lease }).finally(() =>
      port.close(),
    );
    const context = await Promise.race([started.promise, end]);
    if (!("id" in context)) throw failure(path, context);
    const stays = options.stay === true;
    const child: Child = { context, end, port, stays, calls: new Set(), awaited: false };
    this.#children.set(start.id, child);
    if (options.timeout !== undefined) this.#endAfter(child, options.timeout);
    void end.then((ended) => this.#childEnded(start.id, child, ended));
    return start.id;
  }

  #endAfter({ context, end }: Child, timeoutMs: number): void {
    const cause = new AmbitError("run/timed-out", { module: context.module, timeoutMs });
    const { clock, run } = this.#options;
    const alarm = clock.wakeAt(clock.now() + timeoutMs, () => void run.end(context, cause));
    void end.finally(() => alarm[Symbol.dispose]());
  }

  async #execute(
    start: ModuleStart & { readonly parent: Context },
    { onContext, lease }: { readonly onContext: (context: Context) => void; readonly lease: Lease },
  ): Promise<ModuleEnd> {
    const { run, parent } = this.#options;
    let gone = Promise.resolve();
    this.#running += 1;
    try {
      const ran = await run.runModule(start, onContext);
      gone = ran.gone;
      return ran.end;
    } finally {
      this.#running -= 1;
      // One that does not stop keeps its place.
      void gone.then(() => lease.giveBack());
      if (start.parent !== parent) await start.parent.finish();
    }
  }

  #childEnded(id: string, { awaited, calls, context, port }: Child, end: ModuleEnd): void {
    const { module } = context;
    port.outgoing.drop();
    this.#children.delete(id);
    this.#ended.add(id, { module, end, port });
    for (const resolve of calls) resolve(endOfCall(end));
    if (awaited || end.outcome.kind === "completed" || this.#options.parent.signal.aborted) return;
    this.#options.onLost(failure(module, end).message);
  }
}

interface SpawnOptions {
  readonly args?: object;
  readonly permissions?: unknown;
  readonly limits?: unknown;
  readonly timeout?: number;
  readonly stay?: boolean;
}

/**
 * The context that the child must stay within: its parent's, or one between them with the bounds that were given.
 * Relative paths in them are those of the parent.
 */
function boundsOf(
  { id, parent, clock }: { readonly id: string; readonly parent: Context; readonly clock: Clock },
  { permissions, limits }: SpawnOptions,
): Context {
  if (permissions === undefined && limits === undefined) return parent;
  const moduleDir = folderOf(parent.module);
  const given = { ...(permissions === undefined ? {} : { permissions }), ...(limits === undefined ? {} : { limits }) };
  const { manifest, problems } = parseManifest(given, moduleDir);
  const [problem] = problems;
  if (problem !== undefined) {
    const detail = `${problem.path.join(".")}: ${messageOf(problem.code, problem.data as never)}`;
    throw new AmbitError("host/invalid-argument", { call: "spawn", detail });
  }
  const made = createContext({
    id: `${id}-bounds`,
    module: parent.module,
    manifest: permissions === undefined ? { ...manifest, permissions: grantedPermissions(parent.manifest) } : manifest,
    parent,
    profile: "script",
    clock,
    env: {},
    cpuTime: "charged",
  });
  if (made.ok) return made.value;
  throw new AmbitError("context/exceeds-parent", { violations: made.error.map((violation) => violation.message) });
}

/** What a call comes to when the child ends before it. */
function endOfCall({ outcome }: ModuleEnd): ModuleEnd {
  return { outcome: unfinishedCall(outcome), resultJson: "null" };
}

function failure(module: FilePath, { outcome }: ModuleEnd): AmbitError {
  const { cause } = outcome;
  const stack = cause?.stack === undefined ? {} : { stack: cause.stack };
  return new AmbitError("run/child-failed", {
    module,
    outcome: outcome.kind,
    detail: cause?.message ?? outcome.kind,
    ...stack,
  });
}
