/**
 * What the platform gives to every module: built-in functions, globals and host modules, with the journal that takes back
 * what a run changed of them.
 *
 * Most of what a small module needs is made here, so that a platform serves one evaluation after the other, never two at once.
 */
import type { Native, NativeEssence } from "./machine.ts";
import { Journal } from "./values/journal.ts";
import { AbstractObject } from "./values/object.ts";
import type { Value } from "./values/value.ts";

/** The platform of one host. */
export class Platform {
  readonly journal = new Journal();
  globals: AbstractObject | undefined;
  /** The namespaces of host modules, by specifier. */
  readonly hostModules = new Map<string, AbstractObject>();
  /** Objects like `Array.prototype`, by the name of the constructor. */
  readonly prototypes = new Map<string, Value>();
  readonly #natives = new Map<string, AbstractObject>();
  /** Where the journal stands before anything ran. */
  readonly #start = this.journal.mark();

  /** Everything is as before the first run. */
  restart(): void {
    this.journal.restart(this.#start);
  }

  /** The built-in function of a name, made once. */
  native(name: string, implementation: Native): AbstractObject {
    let known = this.#natives.get(name);
    if (known === undefined) {
      const essence: NativeEssence = { name, implementation };
      known = new AbstractObject("native", 0, { essence });
      this.#natives.set(name, known);
    } else (known.essence as { implementation: Native }).implementation = implementation;
    return known;
  }
}
