/**
 * What a runtime counts, for Prometheus. The program brings `prom-client`; here is only what is asked of it.
 *
 * Labels have few values: outcomes, names of limits, kinds of permissions. Modules and clients are none, as there may be
 * any number of them.
 */
import type { Outcome } from "../base/outcome.ts";
import type { RunReport } from "../runner/protocol.ts";
import type { Priority } from "./fair-queue.ts";

type Labels = Readonly<Record<string, string>>;

interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers?: never[];
}

/** The classes of `prom-client` that are used. */
export interface PrometheusClient {
  readonly Counter: new (options: MetricOptions) => { inc(labels: Labels, value?: number): void };
  readonly Gauge: new (options: MetricOptions) => { inc(labels: Labels, value?: number): void };
  readonly Histogram: new (options: MetricOptions & { readonly buckets: number[] }) => {
    observe(labels: Labels, value: number): void;
  };
}

/** Where metrics go. */
export interface MetricsOptions {
  /** `import * as client from "prom-client"`. */
  readonly client: PrometheusClient;
  /** A registry of that client; its global one when absent. */
  readonly registry?: unknown;
  /** What names begin with; "ambit_" when absent. Two runtimes with one registry need two. */
  readonly prefix?: string;
}

/** "turn", or why there was none. */
export type WaitEnd = "turn" | "full" | "timed-out" | "given-up";

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The metrics of one runtime. */
export class RuntimeMetrics {
  readonly #runs;
  readonly #running;
  readonly #runSeconds;
  readonly #cpuSeconds;
  readonly #limits;
  readonly #denied;
  readonly #calls;
  readonly #callSeconds;
  readonly #waiting;
  readonly #waitSeconds;
  readonly #refused;

  constructor(options: MetricsOptions) {
    const { counter, gauge, histogram } = makersOf(options);
    this.#runs = counter("runs_total", "Runs that have ended, by outcome.", ["outcome"]);
    this.#running = gauge("runs_running", "Runs that go on.", []);
    this.#runSeconds = histogram("run_duration_seconds", "Time from start to end of a run, by outcome.", ["outcome"]);
    this.#cpuSeconds = counter("run_cpu_seconds_total", "CPU time of modules.", []);
    this.#limits = counter("limits_exceeded_total", "Runs that a limit has ended, by limit.", ["limit"]);
    this.#denied = counter("permissions_denied_total", "Permissions that were refused, by kind.", ["kind"]);
    this.#calls = counter("calls_total", "Calls of exports that have ended, by outcome.", ["outcome"]);
    this.#callSeconds = histogram("call_duration_seconds", "Time of a call of an export, by outcome.", ["outcome"]);
    this.#waiting = gauge("queue_waiting", "Runs that wait for their turn, by priority.", ["priority"]);
    this.#waitSeconds = histogram("queue_wait_seconds", "Time until a run had its turn, by priority.", ["priority"]);
    this.#refused = counter("queue_refused_total", "Runs that had no turn, by reason.", ["reason"]);
  }

  runBegan(): void {
    this.#running.inc({}, 1);
  }

  runEnded({ outcome, wallTimeMs, cpuTimeMs, refusals }: RunReport): void {
    const { kind, limit } = outcome;
    this.#running.inc({}, -1);
    this.#runs.inc({ outcome: kind });
    this.#runSeconds.observe({ outcome: kind }, wallTimeMs / 1000);
    this.#cpuSeconds.inc({}, cpuTimeMs / 1000);
    if (limit !== undefined) this.#limits.inc({ limit });
    for (const [kind, count] of Object.entries(refusals)) this.#denied.inc({ kind }, count);
  }

  callEnded({ kind }: Outcome, durationMs: number): void {
    this.#calls.inc({ outcome: kind });
    this.#callSeconds.observe({ outcome: kind }, durationMs / 1000);
  }

  waitBegan(priority: Priority): void {
    this.#waiting.inc({ priority }, 1);
  }

  waitEnded(priority: Priority, end: { readonly kind: WaitEnd; readonly waitedMs: number }): void {
    this.#waiting.inc({ priority }, -1);
    if (end.kind === "turn") this.#waitSeconds.observe({ priority }, end.waitedMs / 1000);
    else this.#refused.inc({ reason: end.kind });
  }
}

function makersOf({ client, registry, prefix = "ambit_" }: MetricsOptions) {
  const optionsOf = (name: string, help: string, labelNames: string[]): MetricOptions => ({
    name: prefix + name,
    help,
    labelNames,
    ...(registry === undefined ? {} : { registers: [registry as never] }),
  });
  type Described = Parameters<typeof optionsOf>;
  return {
    counter: (...described: Described) => new client.Counter(optionsOf(...described)),
    gauge: (...described: Described) => new client.Gauge(optionsOf(...described)),
    histogram: (...described: Described) => new client.Histogram({ ...optionsOf(...described), buckets: SECONDS }),
  };
}
