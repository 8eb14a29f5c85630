/**
 * From the arguments of `launch` to a run: which module of which project, what the check found, and the start.
 */
import { statSync } from "node:fs";
import type { Diagnostic } from "../runtime-core/base/diagnostic.ts";
import type { FilePath } from "../runtime-core/base/span.ts";
import { AmbitError, createRuntime, isAmbitError, type Run, type Runtime } from "../runtime-core/index.ts";
import type { PreparedModule } from "../runtime-core/prepare/index.ts";
import { DiskWorkspace, findProjectRoot } from "../runtime-core/workspace/index.ts";
import { parseLaunchArguments } from "./arguments.ts";
import { ProjectPaths } from "./convert.ts";
import { DapError } from "./dap-errors.ts";
import { LIVE_EVERY_MS } from "./live.ts";
import type { LaunchArguments } from "./protocol.ts";

/** A program that can be started, again and again. */
export interface Launch {
  readonly arguments: LaunchArguments;
  readonly paths: ProjectPaths;
  readonly module: FilePath;
  readonly runtime: Runtime;
}

/** A finding with its place: 0-based line and column. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  readonly file: FilePath;
  readonly line: number;
  readonly column: number;
}

/** Finds the program and its project. @throws {DapError} when something that `launch` names cannot be used. */
export async function openLaunch(given: unknown): Promise<Launch> {
  const launch = parseLaunchArguments(given);
  const { program } = launch;
  const stat = statSync(program, { throwIfNoEntry: false });
  if (stat === undefined) throw new DapError("missingProgram", { program });
  if (stat.isDirectory()) throw new DapError("programIsFolder", { program });
  const root = launch.root ?? findProjectRoot(program);
  const paths = openProject(root);
  const module = paths.fileOf(program);
  if (module === undefined) throw new DapError("programOutsideRoot", { program, root });
  const workspace = new DiskWorkspace(root);
  const reading = workspace.read(module);
  if (reading.kind !== "text") throw new DapError("programUnreadable", { program, reason: reasonOf(reading) });
  return { arguments: launch, paths, module, runtime: await openRuntime(launch, workspace) };
}

async function openRuntime(
  { grant, limits, secrets = {} }: LaunchArguments,
  workspace: DiskWorkspace,
): Promise<Runtime> {
  const bounds = { ...(grant === undefined ? {} : { grant }), ...(limits === undefined ? {} : { limits }) };
  try {
    return await createRuntime({ root: workspace.rootDir, workspace, secrets, ...bounds });
  } catch (error) {
    if (isAmbitError(error, "run/invalid-bounds")) throw new DapError("refused", { message: error.message });
    throw error;
  }
}

/** The project in a folder. @throws {DapError} `missingRoot` */
export function openProject(root: string): ProjectPaths {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) throw new DapError("missingRoot", { root });
  return new ProjectPaths(root);
}

/** What the check finds. */
export async function findingsOf(launch: Launch): Promise<readonly Finding[]> {
  const prepared = await launch.runtime.prepare(launch.module);
  return prepared.diagnostics.map((diagnostic) => placed(diagnostic, prepared));
}

/** Starts the program. @throws {DapError} `refused` when the check or the environment forbids it. */
export async function startRun(launch: Launch): Promise<Run> {
  const { args, env, skipCheck, noDebug, profile = false } = launch.arguments;
  try {
    return await launch.runtime.start(launch.module, {
      args: args ?? {},
      env: environment(env),
      skipCheck: skipCheck === true,
      held: noDebug !== true,
      snapshotEveryMs: LIVE_EVERY_MS,
      profile: profile !== false,
    });
  } catch (error) {
    if (!(error instanceof AmbitError)) throw error;
    throw new DapError("refused", { message: await refusalOf(error, launch) });
  }
}

async function refusalOf(error: AmbitError, launch: Launch): Promise<string> {
  if (!isAmbitError(error, "run/refused")) return error.message;
  const first = (await findingsOf(launch)).find((finding) => finding.diagnostic.severity === "error");
  const errors = `${error.data.errors} ${error.data.errors === 1 ? "error" : "errors"}`;
  const place =
    first === undefined ? "" : `, at ${first.file}:${first.line + 1}:${first.column + 1}: ${first.diagnostic.message}`;
  return `"${launch.module}" has ${errors}${place}. Set "skipCheck" to run it all the same`;
}

function placed(diagnostic: Diagnostic, prepared: PreparedModule): Finding {
  const place = prepared.files.get(diagnostic.file)?.source.lineColumn(diagnostic.span.start);
  return { diagnostic, file: diagnostic.file, line: place?.line ?? 0, column: place?.column ?? 0 };
}

function environment(over: LaunchArguments["env"]): Record<string, string | undefined> {
  const env: Record<string, string | undefined> = { ...process.env };
  for (const [name, value] of Object.entries(over ?? {})) env[name] = value ?? undefined;
  return env;
}

type Unreadable = Exclude<ReturnType<DiskWorkspace["read"]>, { kind: "text" }>;

function reasonOf(reading: Unreadable): string {
  switch (reading.kind) {
    case "missing":
      return "it is not there";
    case "directory":
      return "it is a folder";
    case "binary":
      return "it is not text";
    case "too-large":
      return `it has ${reading.sizeBytes} bytes; a module has at most ${reading.maxBytes}`;
    case "unreadable":
      return reading.reason;
    default:
      return reading satisfies never;
  }
}
