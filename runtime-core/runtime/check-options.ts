/** What a program gives to a runtime and its runs, which may be plain JavaScript. */
import { AmbitError } from "../base/ambit-error.ts";
import { nearestName } from "../base/nearest-name.ts";
import { describeValue } from "../manifest/manifest-problem.ts";
import type { ConcurrencyOptions } from "./admission.ts";
import type { RuntimeOptions, StartOptions } from "./create-runtime.ts";
import type { InspectOptions } from "./inspect-server.ts";
import type { MetricsOptions } from "./metrics.ts";
import type { CallOptions } from "./run.ts";

type Kind =
  | "text"
  | "flag"
  | "object"
  | "texts"
  | "anything"
  | "count"
  | "positive count"
  | "milliseconds"
  | "priority"
  | "signal";
type Shape<Options> = Readonly<Record<keyof Options, Kind>>;

/** Node fires a timer of more at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const RUNTIME: Shape<RuntimeOptions> = {
  root: "text",
  workspace: "object",
  warmRunners: "count",
  grant: "object",
  limits: "object",
  secrets: "texts",
  concurrency: "object",
  metrics: "object",
  inspect: "object",
};

const INSPECT: Shape<InspectOptions> = { socket: "text", port: "count", wait: "flag" };

const METRICS: Shape<MetricsOptions> = { client: "object", registry: "object", prefix: "text" };

const CONCURRENCY: Shape<ConcurrencyOptions> = {
  runs: "positive count",
  perClient: "positive count",
  waiting: "count",
  deadlineMs: "milliseconds",
};

/** Options of `createRuntime` that have options, and those of them that cannot be left out. */
const NESTED: Readonly<Record<string, readonly [Readonly<Record<string, Kind>>, readonly string[]]>> = {
  concurrency: [CONCURRENCY, ["runs"]],
  metrics: [METRICS, ["client"]],
  inspect: [INSPECT, []],
};

const CALL: Shape<CallOptions> = { signal: "signal" };

const START: Shape<StartOptions> = {
  args: "anything",
  stay: "flag",
  env: "object",
  skipCheck: "flag",
  held: "flag",
  snapshotEveryMs: "milliseconds",
  profile: "flag",
  client: "text",
  priority: "priority",
  signal: "signal",
};

const KINDS: Readonly<Record<Kind, { readonly expected: string; readonly fits: (value: unknown) => boolean }>> = {
  text: { expected: "a string", fits: (value) => typeof value === "string" },
  flag: { expected: "true or false", fits: (value) => typeof value === "boolean" },
  object: { expected: "an object", fits: (value) => typeof value === "object" && value !== null },
  texts: {
    expected: "an object of strings that are not empty",
    fits: (value) =>
      typeof value === "object" &&
      value !== null &&
      Object.values(value).every((each) => typeof each === "string" && each !== ""),
  },
  anything: { expected: "", fits: () => true },
  count: { expected: "a whole number from 0", fits: (value) => Number.isInteger(value) && (value as number) >= 0 },
  "positive count": {
    expected: "a whole number from 1",
    fits: (value) => Number.isInteger(value) && (value as number) >= 1,
  },
  milliseconds: {
    expected: `a number of milliseconds from 0 to ${LONGEST_TIMER_MS}`,
    fits: (value) => typeof value === "number" && value >= 0 && value <= LONGEST_TIMER_MS,
  },
  priority: { expected: '"normal" or "low"', fits: (value) => value === "normal" || value === "low" },
  signal: { expected: "an AbortSignal", fits: (value) => value instanceof AbortSignal },
};

/** @throws {AmbitError} `run/invalid-options` */
export function checkRuntimeOptions(options: RuntimeOptions): void {
  const nested = Object.entries(NESTED).flatMap(([name, [shape, required]]) => {
    const given: unknown = options?.[name as keyof RuntimeOptions];
    return KINDS.object.fits(given) ? faults(given, shape, required).map((each) => `${name}: ${each}`) : [];
  });
  refuse("createRuntime", [...faults(options, RUNTIME, ["root"]), ...nested]);
}

/** @throws {AmbitError} `run/invalid-options` */
export function checkModule(path: unknown): void {
  refuse("prepare", moduleFaults(path));
}

/** @throws {AmbitError} `run/invalid-options` */
export function checkStartOptions(path: unknown, options: StartOptions): void {
  refuse("start", [...moduleFaults(path), ...faults(options, START, [])]);
}

/** @throws {AmbitError} `run/invalid-options` */
export function checkCall(name: unknown, args: unknown, options: CallOptions): void {
  const problems = typeof name === "string" ? [] : [`the export is a name, not ${describeValue(name)}`];
  if (!Array.isArray(args)) problems.push(`the arguments are an array, not ${describeValue(args)}`);
  refuse("call", [...problems, ...faults(options, CALL, [])]);
}

/** @throws {AmbitError} `run/invalid-options` */
export function checkListener(listener: unknown): void {
  refuse("subscribe", typeof listener === "function" ? [] : [`the listener is a function, not ${shown(listener)}`]);
}

function moduleFaults(path: unknown): readonly string[] {
  return typeof path === "string" ? [] : [`the module is a path from the root, not ${describeValue(path)}`];
}

function faults(options: unknown, shape: Readonly<Record<string, Kind>>, required: readonly string[]): string[] {
  if (typeof options !== "object" || options === null) return [`they are ${describeValue(options)}, not an object`];
  const given = options as Readonly<Record<string, unknown>>;
  const missing = required.filter((name) => given[name] === undefined).map((name) => `"${name}" is missing`);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind === undefined) {
      const nearest = nearestName(name, Object.keys(shape));
      return [`there is no "${name}"${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`];
    }
    const { expected, fits } = KINDS[kind];
    return value === undefined || fits(value) ? [] : [`"${name}" is ${expected}, not ${shown(value)}`];
  });
  return [...missing, ...wrong];
}

function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : describeValue(value);
}

function refuse(of: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new AmbitError("run/invalid-options", { of, problems });
}
