/**
 * What Ambit adds to LSP, shared with the client as types.
 */

/** Section of the client's configuration: "ambit.enable", "ambit.root", "ambit.inlayHints". */
export interface AmbitSettings {
  /** False: the server stays silent. */
  readonly enable: boolean;
  /** Project root, absolute or relative to the workspace folder; empty: the nearest folder with a package.json. */
  readonly root: string;
  /** Show in the text what a call reaches, where the code does not. */
  readonly inlayHints: boolean;
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
