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
  /** All of these calls are made before any of them can have ended. */
  readonly atOnce: boolean;
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

/** What is wrong with an argument of a call, or with how its result is used. */
export type Fault =
  /** It is no path, no URL, no name: "undefined", "an object". */
  | { readonly kind: "invalid"; readonly role: "path" | "URL" | "name"; readonly given: string }
  /** It is one that the host refuses, in the words of the host: "\"../../x\" leaves the project root". */
  | { readonly kind: "refused"; readonly role: "path" | "URL" | "name" | "method"; readonly detail: string }
  /** A URL with a user name or a password in it. */
  | { readonly kind: "credentials" }
  /** A secret where none may go: "the log", "the URL". */
  | { readonly kind: "secret"; readonly secret: string; readonly into: string }
  /** A secret becomes a part of a text. */
  | { readonly kind: "secret-text"; readonly secret: string }
  /** A part of the result is taken, "`.length` of it", though the call can give nothing. */
  | {
      readonly kind: "absent";
      readonly gives: "undefined" | "null";
      readonly part: string;
      /** The environment variable that may not be set. */
      readonly name?: string;
    };

/** A call that is wrong whatever is granted; the place is that of the call, or of the result where it is used. */
export interface CallFault extends Location {
  /** The host function, for people: "fetch", "console.log". */
  readonly call: string;
  readonly fault: Fault;
  /** No condition decides whether the call happens. */
  readonly sure: boolean;
  readonly explanation: readonly RelatedInformation[];
}

/** Why a call is never made. */
export type Unreached =
  /** Nothing calls the function that it stands in. */
  | { readonly kind: "uncalled"; readonly name: string }
  /** A statement before it always leaves: "return", "throw", "break", "continue". */
  | { readonly kind: "behind"; readonly keyword: string }
  /** A condition that is constant. */
  | { readonly kind: "condition"; readonly text: string }
  /** With every value that is possible the code before it goes another way. */
  | { readonly kind: "before" };

/** A call of a host function in the entry that nothing reaches. */
export interface UnreachedCall extends Location {
  readonly call: string;
  readonly why: Unreached;
  readonly explanation: readonly RelatedInformation[];
}

/** What the symbolic evaluation says about one entry module. */
export interface EffectReport {
  readonly effects: readonly Effect[];
  readonly unknowns: readonly UnknownCall[];
  readonly faults: readonly CallFault[];
  /** None when the budget was hit. */
  readonly unreached: readonly UnreachedCall[];
  /** A budget was hit: some effects have the reason "budget". */
  readonly degraded: boolean;
}
