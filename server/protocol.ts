/**
 * What Ambit adds to LSP, shared with the client as types.
 */

/** Section of the client's configuration: "ambit.enable", "ambit.root". */
export interface AmbitSettings {
  /** False: the server stays silent. */
  readonly enable: boolean;
  /** Project root, absolute or relative to the workspace folder; empty: the nearest folder with a package.json. */
  readonly root: string;
}

/** `initializationOptions` that the server knows. All may be left out. */
export interface AmbitInitializationOptions {
  readonly settings?: Partial<AmbitSettings>;
  /** How findings are given: sent as soon as they are known, or only when the client asks. Default: "push". */
  readonly diagnostics?: "push" | "pull";
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
