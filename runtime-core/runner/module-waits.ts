/** What a module waits for that only another module of its run can give. */
import { AmbitError } from "../base/ambit-error.ts";
import type { Context } from "../context/context.ts";

/** For what, and by which id it knows that other one; "" is the module that has spawned it. */
export interface ModuleWait {
  readonly kind: "call" | "end" | "message" | "result" | "room";
  readonly id: string;
}

/** The waits of one module. */
export class ModuleWaits {
  readonly #waits = new Set<ModuleWait>();

  /** Those that last, in order. */
  get all(): readonly ModuleWait[] {
    return [...this.#waits];
  }

  /** Takes note of one until it is over. */
  async during<T>(wait: ModuleWait, waiting: Promise<T>): Promise<T> {
    this.#waits.add(wait);
    try {
      return await waiting;
    } finally {
      this.#waits.delete(wait);
    }
  }
}

const AWAITED: Readonly<Record<ModuleWait["kind"], string>> = {
  call: "a call of",
  end: "the end of",
  message: "a message of",
  result: "the result of",
  room: "room for a message to",
};
const MAX_TOLD = 8;

/** A module of a run. */
export interface WaitingModule {
  readonly context: Context;
  readonly waits: readonly ModuleWait[];
  /** How many children it has that begin or run. */
  readonly running: number;
  /** Ends it. */
  readonly stall: (cause: AmbitError<"run/never-settles">) => void;
}

/**
 * When the modules of a run wait for nothing but each other, ends those whose spawner waits for how they end and may go on then: the
 * innermost ones. Without any the run ends. A child that begins or has ended is not among them.
 *
 * @param modules By id, all of which stand still.
 */
export function endDeadlock(modules: ReadonlyMap<string, WaitingModule>, root: WaitingModule): void {
  const all = [...modules.values()];
  const children = all.reduce((sum, { running }) => sum + running, 0);
  if (all.length < 2 || children > all.length - 1) return;
  const waits = printWaits(modules);
  const { module } = root.context;
  const cause = new AmbitError("run/never-settles", { module, ...(waits.length === 0 ? {} : { waits }) });
  const stuck = awaitedEnds(modules);
  for (const each of stuck.length === 0 ? [root] : stuck) each.stall(cause);
}

/** Modules of which the spawner learns how they end, because it waits for their result or a call, and that wait for no such one. */
function awaitedEnds(modules: ReadonlyMap<string, WaitingModule>): readonly WaitingModule[] {
  const waits = [...modules.values()].flatMap((each) => each.waits);
  const ids = waits.filter(({ kind }) => kind === "result" || kind === "call").map(({ id }) => id);
  const awaited = [...new Set(ids)].flatMap((id) => modules.get(id) ?? []);
  return awaited.filter((one) => !awaited.some((other) => other !== one && other.context.isWithin(one.context)));
}

/** `"/main.ts" for the result of "/child.ts"`, for all of them. */
function printWaits(modules: ReadonlyMap<string, WaitingModule>): readonly string[] {
  const told = new Set<string>();
  for (const { context, waits } of modules.values())
    for (const { kind, id } of waits) {
      const other = modules.get(id)?.context.module ?? context.parent?.module ?? "";
      told.add(`"${context.module}" for ${AWAITED[kind]} "${other}"`);
    }
  const all = [...told];
  return all.length <= MAX_TOLD ? all : [...all.slice(0, MAX_TOLD), `and ${all.length - MAX_TOLD} others`];
}
