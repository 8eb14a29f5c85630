/** The options of `createRuntime`, `start` and `call` as a program gives them, which may be plain JavaScript. */
import { AmbitError } from "../base/ambit-error.ts";
import { nearestName } from "../base/nearest-name.ts";
import { describeValue } from "../manifest/manifest-problem.ts";
import type { ConcurrencyOptions } from "./admission.ts";
import type { RuntimeOptions, StartOptions } from "./create-runtime.ts";
import type { InspectOptions } from "./inspect-server.ts";

type Kind =
  | "text"
  | "flag"
  | "object"
  | "texts"
  | "anything"
  | "count"
  | "positive count"
  | "milliseconds"
  | "priority";
type Shape<Options> = Readonly<Record<keyof Options, Kind>>;

/** Node fires a timer of more at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

const RUNTIME: Shape<RuntimeOptions> = {
  root: "text",
  workspace: "object",
  warmRunners: "count",
  grant: "anything",
  limits: "anything",
  secrets: "texts",
  concurrency: "object",
  metrics: "object",
  inspect: "object",
};

const INSPECT: Shape<InspectOptions> = { socket: "text", port: "count", wait: "flag" };

const CONCURRENCY: Shape<ConcurrencyOptions> = {
  runs: "positive count",
  perClient: "positive count",
  waiting: "count",
  deadlineMs: "milliseconds",
};

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
  signal: "object",
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
};

/** @throws {AmbitError} `run/invalid-options` */
export function checkRuntimeOptions(options: RuntimeOptions): void {
  const concurrency = KINDS.object.fits(options?.concurrency) ? faults(options.concurrency, CONCURRENCY, ["runs"]) : [];
  const inspect = KINDS.object.fits(options?.inspect) ? faults(options.inspect, INSPECT, []) : [];
  refuse("createRuntime", [
    ...faults(options, RUNTIME, ["root"]),
    ...concurrency.map((each) => `concurrency: ${each}`),
    ...inspect.map((each) => `inspect: ${each}`),
  ]);
}

/** @throws {AmbitError} `run/invalid-options` */
export function checkStartOptions(path: unknown, options: StartOptions): void {
  const module = typeof path === "string" ? [] : [`the module is a path from the root, not ${describeValue(path)}`];
  refuse("start", [...module, ...faults(options, START, [])]);
}

/** @throws {AmbitError} `run/invalid-options` */
export function checkCall(name: unknown, args: unknown): void {
  const problems = typeof name === "string" ? [] : [`the export is a name, not ${describeValue(name)}`];
  if (!Array.isArray(args)) problems.push(`the arguments are an array, not ${describeValue(args)}`);
  refuse("call", problems);
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
