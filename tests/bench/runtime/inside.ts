/** Figures that a module measures itself: host calls, files, timers, children. Median of some rounds each. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Runtime } from "../../../runtime-core/index.ts";

/** What one round of `MODULE` gives; microseconds per call where nothing else is said. */
export interface InsideFigures {
  readonly oneCall: number;
  readonly manyCalls: number;
  readonly readSmall: number;
  readonly readMegabyte: number;
  /** Milliseconds for all of them, firing included. */
  readonly timersMs: number;
  /** Milliseconds from `spawn` to the result of a child, one right after another. */
  readonly childMs: number;
  /** The same of children that come after a pause. */
  readonly restedChildMs: number;
  /** Calls per second of many children at once, 100 each, when all of them are there. */
  readonly manyChildren: number;
}

const MODULE = `
import { exists, readText, readBytes } from "ambit:fs";
import { spawn } from "ambit:modules";
export const manifest = {
  parameters: { rounds: { type: "integer" }, timers: { type: "integer" }, children: { type: "integer" } },
  permissions: { fs: { read: ["/bench/*"] }, modules: { spawn: ["/child.js", "/calls.js"] } },
  limits: { "timers/simultaneous": 2000000, "modules/simultaneous": 1000, "memory/heap": "2GB", "fs/read": "100GB/s" },
};
const median = (all) => all.sort((a, b) => a - b)[all.length >> 1];
async function perCall(count, rounds, work) {
  const all = [];
  for (let i = 0; i < rounds; i++) { const startMs = performance.now(); await work(count); all.push((performance.now() - startMs) * 1000 / count); }
  return median(all);
}
export default async function main({ rounds, timers, children }) {
  const oneByOne = (call) => async (count) => { for (let i = 0; i < count; i++) await call(); };
  const some = rounds * 70;
  const oneCall = await perCall(some, rounds, oneByOne(() => exists("/bench/small.txt")));
  const manyCalls = await perCall(some * 4, rounds, async (count) => {
    for (let i = 0; i < count; i += 100) await Promise.all(Array.from({ length: 100 }, () => exists("/bench/small.txt")));
  });
  const readSmall = await perCall(some, rounds, oneByOne(() => readText("/bench/small.txt")));
  const readMegabyte = await perCall(rounds, rounds, oneByOne(() => readBytes("/bench/large.bin")));
  const childMs = (await perCall(1, rounds, async () => { const child = await spawn("/child.js"); await child.result; })) / 1000;
  const rested = [];
  for (let i = 0; i < rounds; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    rested.push(await perCall(1, 1, async () => { const child = await spawn("/child.js"); await child.result; }) / 1000);
  }
  let startMs = performance.now();
  await new Promise((resolve) => { let left = timers; for (let i = 0; i < timers; i++) setTimeout(() => { if (--left === 0) resolve(); }, i % 500); });
  const timersMs = performance.now() - startMs;
  const running = await Promise.all(Array.from({ length: children }, () => spawn("/calls.js", { stay: true })));
  const perSecond = [];
  for (let i = 0; i < rounds; i++) {
    await Promise.all(running.map((each) => each.call("ready")));
    startMs = performance.now();
    await Promise.all(running.map((each) => each.call("makeCalls")));
    perSecond.push((children * 100 * 1000) / (performance.now() - startMs));
  }
  return { oneCall, manyCalls, readSmall, readMegabyte, childMs, restedChildMs: median(rested), timersMs, manyChildren: median(perSecond) };
}`;
const CHILD = "export const manifest = {}; export default () => 'hello';";
const CALLS = `
import { exists } from "ambit:fs";
export const manifest = { permissions: { fs: { read: ["/bench/*"] } } };
export const ready = () => {};
export const makeCalls = async () => { await Promise.all(Array.from({ length: 100 }, () => exists("/bench/small.txt"))); };`;

/** How much is done. */
export interface InsideLoad {
  readonly rounds: number;
  readonly timers: number;
  readonly children: number;
}

/** Runs the module in `root`. */
export async function measureInside(runtime: Runtime, root: string, load: InsideLoad): Promise<InsideFigures> {
  mkdirSync(path.join(root, "bench"), { recursive: true });
  writeFileSync(path.join(root, "bench/small.txt"), "small");
  writeFileSync(path.join(root, "bench/large.bin"), new Uint8Array(1_000_000));
  writeFileSync(path.join(root, "inside.js"), MODULE);
  writeFileSync(path.join(root, "child.js"), CHILD);
  writeFileSync(path.join(root, "calls.js"), CALLS);
  const { outcome, result } = await (await runtime.start("/inside.js", { args: { ...load } })).report;
  if (outcome.kind !== "completed") throw new Error(`The module that measures failed: ${JSON.stringify(outcome)}`);
  return result as InsideFigures;
}

const WAITS = "export const manifest = {}; export default () => new Promise((resolve) => setTimeout(resolve, 60_000));";
const HOLDS = (count: number): string => `
import { spawn } from "ambit:modules";
export const manifest = { permissions: { modules: { spawn: ["/waits.js"] } }, limits: { "modules/simultaneous": ${count} } };
export default async () => { for (let i = 0; i < ${count}; i++) await spawn("/waits.js"); console.log("all"); await new Promise((r) => setTimeout(r, 60_000)); };`;

/** Megabytes of the runner for each isolate beyond the first. Linux only; 0 elsewhere. */
export async function memoryPerIsolate(runtime: Runtime, root: string, count: number): Promise<number> {
  if (process.platform !== "linux") return 0;
  writeFileSync(path.join(root, "waits.js"), WAITS);
  const sizes: number[] = [];
  for (const each of [1, count]) {
    writeFileSync(path.join(root, "holds.js"), HOLDS(each));
    const run = await runtime.start("/holds.js");
    for await (const event of run.events) if (event.kind === "output" || event.kind === "lost") break;
    sizes.push(residentMegabytes(run.pid ?? 0));
    run.kill("measured");
    await run.report;
  }
  const [one = 0, all = 0] = sizes;
  return (all - one) / (count - 1);
}

function residentMegabytes(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  if (kilobytes === undefined) throw new Error("The runner that was measured has ended");
  return Number(kilobytes) / 1024;
}
