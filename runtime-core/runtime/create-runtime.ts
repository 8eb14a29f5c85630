/**
 * The embedding API: prepare a module, run it in a process of its own, know how it ended.
 */
import { realpath, stat } from "node:fs/promises";
import { AmbitError } from "../base/ambit-error.ts";
import { messageOf } from "../base/codes/table.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import { checkEnvironment } from "../manifest/check-environment.ts";
import { grantedNames } from "../permissions/granted-names.ts";
import type { PreparedModule } from "../prepare/index.ts";
import { type ModuleImage, PROTOCOL_VERSION, type StartMessage } from "../runner/protocol.ts";
import { DiskWorkspace } from "../workspace/index.ts";
import { Admission, type AdmissionRequest, type ConcurrencyOptions } from "./admission.ts";
import { argumentText, textOf } from "./argument-text.ts";
import { checkModule, checkRuntimeOptions, checkStartOptions } from "./check-options.ts";
import { type MetricsOptions, RuntimeMetrics } from "./metrics.ts";
import { type InspectOptions, type InspectorAddress, InspectServer } from "./inspect-server.ts";
import { imageOf } from "./module-image.ts";
import { Preparations } from "./preparations.ts";
import { Run } from "./run.ts";
import { Bounds } from "./runtime-bounds.ts";
import { RunnerPool, RUNTIME_CLOSED } from "./runner-pool.ts";
import type { Runner } from "./supervisor.ts";

/** Isolates need this one, and runners are started with the Node of this process. */
const MIN_NODE = 24;

/** What a runtime is made from. */
export interface RuntimeOptions {
  /** The project's folder on the disk: the whole file system of its modules. */
  readonly root: string;
  /** Texts over those of the disk. */
  readonly workspace?: Workspace;
  /**
   * How many runner processes are kept ready for the next runs; none when absent. One that waits holds about 26 MB and is
   * ended after five minutes in which nobody wanted it; a module starts in it in a tenth of the time.
   */
  readonly warmRunners?: number;
  /**
   * What modules may do at most, like `permissions` of a manifest: what their own manifests grant beyond is refused when it
   * is asked for. Paths are relative to the root. Everything that a manifest grants is allowed when absent.
   */
  readonly grant?: object;
  /**
   * How much modules may use at most, like `limits` of a manifest. What refills by the second is shared by all runs; the
   * others bound each run with its children.
   */
  readonly limits?: object;
  /**
   * Values of secrets by name. A module uses one through `ambit:secrets` when its manifest grants it, and never sees the value: the
   * host puts it into requests.
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Bounds of what runs at the same time; none when absent. */
  readonly concurrency?: ConcurrencyOptions;
  /** Where the runtime counts; nowhere when absent. */
  readonly metrics?: MetricsOptions;
  /** Where debuggers can attach; nowhere when absent. */
  readonly inspect?: InspectOptions;
}

/** What a run is started with. Its signal, when it fires, keeps it from starting, or cancels it. */
export interface StartOptions extends AdmissionRequest {
  /** The argument of the entry; JSON data. */
  readonly args?: unknown;
  /**
   * Calls no entry: the module is loaded, and stays for `run.call` until `run.finish`, a limit or an error that nobody
   * caught ends it.
   */
  readonly stay?: boolean;
  /** The environment; only variables that the manifest declares are seen. This process's own when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Runs a module although the analysis found errors. What it may do is the same. */
  readonly skipCheck?: boolean;
  /** Every isolate waits for `run.go` before its module loads. */
  readonly held?: boolean;
  /** How often to tell calls of the host and snapshots, in milliseconds, while something moves; 0 or absent: never. */
  readonly snapshotEveryMs?: number;
  /** Takes a CPU profile of every isolate, told as an event at its end. */
  readonly profile?: boolean;
}

/** Prepares and runs modules of one project. */
export interface Runtime {
  /** Where a debugger attaches, and with which token; undefined without `inspect`. */
  readonly inspector: InspectorAddress | undefined;
  /** All that is known about a module before it runs. */
  prepare(path: FilePath): Promise<PreparedModule>;
  /**
   * Starts a module.
   *
   * @throws {AmbitError} `run/refused` when the analysis found errors; `run/invalid-environment` when a variable is
   *   missing or does not fit its schema; `run/missing-secrets`; `run/queue-full` and `run/queue-timed-out` when too much runs.
   */
  start(path: FilePath, options?: StartOptions): Promise<Run>;
  /** Ends all runs; resolves when their processes are gone. */
  close(): Promise<void>;
}

/**
 * Makes a runtime for the project in a folder.
 *
 * @throws {AmbitError} `run/unsupported-node` under a Node before 24; `run/invalid-options`; `run/invalid-bounds` when
 *   `grant` or `limits` cannot be read; `run/cannot-inspect` when `inspect` cannot be had.
 */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  const [major = ""] = process.versions.node.split(".");
  if (Number(major) < MIN_NODE)
    throw new AmbitError("run/unsupported-node", { version: process.versions.node, needed: MIN_NODE });
  checkRuntimeOptions(options);
  const root = await folderAt(options.root);
  const inspector = options.inspect === undefined ? undefined : await InspectServer.open(root, options.inspect);
  try {
    return new ProjectRuntime(root, options, inspector);
  } catch (error) {
    inspector?.close();
    throw error;
  }
}

async function folderAt(root: string): Promise<string> {
  try {
    if ((await stat(root)).isDirectory()) return await realpath(root);
  } catch (cause) {
    const problem = `"root" cannot be read: ${(cause as Error).message}`;
    throw new AmbitError("run/invalid-options", { of: "createRuntime", problems: [problem] });
  }
  throw new AmbitError("run/invalid-options", { of: "createRuntime", problems: [`"root" is no folder: ${root}`] });
}

class ProjectRuntime implements Runtime {
  readonly #root: string;
  readonly #preparations: Preparations;
  readonly #runs = new Set<Run>();
  readonly #pool: RunnerPool;
  readonly #bounds: Bounds;
  readonly #secrets: Readonly<Record<string, string>>;
  readonly #metrics: RuntimeMetrics | undefined;
  readonly #admission: Admission | undefined;
  readonly #inspector: InspectServer | undefined;
  #closed = false;

  constructor(root: string, options: RuntimeOptions, inspector: InspectServer | undefined) {
    const { workspace, warmRunners = 0, concurrency, metrics } = options;
    this.#root = root;
    this.#inspector = inspector;
    this.#bounds = new Bounds(options.grant, options.limits);
    this.#secrets = { ...options.secrets };
    this.#preparations = new Preparations(workspace ?? new DiskWorkspace(root));
    this.#metrics = metrics === undefined ? undefined : new RuntimeMetrics(metrics);
    this.#admission = concurrency === undefined ? undefined : new Admission(concurrency, this.#metrics);
    // Last: processes begin.
    this.#pool = new RunnerPool({ root, size: warmRunners });
  }

  get inspector(): InspectorAddress | undefined {
    return this.#inspector?.address;
  }

  async prepare(path: FilePath): Promise<PreparedModule> {
    checkModule(path);
    return await this.#preparations.prepare(path);
  }

  async start(path: FilePath, options: StartOptions = {}): Promise<Run> {
    checkStartOptions(path, options);
    const { signal } = options;
    signal?.throwIfAborted();
    const turn = await this.#admission?.enter(options);
    try {
      const run = await this.#start(path, options);
      const giveUp = (): void => run.cancel(textOf(signal?.reason));
      signal?.addEventListener("abort", giveUp, { once: true });
      if (signal?.aborted === true) giveUp();
      void run.report.then(() => {
        signal?.removeEventListener("abort", giveUp);
        turn?.[Symbol.dispose]();
      });
      return run;
    } catch (error) {
      turn?.[Symbol.dispose]();
      throw error;
    }
  }

  async #start(path: FilePath, options: StartOptions): Promise<Run> {
    const [runner, start] = await this.#readyToStart(path, options);
    // A debugger may have come or gone meanwhile; from now on the run is told.
    const held = options.held === true || this.#inspector?.holds === true;
    const run = new Run(
      runner,
      { ...start, held },
      {
        image: (child) => this.#childImage(child, options.skipCheck === true),
        take: (limit, amount, signal) => this.#bounds.take(limit, amount, signal),
        callEnded: (outcome, durationMs) => this.#metrics?.callEnded(outcome, durationMs),
      },
    );
    this.#runs.add(run);
    this.#inspector?.add(run);
    this.#metrics?.runBegan();
    void run.report.then((report) => {
      this.#runs.delete(run);
      this.#metrics?.runEnded(report);
    });
    return run;
  }

  /** A process that was told nothing, and what it is to be told: it starts while the module is prepared. */
  async #readyToStart(path: FilePath, options: StartOptions): Promise<[Runner, Omit<StartMessage, "held">]> {
    const unwanted = new AbortController();
    const taking = this.#pool.take(unwanted.signal);
    try {
      const ready = await Promise.all([taking, this.#startMessage(path, options)]);
      if (this.#closed) throw new AmbitError("context/cancelled", { cause: RUNTIME_CLOSED });
      return ready;
    } catch (error) {
      unwanted.abort(error);
      taking.then(
        (runner) => this.#pool.giveBack(runner),
        () => {},
      );
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const closed = new AmbitError("context/cancelled", { cause: RUNTIME_CLOSED });
    this.#preparations.close(closed);
    this.#admission?.close(closed);
    this.#inspector?.close();
    for (const run of this.#runs) run.kill(RUNTIME_CLOSED);
    await this.#pool.close();
  }

  async #startMessage(path: FilePath, options: StartOptions): Promise<Omit<StartMessage, "held">> {
    const prepared = await this.prepare(path);
    const [first, ...others] = prepared.diagnostics.filter(({ severity }) => severity === "error");
    if (first !== undefined && (options.skipCheck !== true || isUnreadable(prepared)))
      throw new AmbitError("run/refused", { module: path, errors: 1 + others.length, first: placed(first, prepared) });
    return {
      kind: "start",
      version: PROTOCOL_VERSION,
      image: await imageOf(prepared),
      root: this.#root,
      env: environmentOf(prepared, this.#bounds, options.env ?? process.env),
      secrets: secretsOf(prepared, this.#bounds, this.#secrets),
      bounds: this.#bounds.data,
      ...(options.stay === true ? {} : { args: argumentText(path, options.args ?? {}) }),
      snapshotEveryMs: options.snapshotEveryMs ?? 0,
      profile: options.profile === true,
    };
  }

  async #childImage(path: FilePath, skipCheck: boolean): Promise<{ image: ModuleImage } | { problem: string }> {
    const prepared = await this.prepare(path);
    const first = prepared.diagnostics.find((each) => each.severity === "error");
    if (first !== undefined && (!skipCheck || isUnreadable(prepared))) return { problem: `${path}: ${first.message}` };
    return { image: await imageOf(prepared) };
  }
}

/** Of what cannot be read nothing can run, checked or not. */
function isUnreadable({ files, path }: PreparedModule): boolean {
  return !files.has(path);
}

/** "/main.ts:3:9: `fetch` needs …". */
function placed({ file, message, span }: Diagnostic, { files }: PreparedModule): string {
  const at = files.get(file)?.source.lineColumn(span.start);
  return at === undefined ? `${file}: ${message}` : `${file}:${at.line + 1}:${at.column + 1}: ${message}`;
}

function environmentOf(
  prepared: PreparedModule,
  bounds: Bounds,
  all: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { manifest } = prepared;
  if (manifest === undefined) return {};
  const given = Object.fromEntries(Object.entries(all).filter(([name]) => bounds.allow("env", name)));
  const { values, problems } = checkEnvironment(manifest.manifest, given);
  // A grant can cover variables that the manifest does not describe: `env.read` of `APP_*`.
  if (problems.length === 0) return { ...grantedNames("env", manifest.manifest.permissions, given), ...values };
  throw new AmbitError("run/invalid-environment", {
    problems: problems.map(({ name, message }) => ({
      name,
      message: bounds.allow("env", name) ? message : deniedByRuntime(`env.read ${name}`),
      at: manifest.locate(["env", name]),
    })),
  });
}

/** The secrets that the manifest and the runtime grant. */
function secretsOf(
  { manifest, path }: PreparedModule,
  bounds: Bounds,
  all: Readonly<Record<string, string>>,
): Record<string, string> {
  if (manifest === undefined) return {};
  const { permissions, secrets } = manifest.manifest;
  const given = Object.fromEntries(Object.entries(all).filter(([name]) => bounds.allow("secrets", name)));
  const problems = secrets
    .filter((name) => !Object.hasOwn(given, name))
    .map((name) => ({
      name,
      message: bounds.allow("secrets", name)
        ? messageOf("manifest/missing-secret", { name })
        : deniedByRuntime(`secrets.use ${name}`),
    }));
  if (problems.length > 0) throw new AmbitError("run/missing-secrets", { module: path, problems });
  return grantedNames("secrets", permissions, given);
}

function deniedByRuntime(permission: string): string {
  return messageOf("permission/denied", { permission, by: "runtime" });
}
