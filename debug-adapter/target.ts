/** What a session debugs: the run that it has launched, or those of the host to which it is attached. */
import type { Code } from "./code.ts";
import type { Control } from "./control.ts";
import type { ProjectPaths } from "./convert.ts";
import type { Debuggee, Isolate } from "./debuggee.ts";
import type { HostConnection } from "./host-connection.ts";
import type { Launch } from "./launch.ts";
import type { AttachArguments, LaunchArguments } from "./protocol.ts";
import type { SkippedFiles } from "./skipped-files.ts";

/** Where the runs come from. */
export type Source =
  | { readonly kind: "launch"; readonly launch: Launch }
  | { readonly kind: "host"; readonly connection: HostConnection; readonly arguments: AttachArguments };

/** What the client has asked for. */
export function argumentsOf(source: Source): LaunchArguments | AttachArguments {
  return source.kind === "host" ? source.arguments : source.launch.arguments;
}

/** The runs of one launch or one connection. */
export class Target {
  readonly source: Source;
  readonly paths: ProjectPaths;
  readonly control: Control;
  readonly code: Code;
  readonly skipped: SkippedFiles;
  readonly debuggees = new Set<Debuggee>();
  /** The URLs of files that were told as loaded. */
  readonly sources = new Set<string>();

  constructor(
    source: Source,
    { paths, control, code, skipped }: Pick<Target, "paths" | "control" | "code" | "skipped">,
  ) {
    this.source = source;
    this.paths = paths;
    this.control = control;
    this.code = code;
    this.skipped = skipped;
  }

  /** Whether isolates are inspected at all. */
  get inspects(): boolean {
    return this.source.kind === "host" || this.source.launch.arguments.noDebug !== true;
  }

  /** Whether modules stop before their first statement. */
  get stopsOnEntry(): boolean {
    return argumentsOf(this.source).stopOnEntry === true;
  }

  /** Those of all runs. */
  get isolates(): readonly Isolate[] {
    return [...this.debuggees].flatMap((debuggee) => [...debuggee.isolates.values()]);
  }

  /** Ends all runs with their tear-down. */
  cancel(reason: string): void {
    for (const { run } of this.debuggees) run.cancel(reason);
  }

  /** Ends all runs at once; resolves when they are gone. */
  async kill(reason: string): Promise<void> {
    const { source } = this;
    if (source.kind === "launch") return await source.launch.runtime.close();
    const ends = [...this.debuggees].map(({ run }) => run.report);
    for (const { run } of this.debuggees) run.kill(reason);
    await Promise.race([Promise.all(ends), source.connection.closed]);
    await source.connection.close();
  }

  /** Lets all runs go on without the debugger; resolves when nothing needs this process any more. */
  async leave(): Promise<void> {
    const { source } = this;
    const runs = [...this.debuggees].map(({ run }) => run);
    for (const debuggee of this.debuggees) debuggee.close();
    if (source.kind === "host") return await source.connection.close();
    for (const run of runs) run.detach();
    await Promise.all(runs.map((run) => run.report));
    await source.launch.runtime.close();
  }
}
