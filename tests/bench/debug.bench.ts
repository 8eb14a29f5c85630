/**
 * How quick debugging is: to the first stop, a step, the properties of a large value; and what it costs the program.
 *
 * A client speaks to the bundled adapter over stdio. The peer of a program is the same one without the debugger, by turns.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { LaunchArguments } from "../../debug-adapter/protocol.ts";
import type * as Door from "../../runtime-core/index.ts";
import { Session } from "../debug/debug-client.ts";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const DOOR = pathToFileURL(path.join(ROOT, "dist/index.mjs")).href;
const PROPERTIES = 1000;
const WARM_UP = 3;
/** So many calls are measured at once, with live events and without, so that what the machine does meanwhile meets both alike. */
const CALLS = 1000;

/** So often a run goes through the hot loop. */
const LOOPS = 9;

const MODULE = `import { defineManifest } from "ambit:module";
import { exists } from "ambit:fs";
export const manifest = defineManifest({
  permissions: { fs: { read: ["./*.ts"] } },
  limits: { "execution/cpu-time": "1000s", "execution/total-time": "2000s" },
});
const large = Object.fromEntries(Array.from({ length: ${PROPERTIES} }, (_, i) => ["name" + i, { value: i }]));
function elsewhere(): number {
  return Object.keys(large).length;
}
function loop(turns: number): number {
  const startedMs = performance.now();
  let made = 0;
  for (let i = 0; i < turns; i++) made = (made + i * 3) | 0;
  return performance.now() - startedMs + (made & 1) * 1e-9;
}
export default async function main({ turns = 0, steps = 0, calls = 0 }): Promise<number> {
  if (turns > 0) return Math.min(...Array.from({ length: ${LOOPS} }, () => loop(turns)));
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    sum += i;
    sum ^= 3;
  }
  const startedMs = performance.now();
  for (let i = 0; i < calls; i++) if (await exists("./main.ts")) sum++;
  const tookMs = performance.now() - startedMs;
  return sum === 0.5 ? elsewhere() : tookMs;
}
`;
const lineOf = (text: string): number => MODULE.split("\n").findIndex((line) => line.includes(text)) + 1;

/** All figures in a minute on an idle machine. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  try {
    const program = path.join(folder, "main.ts");
    writeFileSync(path.join(folder, "package.json"), "{}");
    writeFileSync(program, MODULE);
    const repetitions = quick ? 1 : 9;
    return [
      ...(await stops(program, repetitions)),
      ...(await steps(program, quick ? 3 : 300)),
      ...(await hotLoop(program, quick ? 1 : 15)),
      ...(await liveEvents(folder, quick ? 1 : 120)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function stops(program: string, repetitions: number): Promise<readonly BenchResult[]> {
  const fromStart: number[] = [];
  const variables: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const startedMs = performance.now();
    await using session = await stoppedAt({ program }, lineOf("let sum = 0"));
    fromStart.push(performance.now() - startedMs);
    const large = (await session.scope("Module")).get("large");
    const askedMs = performance.now();
    const found = await session.open(large?.variablesReference ?? 0);
    variables.push(performance.now() - askedMs);
    if (found.size < PROPERTIES) throw new Error(`${found.size} properties`);
  }
  return [
    { name: "start of the adapter to the first stop", value: median(fromStart), unit: "ms" },
    { name: `variables of ${PROPERTIES} properties`, value: median(variables), unit: "ms" },
  ];
}

async function steps(program: string, count: number): Promise<readonly BenchResult[]> {
  await using session = await stoppedAt({ program, args: { steps: count } }, lineOf("sum += i"));
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const startedMs = performance.now();
    await session.client.nextRequest({ threadId: 1 });
    await session.stop();
    times.push(performance.now() - startedMs);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return [
    { name: "a step, median", value: median(times), unit: "ms" },
    { name: "a step, 99th percentile", value: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN, unit: "ms" },
  ];
}

/**
 * A hot loop with the debugger and a breakpoint elsewhere. V8 replaces the code of such a loop while it first runs in about half of the runs, with
 * the debugger, without and in Node alone, and takes seven times as long in the others: the quickest of each compares like with like.
 */
async function hotLoop(program: string, repetitions: number): Promise<readonly BenchResult[]> {
  const args = { turns: repetitions === 1 ? 1000 : 3e7 };
  const breakpoints = [{ file: program, line: lineOf("return Object.keys") }];
  const { measured, peer } = await byTurns(repetitions, {
    measure: () => resultOf({ launch: { program, args }, breakpoints }),
    peer: () => resultOf({ launch: { program, args, noDebug: true } }),
  });
  const name = "3e7 turns of a loop, a breakpoint elsewhere, the quickest";
  const value = Math.min(...measured);
  const ratio = value / Math.min(...peer);
  return [{ name, value, unit: "ms", peer: "the same without the debugger", ratio }];
}

/** The same run with the events that the debugger asks for, and without. */
async function liveEvents(root: string, repetitions: number): Promise<readonly BenchResult[]> {
  const { createRuntime } = (await import(DOOR)) as typeof Door;
  const runtime = await createRuntime({ root });
  try {
    const run = await runtime.start("/main.ts", { stay: true, skipCheck: true });
    using _subscription = run.subscribe(() => {});
    const attached = (): Promise<Cost> => callsIn(run, () => run.attach(100));
    const alone = (): Promise<Cost> => callsIn(run, () => run.detach());
    // The first calls, and the first looks at them, are slower.
    const sides = { measure: attached, peer: alone };
    for (let i = 0; i < WARM_UP; i++) await byTurns(1, sides);
    const turns: Awaited<ReturnType<typeof byTurns<Cost>>>[] = [];
    // Twice each: what the machine gets slower or quicker by meanwhile meets both alike.
    for (let i = 0; i < repetitions; i++) turns.push(await byTurns(2, sides));
    const name = `${CALLS} calls of the host with live events`;
    const row = (what: string, of: (cost: Cost) => number): BenchResult => {
      const sum = (costs: readonly Cost[]): number => costs.reduce((so, cost) => so + of(cost), 0);
      const ratio = median(turns.map(({ measured, peer }) => sum(measured) / sum(peer)));
      const value = median(turns.flatMap(({ measured }) => measured.map(of)));
      return { name: name + what, value, unit: "ms", peer: "the same without", ratio };
    };
    const rows = [row(", wall time", ({ wallMs }) => wallMs)];
    return process.platform === "linux" ? [...rows, row(", CPU time of the runner", ({ cpuMs }) => cpuMs)] : rows;
  } finally {
    await runtime.close();
  }
}

interface Cost {
  readonly wallMs: number;
  /** Of the runner, all its threads. */
  readonly cpuMs: number;
}

/** What the calls cost with what comes before: the first look of somebody who begins to watch. */
async function callsIn(run: Door.Run, first: () => void): Promise<Cost> {
  const before = cpuTimeOf(run.pid);
  first();
  // An answer comes behind what was asked before.
  await run.snapshot();
  const wallMs = Number(await run.call("default", [{ calls: CALLS }]));
  return { wallMs, cpuMs: cpuTimeOf(run.pid) - before };
}

/** What all threads of a process have used so far, in milliseconds; NaN where the system does not tell. */
function cpuTimeOf(pid: number | undefined): number {
  if (process.platform !== "linux") return Number.NaN;
  const times = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** Measures two things by turns, so that what else the machine does meets both alike; each is first every other time. */
async function byTurns<T>(
  repetitions: number,
  sides: { readonly measure: () => Promise<T>; readonly peer: () => Promise<T> },
): Promise<{ readonly measured: readonly T[]; readonly peer: readonly T[] }> {
  const [measured, peer]: [T[], T[]] = [[], []];
  for (let i = 0; i < repetitions; i++) {
    if (i % 2 === 0) peer.push(await sides.peer());
    measured.push(await sides.measure());
    if (i % 2 === 1) peer.push(await sides.peer());
  }
  return { measured, peer };
}

async function stoppedAt(launch: LaunchArguments, line: number): Promise<Session> {
  const breakpoints = [{ file: launch.program, line }];
  const session = await Session.start({ launch: { skipCheck: true, ...launch }, breakpoints, isWatched: false });
  await session.stop();
  return session;
}

async function resultOf(start: {
  readonly launch: LaunchArguments;
  readonly breakpoints?: readonly { readonly file: string; readonly line: number }[];
}): Promise<number> {
  const launch = { skipCheck: true, ...start.launch };
  await using session = await Session.start({ ...start, launch, isWatched: false });
  if ((await session.exitCode()) !== 0) throw new Error(`The program failed:\n${session.log()}`);
  return Number(/^[\d.]+$/m.exec(session.output("stdout"))?.[0]);
}
