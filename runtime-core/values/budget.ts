/**
 * What a value uses up of its bounds while it is walked, so that the walk ends as soon as there is too much of it.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { ValuesCode } from "../base/codes/values.ts";
import { fieldNameProblem } from "./field-name.ts";
import { CONTAINER_SIZE, FIELD_SIZE, utf8Length } from "./size.ts";
import { MAX_ELEMENTS, MAX_FIELDS, type ValueBounds } from "./value.ts";
import { printPath, type ValuePath } from "./value-path.ts";

/** What stops an encoding or a decoding. Thrown inside this folder only. */
export type ValueError = AmbitError<ValuesCode>;

/** What is left of the bounds of one value. */
export class ValueBudget {
  readonly #bounds: ValueBounds;
  #left: number;
  #nesting = 0;

  constructor(bounds: ValueBounds) {
    this.#bounds = bounds;
    this.#left = bounds.maxBytes;
  }

  /** Uses bytes. @throws {AmbitError} `values/too-large`. */
  use(bytes: number, path: ValuePath | undefined): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    throw new AmbitError("values/too-large", { path: printPath(path), maxBytes: this.#bounds.maxBytes });
  }

  /** Uses the bytes of a text. @throws {AmbitError} `values/invalid-text`, `values/too-large`. */
  useText(text: string, path: ValuePath | undefined): void {
    if (!text.isWellFormed()) throw new AmbitError("values/invalid-text", { path: printPath(path) });
    this.use(CONTAINER_SIZE + utf8Length(text), path);
  }

  /** Uses the bytes of a field's name. @throws {AmbitError} `values/invalid-field-name`, `values/too-large`. */
  useName(name: string, path: ValuePath | undefined): void {
    const detail = fieldNameProblem(name);
    if (detail !== undefined) {
      const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
      throw new AmbitError("values/invalid-field-name", { path: printPath(path), name: shown, detail });
    }
    this.use(name.length + FIELD_SIZE, path);
  }

  /** Goes into an array or an object. @throws {AmbitError} `values/too-nested`, `values/too-large`. */
  enter(path: ValuePath | undefined): void {
    const { maxNesting } = this.#bounds;
    if (this.#nesting === maxNesting) throw new AmbitError("values/too-nested", { path: printPath(path), maxNesting });
    this.#nesting++;
    this.use(CONTAINER_SIZE, path);
  }

  /** Comes back from it. */
  leave(): void {
    this.#nesting--;
  }
}

/** @throws {AmbitError} `values/too-many-elements`. */
export function checkElements(elements: number, path: ValuePath | undefined): void {
  if (elements <= MAX_ELEMENTS) return;
  throw new AmbitError("values/too-many-elements", { path: printPath(path), elements, most: MAX_ELEMENTS });
}

/** @throws {AmbitError} `values/too-many-fields`. */
export function checkFields(fields: number, path: ValuePath | undefined): void {
  if (fields <= MAX_FIELDS) return;
  throw new AmbitError("values/too-many-fields", { path: printPath(path), fields, most: MAX_FIELDS });
}
