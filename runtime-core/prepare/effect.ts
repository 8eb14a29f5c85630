/**
 * What a module can touch, as the symbolic evaluation says it.
 *
 * The machine-readable form is the contract of `ambit effects`; these are the same facts with offsets.
 */
import type { Location } from "../base/span.ts";
import type { RelatedInformation } from "../base/diagnostic.ts";

/** How well the resource of an effect is known. */
export type Resolution = "exact" | "finite" | "pattern" | "symbolic" | "unknown";

/** Why a resource or a callee is not known exactly. */
export type UnknownReason =
  | "parameter"
  | "env"
  | "secret"
  | "file-content"
  | "net-content"
  | "data-content"
  | "random"
  | "clock"
  | "callee"
  | "import"
  | "reflection"
  | "loop-widened"
  | "context-merged"
  | "budget"
  | "regexp"
  | "model";

/** When code runs: while the module loads, or when the host calls an export ("export:default"). */
export type Phase = "init" | `export:${string}`;

/** One thing that one call can do to one resource. */
export interface Effect extends Location {
  /** Permission asked: "http.read". */
  readonly kind: string;
  /** The intended resource as a pattern, holes staying in their component; null when not known. */
  readonly resource: string | null;
  readonly resolution: Resolution;
  /** Why it is not exact; null for "exact" and "finite". */
  readonly reason: UnknownReason | null;
  /** The pattern that even a hostile value in the holes cannot leave. */
  readonly worstCase: string;
  readonly phase: Phase;
  /** How often it happens in one run of its phase; `max` null: no bound. */
  readonly multiplicity: { readonly min: number; readonly max: number | null };
  /** Sources that flow into the call: "secret:NAME", "env:NAME". */
  readonly carries: readonly string[];
  /** The host function, for people: "fetch", "readText". */
  readonly call: string;
  /** Why the resource is what it is, at most five steps, from the call outwards. */
  readonly explanation: readonly RelatedInformation[];
}

/** A call whose kind of effect is not known. */
export interface UnknownCall extends Location {
  readonly reason: UnknownReason;
  readonly detail: string;
  /** Kinds it can have at most; null: no bound. */
  readonly kinds: readonly string[] | null;
  readonly phase: Phase;
}

/** What the symbolic evaluation says about one entry module. */
export interface EffectReport {
  readonly effects: readonly Effect[];
  readonly unknowns: readonly UnknownCall[];
  /** A budget was hit: some effects have the reason "budget". */
  readonly degraded: boolean;
}
