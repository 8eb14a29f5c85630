/** Counts what the modules of a run were refused, by kind: of kinds there are few. */
import type { Permission, Subject } from "../permissions/permission.ts";

/** The counts of one run. */
export class Refusals {
  readonly #byKind: Record<string, number> = {};
  #count = 0;

  /** How many there were. */
  get count(): number {
    return this.#count;
  }

  /** `{ "fs.read": 2 }`. */
  get byKind(): Readonly<Record<string, number>> {
    return { ...this.#byKind };
  }

  /** Counts one. */
  add({ domain, kind }: Permission | Subject): void {
    const name = `${domain}.${kind}`;
    this.#byKind[name] = (this.#byKind[name] ?? 0) + 1;
    this.#count += 1;
  }
}
