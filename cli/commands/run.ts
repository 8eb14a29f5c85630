/**
 * `ambit run`: checks a module, runs it in its permissions and limits, and says how that went.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { type Diagnostic, diagnostic } from "../../runtime-core/base/diagnostic.ts";
import { EXIT_CODE_OF_OUTCOME } from "../../runtime-core/base/outcome.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import {
  AmbitError,
  createRuntime,
  type InspectOptions,
  type InspectorAddress,
  isAmbitError,
  type Run,
  type RunReport,
  type Runtime,
} from "../../runtime-core/index.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { keepLastRun } from "../../runtime-core/workspace/index.ts";
import { LiveLimits } from "../live-limits.ts";
import { openModule, type Target } from "../project.ts";
import { runJson, sourcesOf } from "../render/json.ts";
import { causeText, summaryText } from "../render/run-text.ts";
import { diagnosticText } from "../render/text.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** What was typed. */
export interface RunOptions {
  readonly json?: true;
  readonly root?: string;
  readonly args?: string;
  readonly dotenv?: string;
  readonly secrets?: string;
  readonly skipCheck?: true;
  readonly live?: true;
  /** A file for the report. */
  readonly report?: string;
  /** A port or the path of a socket; "" for any port. */
  readonly inspect?: string;
  readonly inspectWait?: string;
}

/** A second Ctrl+C sooner than this is the same one: a terminal and a launcher both pass it on. */
const SAME_SIGNAL_MS = 300;
const LIVE_EVERY_MS = 100;
const MAX_PORT = 65_535;

/** Runs the command. @returns The exit code of the outcome. */
export async function run(file: string, options: RunOptions, terminal: Terminal): Promise<number> {
  const target = openModule(file, options.root);
  const args = parseArgs(options.args);
  const env = { ...readEnvFile("--dotenv", options.dotenv), ...process.env };
  const runtime = await openRuntime(target, options);
  try {
    using kept = options.report === undefined ? undefined : new ReportFile(options.report);
    sayInspector(runtime.inspector, options, terminal);
    // The process of the run starts meanwhile.
    const preparing = runtime.prepare(target.module);
    const asked = { target, args, env, options, terminal, preparing };
    const [prepared, report] = await Promise.all([preparing, runIn(runtime, asked)]);
    keepLastRun({ root: target.project.root, path: target.module, files: prepared.files }, report);
    const json = `${JSON.stringify(runJson(report), undefined, 2)}\n`;
    kept?.write(json);
    if (options.json === true) terminal.out(json);
    else sayReport(report, asked, declaredLimits(prepared));
    return EXIT_CODE_OF_OUTCOME[report.outcome.kind];
  } finally {
    await runtime.close();
  }
}

/** Opened before the run: what cannot be written is said before anything happens. */
class ReportFile implements Disposable {
  readonly #path: string;
  readonly #descriptor: number;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#descriptor = openSync(path, "w");
    } catch (error) {
      throw new UsageError(`--report: cannot write ${path}: ${(error as Error).message}`);
    }
  }

  write(text: string): void {
    try {
      writeFileSync(this.#descriptor, text);
    } catch (error) {
      throw new UsageError(`--report: cannot write ${this.#path}: ${(error as Error).message}`);
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#descriptor);
  }
}

async function openRuntime({ project }: Target, options: RunOptions): Promise<Runtime> {
  const inspect = inspectOptions(options);
  try {
    return await createRuntime({
      root: project.root,
      workspace: project.workspace,
      secrets: readSecrets(options.secrets),
      ...(inspect === undefined ? {} : { inspect }),
    });
  } catch (error) {
    if (isAmbitError(error, "run/cannot-inspect")) throw new UsageError(error.message);
    throw error;
  }
}

function inspectOptions({ inspect, inspectWait }: RunOptions): InspectOptions | undefined {
  const where = inspectWait ?? inspect;
  if (where === undefined) return undefined;
  const wait = inspectWait !== undefined;
  if (!/^\d*$/.test(where)) return { socket: where, wait };
  const port = Number(where);
  if (port > MAX_PORT) throw new UsageError(`--inspect: there is no port ${where}`);
  return { port, wait };
}

function sayInspector(at: InspectorAddress | undefined, { inspectWait }: RunOptions, terminal: Terminal): void {
  if (at === undefined) return;
  const waits = inspectWait === undefined ? "" : "; the module waits for one";
  terminal.err(`A debugger can attach to ${at.socket ?? `port ${at.port}`} with the token ${at.token}${waits}\n`);
}

interface Asked {
  readonly target: Target;
  readonly args: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly options: RunOptions;
  readonly terminal: Terminal;
  readonly preparing: Promise<PreparedModule>;
}

async function runIn(runtime: Runtime, asked: Asked): Promise<RunReport> {
  const { target, args, env, options, terminal } = asked;
  try {
    const running = await runtime.start(target.module, {
      args,
      env,
      skipCheck: options.skipCheck === true,
      snapshotEveryMs: options.live === true ? LIVE_EVERY_MS : 0,
    });
    using _ = cancelBySignals(running, terminal);
    return await follow(running, asked, declaredLimits(await asked.preparing));
  } catch (error) {
    if (!(error instanceof AmbitError)) throw error;
    if (options.json === true) return refusal(error);
    await sayFindings(findingsOf(error, await asked.preparing), target, terminal);
    const hint = isAmbitError(error, "run/refused") ? "; --skip-check runs it all the same" : "";
    return refusal({ code: error.code, message: `"${target.module}" was not run${hint}` });
  }
}

/** Limits that the manifest of the module names. */
function declaredLimits({ manifest }: PreparedModule): ReadonlySet<string> {
  return new Set(manifest?.limits.map(({ limit }) => limit.name));
}

/** The report of a run that did not start. */
function refusal({ code, message }: Pick<AmbitError, "code" | "message">): RunReport {
  return {
    outcome: { kind: "refused", cause: { code, message } },
    result: null,
    limits: [],
    permissions: [],
    grants: [],
    refusals: {},
    cpuTimeMs: 0,
    wallTimeMs: 0,
    peakHeapBytes: 0,
  };
}

interface Findings {
  readonly prepared: PreparedModule;
  readonly diagnostics: readonly Diagnostic[];
}

/** Why a run was refused, at the places where it stands in the module. */
function findingsOf(error: AmbitError, prepared: PreparedModule): Findings {
  if (isAmbitError(error, "run/invalid-environment")) {
    const diagnostics = error.data.problems.map((problem) =>
      diagnostic(error.code, problem.at, { problems: [problem] }),
    );
    return { prepared, diagnostics };
  }
  if (isAmbitError(error, "run/missing-secrets") && prepared.manifest !== undefined) {
    const { locate, manifest } = prepared.manifest;
    const diagnostics = error.data.problems.map(({ name }) =>
      diagnostic("manifest/missing-secret", locate(["secrets", manifest.secrets.indexOf(name)]), { name }),
    );
    return { prepared, diagnostics };
  }
  return { prepared, diagnostics: prepared.diagnostics.filter((one) => one.severity === "error") };
}

async function sayFindings(
  { prepared, diagnostics }: Findings,
  { project }: Target,
  terminal: Terminal,
): Promise<void> {
  const { fixText } = await import("../fixes.ts");
  const context = {
    colors: terminal.errColors,
    columns: terminal.columns,
    sourceOf: sourcesOf([prepared], project.workspace),
    shownPath: (path: FilePath) => project.shownPath(path),
  };
  for (const one of diagnostics) terminal.err(`${diagnosticText(one, fixText(one, prepared), context)}\n`);
}

/** Passes on what the module prints until the run ends. */
async function follow(running: Run, { options, terminal }: Asked, declared: ReadonlySet<string>): Promise<RunReport> {
  using live = options.live === true ? new LiveLimits(terminal, declared) : undefined;
  using _ = running.subscribe((event) => {
    if (event.kind === "output") {
      live?.clear();
      // With --json, standard output is one JSON object.
      if (event.stream === "stdout" && options.json !== true) terminal.out(`${event.line}\n`);
      else terminal.err(`${event.line}\n`);
    } else if (event.kind === "snapshot") live?.show(event.snapshot);
  });
  return await running.report;
}

function sayReport(report: RunReport, { target, terminal }: Asked, declared: ReadonlySet<string>): void {
  if (report.outcome.kind === "completed") terminal.out(`${JSON.stringify(report.result, undefined, 2)}\n`);
  const shownPath = (path: FilePath): string => target.project.shownPath(path);
  if (report.outcome.cause !== undefined)
    terminal.err(causeText(report.outcome.cause, { colors: terminal.errColors, shownPath }));
  if (report.outcome.kind === "refused") return;
  terminal.out(`\n${summaryText(report, { colors: terminal.colors, declared })}`);
}

/** Ctrl+C, a request to end and a reader that goes away cancel the run; a second Ctrl+C ends this process at once. */
function cancelBySignals(running: Run, terminal: Terminal): Disposable {
  let firstAt: number | undefined;
  const cancel = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (firstAt !== undefined && now - firstAt > SAME_SIGNAL_MS) process.exit(EXIT_CODE_OF_OUTCOME.cancelled);
    firstAt ??= now;
    running.cancel(`by ${signal}`);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, cancel);
  terminal.onReaderGone(() => running.cancel("nobody reads its output"));
  return { [Symbol.dispose]: () => signals.forEach((signal) => process.off(signal, cancel)) };
}

function parseArgs(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`--args is not JSON: ${(error as Error).message}`);
  }
}

function readSecrets(file: string | undefined): Readonly<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(readEnvFile("--secrets", file))) {
    if (value === undefined || value === "") throw new UsageError(`--secrets "${file}": "${name}" has no value`);
    secrets[name] = value;
  }
  return secrets;
}

function readEnvFile(option: string, file: string | undefined): NodeJS.Dict<string> {
  if (file === undefined) return {};
  try {
    return parseEnv(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `${option} "${file}" cannot be read: ${code === "ENOENT" ? "there is no such file" : message}`,
    );
  }
}
