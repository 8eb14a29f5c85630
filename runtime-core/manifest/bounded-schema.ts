/**
 * A schema that says the same of one value, and on which a validator cannot work for ever.
 *
 * Three things make the work of a validator more than the product of schema and value: references that double, patterns on which
 * the engine's matcher goes back and forth, and `uniqueItems`, for which each entry is compared with each other one. The first are
 * counted. The second are replaced by the list of those texts of the value that they match, found without going back. The third are
 * left out when nothing in the value is there twice, and else counted.
 */
import { linearMatcher, mayTakeLong } from "./linear-pattern.ts";
import { type Repetitions, repetitionsIn } from "./repetitions.ts";

/** Most references that are followed for one value. */
const MAX_REFERENCES = 100_000;
/** Most parts of entries that are compared for `uniqueItems`: about a second. */
const MAX_COMPARISONS = 20_000_000;
/** References to a schema for arrays that need no more comparisons than so many are not counted for that. */
const FEW_COMPARISONS = 1000;

/** Keywords that hold schemas by name; what is under other keywords is a schema, or a list of them, or is not looked at. */
const SCHEMAS_BY_NAME = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];

/** Keywords that hold data. */
const DATA = ["const", "enum", "default", "examples"];

/** What is being copied: a schema or a list of them, schemas by name, or data that mean nothing. */
type Part = "schema" | "schemas" | "data";

/**
 * A copy of `schema` to be applied to `value`.
 *
 * @throws {Error} From the copy, when too many references are followed; at once for a pattern that cannot be bounded and for too
 *   many comparisons.
 */
export function boundedSchema(schema: unknown, value: unknown): unknown {
  return new BoundedCopy(value).copy(schema, "schema");
}

class BoundedCopy {
  readonly #value: unknown;
  #texts: ReadonlySet<string> | undefined;
  #references = MAX_REFERENCES;
  #comparisons = MAX_COMPARISONS;
  /** Undefined as long as nothing asks for `uniqueItems`. */
  #repetitions: Repetitions | undefined;

  constructor(value: unknown) {
    this.#value = value;
  }

  copy(written: unknown, part: Part): unknown {
    if (Array.isArray(written)) return written.map((entry) => this.copy(entry, part));
    if (typeof written !== "object" || written === null) return written;
    const entries = Object.entries(written).map(
      ([key, entry]) => [key, this.copy(entry, partUnder(part, key))] as const,
    );
    const copied: Record<string, unknown> = Object.fromEntries(entries);
    if (part === "schema") this.#bound(copied);
    return copied;
  }

  #bound(schema: Record<string, unknown>): void {
    const { pattern, patternProperties, uniqueItems, $ref } = schema;
    if (uniqueItems === true) {
      this.#repetitions ??= repetitionsIn(this.#value);
      schema["uniqueItems"] = this.#repetitions.exist;
      this.#compare(this.#repetitions.work);
    }
    if (typeof pattern === "string") schema["pattern"] = this.#boundedPattern(pattern);
    if (typeof patternProperties === "object" && patternProperties !== null) {
      const entries = Object.entries(patternProperties);
      // Empty groups keep two patterns apart that match the same texts.
      schema["patternProperties"] = Object.fromEntries(
        entries.map(([key, entry], index) => [this.#boundedPattern(key, "(?:)".repeat(index)), entry]),
      );
    }
    if (typeof $ref !== "string") return;
    Object.defineProperty(schema, "$ref", { get: () => this.#follow($ref), enumerable: true });
  }

  #follow(reference: string): string {
    if (this.#references-- === 0) throw new Error(`it follows more than ${MAX_REFERENCES} references`);
    const { mostWork } = this.#repetitions ?? { mostWork: 0 };
    if (mostWork > FEW_COMPARISONS) this.#compare(mostWork);
    return reference;
  }

  #compare(parts: number): void {
    if (this.#repetitions?.exist === true) this.#comparisons -= parts;
    if (this.#comparisons >= 0) return;
    throw new Error(`"uniqueItems" would compare more than ${MAX_COMPARISONS} parts of a value that repeats some`);
  }

  #boundedPattern(source: string, mark = ""): string {
    if (!mayTakeLong(source)) return source;
    const matches = linearMatcher(source);
    if (matches === undefined) {
      throw new Error(`the pattern "${source}" may take for ever: it repeats, and looks or refers back`);
    }
    this.#texts ??= textsOf(this.#value);
    const matched = [...this.#texts].filter(matches).map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
    return matched.length === 0 ? `(?!)${mark}` : `^(?:${matched.join("|")})$${mark}`;
  }
}

function partUnder(part: Part, key: string): Part {
  if (part === "schemas") return "schema";
  if (part === "data" || DATA.includes(key)) return "data";
  return SCHEMAS_BY_NAME.includes(key) ? "schemas" : "schema";
}

/** All texts in a value, names too. */
function textsOf(value: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  const left: unknown[] = [value];
  while (left.length > 0) {
    const part = left.pop();
    if (typeof part === "string") texts.add(part);
    else if (typeof part === "object" && part !== null) {
      for (const [name, inner] of Object.entries(part)) {
        texts.add(name);
        left.push(inner);
      }
    }
  }
  return texts;
}
