/**
 * From a module to its first result, by turns with what others need for the same: median of 15 after 3.
 *
 * A pre-forked runner is a process that waited, used once. Peers: a worker thread of Node, and an isolate of isolated-vm
 * without anything in it, in a process that made some before. Limits: what is charged for a loop that is ended at 50 ms.
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
const BARE = `
  const ivm = require(${JSON.stringify(path.join(ROOT, "node_modules/isolated-vm"))});
  (async () => {
    const times = [];
    for (let i = 0; i < Number(process.argv[1]); i++) {
      const startedMs = performance.now();
      const isolate = new ivm.Isolate();
      const context = await isolate.createContext();
      const module = await isolate.compileModule("export default function main() { return 'hello'; }");
      await module.instantiate(context, () => {});
      await module.evaluate();
      const main = await module.namespace.get("default", { reference: true });
      await main.apply(undefined, []);
      times.push(performance.now() - startedMs);
      isolate.dispose();
    }
    console.log(JSON.stringify(times.slice(3)));
  })();`;

/** Measures the built runtime. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const repetitions = quick ? 1 : 15;
  const root = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  try {
    writeFileSync(path.join(root, "package.json"), "{}");
    writeFileSync(path.join(root, "hello.js"), HELLO);
    writeFileSync(path.join(root, "spins.js"), SPINS);
    const starts = await measure(root, repetitions);
    return [...starts, ...(await insideResults(root, quick))];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(root: string, repetitions: number): Promise<readonly BenchResult[]> {
  const { createRuntime } = (await import(DOOR)) as typeof Door;
  const warm = await createRuntime({ root, warmRunners: 1 });
  const cold = await createRuntime({ root });
  const times = { forked: [] as number[], cold: [] as number[], worker: [] as number[], bare: [] as number[] };
  const ends = { charged: [] as number[], command: [] as number[], node: [] as number[] };
  for (let i = 0; i < repetitions + 3; i++) {
    await rest();
    const forked = await timed(async () => void (await (await warm.start("/hello.js")).report));
    const coldMs = await timed(async () => void (await (await cold.start("/hello.js")).report));
    const worker = await timed(helloInWorker);
    const bare = bareIsolate();
    const charged = await (await cold.start("/spins.js")).report;
    const command = await timed(() => run([LAUNCHER, "run", path.join(root, "hello.js")]));
    const node = await timed(() => run(["-e", "0"]));
    if (i < Math.min(3, repetitions - 1)) continue;
    times.forked.push(forked);
    times.cold.push(coldMs);
    times.worker.push(worker);
    times.bare.push(bare);
    ends.charged.push(charged.cpuTimeMs);
    ends.command.push(command);
    ends.node.push(node);
  }
  await Promise.all([warm.close(), cold.close()]);
  return results(times, ends);
}

async function insideResults(root: string, quick: boolean): Promise<readonly BenchResult[]> {
  const { createRuntime } = (await import(DOOR)) as typeof Door;
  const load = quick ? { rounds: 1, timers: 1000, children: 2 } : { rounds: 7, timers: 100_000, children: 200 };
  const runtime = await createRuntime({ root });
  const inside = await measureInside(runtime, root, load);
  const perIsolateMb = await memoryPerIsolate(runtime, root, quick ? 2 : 50);
  await runtime.close();
  const rows: BenchResult[] = [
    { name: "a child, from spawn to its result", value: inside.childMs, unit: "ms", target: 5 },
    { name: "memory for each isolate more", value: perIsolateMb, unit: "MB", target: 2 },
    { name: "one host call after another", value: inside.oneCall, unit: "us", target: 40 },
    { name: "100 host calls at a time, each", value: inside.manyCalls, unit: "us", target: 5 },
    { name: "readText of a small file", value: inside.readSmall, unit: "us", target: 45 },
    { name: "readBytes of 1 MB", value: inside.readMegabyte, unit: "us" },
    { name: `${load.timers} timers, all fired`, value: inside.timersMs, unit: "ms", target: load.timers / 250 },
    { name: `calls of ${load.children} isolates at once`, value: inside.manyChildren, unit: "/s", target: 100_000 },
  ];
  if (quick || !installPeers()) return rows;
  const peers = await measurePeers(root);
  const beside = (row: string, peer: string, of: number): BenchResult[] =>
    rows.flatMap((each) => (each.name === row ? [{ ...each, peer, ratio: each.value / of }] : []));
  return [
    ...rows,
    ...beside("one host call after another", "await Deno.stat", peers.denoStat),
    ...beside("100 host calls at a time, each", "Deno.stat, 100 at a time", peers.denoManyStats),
    ...beside("readText of a small file", "await Deno.readTextFile", peers.denoReadSmall),
    { name: "deno run hello", value: peers.denoRunMs, unit: "ms" },
    { name: "workerd, from its start to its first answer", value: peers.workerdMs, unit: "ms" },
  ];
}

function results(
  times: Readonly<Record<"forked" | "cold" | "worker" | "bare", readonly number[]>>,
  ends: Readonly<Record<"charged" | "command" | "node", readonly number[]>>,
): readonly BenchResult[] {
  const row = (name: string, value: number, [peer, of]: readonly [string, number]): BenchResult => ({
    name,
    value,
    unit: "ms",
    peer,
    ratio: value / of,
  });
  const worker = ["a worker thread", median(times.worker)] as const;
  const bare = ["an isolate with nothing in it", median(times.bare)] as const;
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

/** In a process of its own, because isolates want a Node without its start snapshot. */
function bareIsolate(): number {
  const argv = ["--no-node-snapshot", "-e", BARE, "6"];
  const { stdout, status } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (status !== 0) throw new Error("The bare isolate failed");
  return median(JSON.parse(stdout) as number[]);
}

function run(argv: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}`);
}
