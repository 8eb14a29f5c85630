/**
 * How quick debugging is: to the first stop, a step, the properties of a large value; and what it costs the program.
 *
 * A client speaks to the bundled adapter over stdio. The peer of a program is the same one without the debugger, by turns.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { LaunchArguments } from "../../debug-adapter/protocol.ts";
import type * as Door from "../../runtime-core/index.ts";
import { type Adapter, Session } from "../debug/debug-client.ts";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const ADAPTER: Adapter = [process.execPath, path.join(ROOT, "dist/debug-adapter.mjs")];
const DOOR = pathToFileURL(path.join(ROOT, "dist/index.mjs")).href;
const PROPERTIES = 1000;
const CALLS = 10_000;

const MODULE = `import { defineManifest } from "ambit:module";
import { exists } from "ambit:fs";
export const manifest = defineManifest({
  permissions: { fs: { read: ["./*.ts"] } },
  limits: { "execution/cpu-time": "100s", "execution/total-time": "200s" },
});
const large = Object.fromEntries(Array.from({ length: ${PROPERTIES} }, (_, i) => ["name" + i, { value: i }]));
function elsewhere(): number {
  return Object.keys(large).length;
}
export default async function main({ turns = 0, steps = 0, calls = 0 }): Promise<number> {
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    sum += i;
    sum ^= 3;
  }
  const startedMs = performance.now();
  for (let i = 0; i < turns; i++) sum = (sum + i * 3) | 0;
  for (let i = 0; i < calls; i++) if (await exists("./main.ts")) sum++;
  const tookMs = performance.now() - startedMs;
  return sum === 0.5 ? elsewhere() : tookMs;
}
`;
const lineOf = (text: string): number => MODULE.split("\n").findIndex((line) => line.includes(text)) + 1;

/** All figures in half a minute on an idle machine. */
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
      await hotLoop(program, repetitions),
      await liveEvents(folder, quick ? 1 : 15),
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

/** A hot loop with the debugger and a breakpoint elsewhere. */
async function hotLoop(program: string, repetitions: number): Promise<BenchResult> {
  const args = { turns: repetitions === 1 ? 1000 : 3e7 };
  const debugged: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const breakpoints = [{ file: program, line: lineOf("return Object.keys") }];
    debugged.push(await resultOf({ launch: { program, args }, breakpoints }));
    bare.push(await resultOf({ launch: { program, args, noDebug: true } }));
  }
  const value = median(debugged);
  const name = "3e7 turns of a loop, a breakpoint elsewhere";
  return { name, value, unit: "ms", peer: "the same without the debugger", ratio: value / median(bare) };
}

/** The same runtime with the events that the debugger asks for, and without. */
async function liveEvents(root: string, repetitions: number): Promise<BenchResult> {
  const { createRuntime } = (await import(DOOR)) as typeof Door;
  const runtime = await createRuntime({ root });
  const timeOf = async (snapshotEveryMs: number): Promise<number> => {
    const run = await runtime.start("/main.ts", { args: { calls: CALLS }, skipCheck: true, snapshotEveryMs });
    using _subscription = run.subscribe(() => {});
    const { outcome, result } = await run.report;
    if (outcome.kind !== "completed") throw new Error(`The run ended: ${outcome.kind}`);
    return Number(result);
  };
  const watched: number[] = [];
  const bare: number[] = [];
  try {
    for (let i = 0; i < repetitions; i++) {
      watched.push(await timeOf(100));
      bare.push(await timeOf(0));
    }
  } finally {
    await runtime.close();
  }
  const value = median(watched);
  const name = `${CALLS} calls of the host with live events`;
  return { name, value, unit: "ms", peer: "the same without", ratio: value / median(bare) };
}

async function stoppedAt(launch: LaunchArguments, line: number): Promise<Session> {
  const breakpoints = [{ file: launch.program, line }];
  const session = await Session.start({ launch: { skipCheck: true, ...launch }, breakpoints, adapter: ADAPTER });
  await session.stop();
  return session;
}

async function resultOf(start: {
  readonly launch: LaunchArguments;
  readonly breakpoints?: readonly { readonly file: string; readonly line: number }[];
}): Promise<number> {
  const launch = { skipCheck: true, ...start.launch };
  await using session = await Session.start({ ...start, launch, adapter: ADAPTER });
  if ((await session.exitCode()) !== 0) throw new Error(`The program failed:\n${session.log()}`);
  return Number(/^[\d.]+$/m.exec(session.output("console"))?.[0]);
}
