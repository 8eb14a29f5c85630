/**
 * What the adapter takes and tells beyond the Debug Adapter Protocol; the client imports the types.
 */

/** The arguments of `launch`. */
export interface LaunchArguments {
  /** The module to run: an absolute path. */
  readonly program: string;
  /** The argument of its entry; default: `{}`. */
  readonly args?: object;
  /** The project's folder; default: the nearest folder upwards from the program with a `package.json`. */
  readonly root?: string;
  /** Variables for the module's `env`, over those of the adapter's own process. Null takes one away. */
  readonly env?: Readonly<Record<string, string | null>>;
  /** Stop before the first statement of the module. */
  readonly stopOnEntry?: boolean;
  /** Run although the check finds errors. */
  readonly skipCheck?: boolean;
  /** Run without stopping anywhere. */
  readonly noDebug?: boolean;
}
