/**
 * The children of one module: each in its own isolate and context, in this process.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { FilePath } from "../base/span.ts";
import type { Context } from "../context/context.ts";
import type { ModulePower } from "../host/powers.ts";
import type { Lease } from "../limits/lease.ts";
import type { ModuleEnd } from "./module-run.ts";
import type { ModuleImage } from "./protocol.ts";
import type { Run } from "./run.ts";

interface Child {
  readonly context: Context;
  readonly end: Promise<ModuleEnd>;
}

/** Starts, awaits and ends children. */
export class ChildRuns implements ModulePower {
  readonly #run: Run;
  readonly #parent: Context;
  readonly #image: (path: FilePath) => Promise<ModuleImage>;
  readonly #children = new Map<string, Child>();
  #running = 0;

  constructor(run: Run, parent: Context, image: (path: FilePath) => Promise<ModuleImage>) {
    this.#run = run;
    this.#parent = parent;
    this.#image = image;
  }

  /** How many run now. */
  get running(): number {
    return this.#running;
  }

  /** Starts a module; resolves when it has a context. `options` is JSON: `args`, and `permissions` and `limits` to narrow it. */
  async spawn(path: FilePath, options: string): Promise<string> {
    const lease = await this.#parent.limiters.take("modules/simultaneous", 1, { signal: this.#parent.signal });
    try {
      return await this.#start(path, JSON.parse(options) as SpawnOptions, lease);
    } catch (error) {
      lease.giveBack();
      throw error;
    }
  }

  async result(id: string): Promise<string> {
    const child = this.#child(id);
    const { outcome, result } = await child.end;
    if (outcome.kind === "completed") return JSON.stringify(result);
    throw new AmbitError("run/child-failed", {
      module: child.context.module,
      outcome: outcome.kind,
      detail: outcome.cause?.message ?? outcome.kind,
    });
  }

  async cancel(id: string, reason: string): Promise<void> {
    await this.#child(id).context.cancel(new AmbitError("context/cancelled", { cause: reason }));
  }

  async #start(path: FilePath, options: SpawnOptions, lease: Lease): Promise<string> {
    const image = narrow(await this.#image(path), options);
    const id = this.#run.newId();
    const started = Promise.withResolvers<Context>();
    this.#running += 1;
    const end = this.#run
      .runModule(
        { id, image, args: JSON.stringify(options.args ?? {}), parent: this.#parent, env: this.#parent.env },
        started.resolve,
      )
      .then((done) => done.end)
      .finally(() => {
        this.#running -= 1;
        lease.giveBack();
      });
    const context = await Promise.race([started.promise, end]);
    if (!("id" in context)) throw refused(path, context);
    this.#children.set(id, { context, end });
    return id;
  }

  #child(id: string): Child {
    const child = this.#children.get(id);
    if (child === undefined)
      throw new AmbitError("host/invalid-argument", { call: "spawn", detail: `there is no child "${id}"` });
    return child;
  }
}

interface SpawnOptions {
  readonly args?: object;
  readonly permissions?: object;
  readonly limits?: object;
}

/** What the parent gives replaces what the child asks for; both must be within what the parent has. */
function narrow(image: ModuleImage, options: SpawnOptions): ModuleImage {
  if (options.permissions === undefined && options.limits === undefined) return image;
  const own = (image.manifest ?? {}) as { limits?: object };
  const manifest = {
    ...own,
    ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    ...(options.limits === undefined ? {} : { limits: { ...own.limits, ...options.limits } }),
  };
  return { ...image, manifest };
}

function refused(path: FilePath, end: ModuleEnd): AmbitError {
  const detail = end.outcome.cause?.message ?? end.outcome.kind;
  return new AmbitError("run/child-failed", { module: path, outcome: end.outcome.kind, detail });
}
