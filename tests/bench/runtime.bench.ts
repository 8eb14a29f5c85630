/**
 * From a module to its first result, by turns with what others need for the same: median of 15 after 3.
 *
 * A pre-forked runner is a process that waited, used once. Peers: a worker thread of Node, and isolated-vm without anything
 * of ours (`runtime/bare.ts`). Limits: what is charged for a loop that is ended at 50 ms.
 * Then what a module measures itself, beside Deno and workerd, which are installed for it (`runtime/peers.ts`).
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type * as Door from "../../runtime-core/index.ts";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";
import { type BareFigures, measureBare } from "./runtime/bare.ts";
import { measureInside, memoryPerIsolate } from "./runtime/inside.ts";
import { installPeers } from "./peers.ts";
import { measurePeers } from "./runtime/peers.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const LAUNCHER = path.join(ROOT, "bin/ambit.mjs");
/** As it ships: the bundles start faster than the sources. */
const DOOR = pathToFileURL(path.join(ROOT, "dist/index.mjs")).href;
const HELLO = "export const manifest = {}; export default function main() { return 'hello'; }";
const SPINS =
  "export const manifest = { limits: { 'execution/cpu-time': '50ms' } }; export default function main() { for (;;); }";
/** Measures the built runtime. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const repetitions = quick ? 1 : 15;
  const root = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  try {
    writeFileSync(path.join(root, "package.json"), "{}");
    writeFileSync(path.join(root, "hello.js"), HELLO);
    writeFileSync(path.join(root, "spins.js"), SPINS);
    const { starts, bare } = await measure(root, repetitions);
    return [...starts, ...(await insideResults(root, { quick, bare }))];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface Measured {
  readonly starts: readonly BenchResult[];
  readonly bare: BareFigures;
}

async function measure(root: string, repetitions: number): Promise<Measured> {
  const { createRuntime } = (await import(DOOR)) as typeof Door;
  const warm = await createRuntime({ root, warmRunners: 1 });
  const cold = await createRuntime({ root });
  const times = { forked: [] as number[], cold: [] as number[], worker: [] as number[] };
  const bares: BareFigures[] = [];
  const ends = { charged: [] as number[], command: [] as number[], node: [] as number[] };
  for (let i = 0; i < repetitions + 3; i++) {
    await rest();
    const forked = await timed(async () => void (await (await warm.start("/hello.js")).report));
    const coldMs = await timed(async () => void (await (await cold.start("/hello.js")).report));
    const worker = await timed(helloInWorker);
    const bare = measureBare(root, 3);
    const charged = await (await cold.start("/spins.js")).report;
    const command = await timed(() => run([LAUNCHER, "run", path.join(root, "hello.js")]));
    const node = await timed(() => run(["-e", "0"]));
    if (i < Math.min(3, repetitions - 1)) continue;
    times.forked.push(forked);
    times.cold.push(coldMs);
    times.worker.push(worker);
    bares.push(bare);
    ends.charged.push(charged.cpuTimeMs);
    ends.command.push(command);
    ends.node.push(node);
  }
  await Promise.all([warm.close(), cold.close()]);
  const bare: BareFigures = {
    isolateMs: median(bares.map((each) => each.isolateMs)),
    oneCall: median(bares.map((each) => each.oneCall)),
    fileSystem: median(bares.map((each) => each.fileSystem)),
    readMegabyte: median(bares.map((each) => each.readMegabyte)),
  };
  return { starts: results(times, ends, bare), bare };
}

async function insideResults(
  root: string,
  { quick, bare }: { readonly quick: boolean; readonly bare: BareFigures },
): Promise<readonly BenchResult[]> {
  const { createRuntime } = (await import(DOOR)) as typeof Door;
  const load = quick ? { rounds: 1, timers: 1000, children: 2 } : { rounds: 7, timers: 1_000_000, children: 200 };
  const runtime = await createRuntime({ root });
  const inside = await measureInside(runtime, root, load);
  const perIsolateMb = await memoryPerIsolate(runtime, root, quick ? 2 : 50);
  await runtime.close();
  const rows: BenchResult[] = [
    { name: "a child, from spawn to its result", value: inside.restedChildMs, unit: "ms", target: 5 },
    { name: "children right after each other, each", value: inside.childMs, unit: "ms" },
    { name: "memory for each isolate more", value: perIsolateMb, unit: "MB", target: 2 },
    { name: "one host call after another", value: inside.oneCall, unit: "us", target: 40 },
    { name: "100 host calls at a time, each", value: inside.manyCalls, unit: "us", target: 5 },
    { name: "readText of a small file", value: inside.readSmall, unit: "us", target: 45 },
    { name: "readBytes of 1 MB", value: inside.readMegabyte, unit: "us" },
    { name: `${load.timers} timers, all fired`, value: inside.timersMs, unit: "ms", target: load.timers / 250 },
    { name: `calls of ${load.children} isolates at once`, value: inside.manyChildren, unit: "/s", target: 100_000 },
  ];
  const beside = (row: string, peer: string, of: number): BenchResult[] =>
    rows.flatMap((each) => (each.name === row ? [{ ...each, peer, ratio: each.value / of }] : []));
  const all = [
    ...rows,
    ...beside("a child, from spawn to its result", "an isolate with nothing in it", bare.isolateMs),
    ...beside("one host call after another", "a callback of isolated-vm with the same system call", bare.oneCall),
    ...beside("100 host calls at a time, each", "the system call, by Node alone", bare.fileSystem),
    ...beside("readBytes of 1 MB", "a callback of isolated-vm that reads as much", bare.readMegabyte),
  ];
  if (quick || !installPeers()) return all;
  const peers = await measurePeers(root);
  return [
    ...all,
    ...beside("one host call after another", "await Deno.stat", peers.denoStat),
    ...beside("100 host calls at a time, each", "Deno.stat, 100 at a time", peers.denoManyStats),
    ...beside("readText of a small file", "await Deno.readTextFile", peers.denoReadSmall),
    { name: "deno run hello", value: peers.denoRunMs, unit: "ms" },
    { name: "workerd, from its start to its first answer", value: peers.workerdMs, unit: "ms" },
  ];
}

function results(
  times: Readonly<Record<"forked" | "cold" | "worker", readonly number[]>>,
  ends: Readonly<Record<"charged" | "command" | "node", readonly number[]>>,
  { isolateMs }: BareFigures,
): readonly BenchResult[] {
  const row = (name: string, value: number, [peer, of]: readonly [string, number]): BenchResult => ({
    name,
    value,
    unit: "ms",
    peer,
    ratio: value / of,
  });
  const worker = ["a worker thread", median(times.worker)] as const;
  const bare = ["an isolate with nothing in it", isolateMs] as const;
  return [
    { ...row("first result, pre-forked runner", median(times.forked), bare), target: 10 },
    row("first result, pre-forked runner", median(times.forked), worker),
    row("first result, new runner", median(times.cold), worker),
    { ...row("ambit run hello", median(ends.command), ["node -e 0", median(ends.node)]), target: 350 },
    { ...row("charged for a loop ended at 50 ms", median(ends.charged), ["its limit", 50]), target: 53 },
  ];
}

/** Lets a runner that waits get ready. */
async function rest(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 700));
}

async function timed(work: () => Promise<void> | void): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

async function helloInWorker(): Promise<void> {
  const worker = new Worker("require('node:worker_threads').parentPort.postMessage('hello')", { eval: true });
  await new Promise((resolve) => worker.once("message", resolve));
  await worker.terminate();
}

function run(argv: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}`);
}
