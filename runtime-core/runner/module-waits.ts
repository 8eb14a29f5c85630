/** What a module waits for that only another module of its run can give. */
import type { FilePath } from "../base/span.ts";

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

/** A module with what it waits for, and the names of those that it knows. */
export interface WaitingModule {
  readonly module: FilePath;
  readonly waits: readonly ModuleWait[];
  readonly nameOf: (id: string) => string;
}

/** `"/main.ts" for the result of "/child.ts"`, for all of them. */
export function printWaits(modules: readonly WaitingModule[]): string[] {
  const told = new Set<string>();
  for (const { module, waits, nameOf } of modules)
    for (const { kind, id } of waits) told.add(`"${module}" for ${AWAITED[kind]} "${nameOf(id)}"`);
  const all = [...told];
  return all.length <= MAX_TOLD ? all : [...all.slice(0, MAX_TOLD), `and ${all.length - MAX_TOLD} others`];
}
