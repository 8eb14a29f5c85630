/**
 * What Ambit adds to LSP, shared with the client as types.
 *
 * Requests: `ambit/effects` gives `ModuleEffects`, `ambit/manifestTree` gives `ManifestTreeItem[]`, `ambit/lastRun` gives
 * `LastRunView`; they take `ModuleParams` and give null for what is no module, or has not run. They are advertised in `experimental`.
 */
import type { LastRun } from "../runtime-core/base/last-run.ts";
import type { Location, Range, TextDocumentIdentifier } from "vscode-languageserver/node";

/** The scheme of documents that show the effective manifest: `ambit-manifest:/folder/main.ts.jsonc`. */
export const MANIFEST_SCHEME = "ambit-manifest";

/** A text that is open, of the module or imported by it. */
export interface ModuleParams {
  readonly textDocument: TextDocumentIdentifier;
}

/** What a module can touch, as far as it is known before it runs. */
export interface ModuleEffects {
  readonly effects: readonly {
    /** The host function: "fetch". */
    readonly call: string;
    /** Permission asked: "http.read". */
    readonly kind: string;
    /** The intended resource as a pattern; null when it is not known. */
    readonly resource: string | null;
    readonly resolution: "exact" | "finite" | "pattern" | "symbolic" | "unknown";
    /** The pattern that even a hostile value cannot leave. */
    readonly worstCase: string;
    /** "init", or "export:default". */
    readonly phase: string;
    readonly location: Location;
    /** What allows it: the grants that cover it, and for a variable its declaration in `env`. */
    readonly grants: readonly Location[];
  }[];
  /** Calls of which it is not known what they do; `kinds` null: anything. */
  readonly unknowns: readonly {
    readonly detail: string;
    readonly reason: string;
    readonly kinds: readonly string[] | null;
    readonly location: Location;
  }[];
}

/** The last run of a module, by `ambit run` or in the debugger. */
export interface LastRunView extends Omit<LastRun, "texts" | "version"> {
  /** Whether the texts are still those that ran. */
  readonly isCurrent: boolean;
}

/** A part of a manifest as it is written. */
export interface ManifestTreeItem {
  readonly name: string;
  readonly kind: "object" | "array" | "value";
  /** The text of a value; empty for others. */
  readonly value: string;
  readonly range: Range;
  readonly children: readonly ManifestTreeItem[];
}

/** How much a finding weighs for the user; "off": it is not shown. */
export type SeveritySetting = "error" | "warning" | "information" | "hint" | "off";

/** Section of the client's configuration: "ambit.enable", "ambit.root", and so on. */
export interface AmbitSettings {
  /** False: the server stays silent. */
  readonly enable: boolean;
  /** Project root, absolute or relative to the workspace folder; empty: that of the package. */
  readonly root: string;
  /** Show in the text what a call reaches, where the code does not, and how often it did in the last run. */
  readonly inlayHints: boolean;
  /** By code, or the beginning of codes: "symbolic/unused-grant", "symbolic/". The longest that fits counts. */
  readonly severities: Readonly<Record<string, SeveritySetting>>;
}

/** `initializationOptions` that the server knows. All may be left out. */
export interface AmbitInitializationOptions {
  readonly settings?: Partial<AmbitSettings>;
  /** How findings are given: sent as soon as they are known, or only when the client asks. Default: "push". */
  readonly diagnostics?: "push" | "pull";
  /** The client has the commands of `AmbitCommand`. Default: false; then code lenses only say something. */
  readonly commands?: boolean;
  /** False for a client that shows the semantic tokens of one server only, which are better those of TypeScript. Default: true. */
  readonly semanticTokens?: boolean;
  /** False for a client that asks for inline values by itself, while it debugs. Default: true. */
  readonly inlineValues?: boolean;
}

/**
 * Commands that the client runs. The first two are given the URI of a module; the last one is given a URI, the position of a
 * lens and locations, all of LSP.
 */
export type AmbitCommand = "ambit.runModule" | "ambit.debugModule" | "ambit.showLocations";

/** What the server keeps in a code lens until `codeLens/resolve`. */
export interface CodeLensData {
  readonly uri: string;
}

/** What the server keeps in an inlay hint until `inlayHint/resolve`. */
export interface InlayHintData {
  readonly uri: string;
  /** Where it stands in the text. */
  readonly offset: number;
}

/** What the server keeps in a code action until `codeAction/resolve`. */
export interface CodeActionData {
  /** The module whose preparation found it. */
  readonly uri: string;
  /** The file of its finding, from the project root. */
  readonly file: string;
  /** Code and start of its finding. */
  readonly code: string;
  readonly start: number;
  readonly title: string;
}
