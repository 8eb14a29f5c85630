/**
 * Whole trees, modules with many imports, and how cost grows with length.
 *
 * "1000 modules": `ambit check` on a folder, as a process: CPU time of all its threads with its start, its peak memory, and
 * the time until it ends; the least of 3, after a small one that warms the compile cache. The peer is a process that parses the same
 * files. "50 imports": a character is typed and taken back in one file of a module; the peer does the same to that file
 * alone. "steps 1 to 4": all but the symbolic evaluation. The rest is CPU time of this process as in the bench `prepare`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseModule } from "../../runtime-core/prepare/1-parse/parse-module.ts";
import { parseText } from "../../runtime-core/prepare/1-parse/syntax.ts";
import { stepsBeforeEvaluation } from "../../runtime-core/prepare/analysis.ts";
import { prepare, StepCache } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import type { BenchOptions, BenchResult } from "./bench.ts";
import { cpuMicroseconds } from "./core/measure.ts";
import { GENERATORS, keystroke } from "./prepare/inputs.ts";
import { writeModules } from "./tree/write-modules.ts";
import { bareEdits, FILE, meanOf, PARSE, REPARSE } from "./prepare/measure.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const LAUNCHER = path.join(ROOT, "bin/ambit.mjs");
const PARSE_ALL = path.join(import.meta.dirname, "tree/parse-all.mjs");
const TYPESCRIPT = path.join(ROOT, "dist/typescript.cjs");
const SHAPES = Object.entries(GENERATORS);

/** All figures in some minutes; on an idle machine in one. */
export async function bench(options: BenchOptions): Promise<readonly BenchResult[]> {
  return [...(await earlySteps(options)), ...(await imports(options)), ...(await series(options)), ...trees(options)];
}

function trees({ quick }: BenchOptions): readonly BenchResult[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  try {
    const modules = quick ? 5 : 1000;
    const [few, files] = [path.join(folder, "few"), path.join(folder, "tree")];
    writeModules(few, 5);
    writeModules(files, modules);
    const parseAll = [PARSE_ALL, TYPESCRIPT, path.join(folder, "cache")];
    usageOnce([...parseAll, few]);
    usageOnce([LAUNCHER, "check", few]);
    const parse = usageOf([...parseAll, files], quick);
    const one = usageOf([LAUNCHER, "check", "--json", "--threads", "1", files], quick);
    const many = usageOf([LAUNCHER, "check", "--json", files], quick);
    const name = `${modules} modules of 100 lines`;
    const peer = "a process that parses them";
    return [
      { name: `${name}, one thread, CPU`, value: one.cpuMs, unit: "ms", peer, ratio: one.cpuMs / parse.cpuMs },
      { name: `${name}, one thread, memory`, value: one.peakMb, unit: "MB", peer, ratio: one.peakMb / parse.peakMb },
      { name: `${name}, memory`, value: many.peakMb, unit: "MB", peer, ratio: many.peakMb / parse.peakMb },
      { name: `${name}, time`, value: many.wallMs, unit: "ms", peer: "one thread", ratio: many.wallMs / one.wallMs },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Usage {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly peakMb: number;
}

/** The last words of a process: what it used. */
const REPORTER = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from "node:fs";
   process.on("exit", () => writeSync(2, "\\n" + JSON.stringify(process.resourceUsage())));`,
)}`;

/** The least of what several runs used: a busy machine only adds. */
function usageOf(argv: readonly string[], quick: boolean): Usage {
  const usages = Array.from({ length: quick ? 1 : 3 }, () => usageOnce(argv));
  const least = (of: (usage: Usage) => number): number => Math.min(...usages.map(of));
  return { cpuMs: least((u) => u.cpuMs), wallMs: least((u) => u.wallMs), peakMb: least((u) => u.peakMb) };
}

function usageOnce(argv: readonly string[]): Usage {
  const startedAt = performance.now();
  const { error, status, stderr } = spawnSync(process.execPath, ["--import", REPORTER, ...argv], {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  const wallMs = performance.now() - startedAt;
  if (error !== undefined || status !== 0)
    throw new Error(`${argv.join(" ")} ended with ${status}: ${error?.message ?? stderr}`);
  const usage = JSON.parse(stderr.slice(stderr.lastIndexOf("\n"))) as NodeJS.ResourceUsage;
  return { wallMs, cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1000, peakMb: usage.maxRSS / 1024 };
}

const IMPORTS = 50;
async function imports({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const library = GENERATORS["library"]?.(100) ?? "";
  const files: Record<string, string> = {};
  for (let i = 0; i < IMPORTS; i++) files[`/lib-${i}.ts`] = library;
  const names = Object.keys(files);
  files[FILE] =
    names.map((name, i) => `import * as lib${i} from ".${name}";\n`).join("") +
    (GENERATORS["functions"]?.(100) ?? "") +
    `export const all = () => [${names.map((_, i) => `lib${i}.load0("edit${i}")`).join(", ")}];\n`;
  const results: BenchResult[] = [];
  for (const [what, edited] of [
    ["the entry", FILE],
    ["an import", "/lib-7.ts"],
  ] as const) {
    const text = files[edited] ?? "";
    const texts = Array.from({ length: quick ? 1 : 40 }, (_, place) => [keystroke(text, place), text]).flat();
    const cache = new StepCache();
    const run = (of: string): Promise<unknown> =>
      prepare(FILE, new MemoryWorkspace({ ...files, [edited]: of }), { cache });
    await run(text);
    const before = new Set(treesOf(cache, [FILE, ...names]));
    await run(texts[0] ?? "");
    const parsed = treesOf(cache, [FILE, ...names]).filter((tree) => !before.has(tree)).length;
    const value = await meanOver(texts, run);
    const bareMs = bareEdits(text, texts);
    const name = `${IMPORTS} imports, edit of ${what}`;
    results.push({ name, value, unit: "ms", peer: REPARSE, ratio: value / bareMs });
    results.push({ name: `${name}, files parsed`, value: parsed, unit: "files" });
  }
  return results;
}

function treesOf(cache: StepCache, paths: readonly string[]): readonly unknown[] {
  return paths.map((path) => cache.tree(path));
}

async function meanOver(texts: readonly string[], run: (text: string) => unknown): Promise<number> {
  const began = cpuMicroseconds();
  for (const text of texts) await run(text);
  return (cpuMicroseconds() - began) / 1000 / texts.length;
}

/** Steps 1 to 4, whole and after keystrokes. */
async function earlySteps({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [shape, generate] of SHAPES) {
    const text = generate(quick ? 100 : 1000);
    const batchMs = quick ? 0 : 250;
    await meanOf(() => runEarlySteps(text, new StepCache()), batchMs);
    const full = await meanOf(() => runEarlySteps(text, new StepCache()), batchMs);
    const parse = await meanOf(() => parseText(FILE, text, "ts"), batchMs);
    const name = `${shape}, 1000 lines, steps 1 to 4`;
    results.push({ name: `${name}, full`, value: full, unit: "ms", peer: PARSE, ratio: full / parse });
    const typed = Array.from({ length: quick ? 1 : 16 }, (_, place) => [keystroke(text, place), text]).flat();
    const texts = quick ? typed : [...typed, ...typed, ...typed];
    const cache = new StepCache();
    for (const each of [text, ...typed]) runEarlySteps(each, cache);
    const edit = await meanOver(texts, (each) => runEarlySteps(each, cache));
    const bareMs = bareEdits(text, texts);
    results.push({ name: `${name}, edit`, value: edit, unit: "ms", peer: REPARSE, ratio: edit / bareMs });
  }
  return results;
}

function runEarlySteps(text: string, cache: StepCache): unknown {
  const { value: module } = parseModule(FILE, new MemoryWorkspace({ [FILE]: text }), cache);
  return stepsBeforeEvaluation(module, cache);
}

/** Milliseconds for each 1,000 lines: where cost is linear they do not grow. */
async function series({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [shape, generate] of SHAPES) {
    for (const lines of quick ? [100] : [100, 1000, 5000, 20_000]) {
      const text = generate(lines);
      const batchMs = quick ? 0 : 200;
      const run = (): Promise<unknown> =>
        prepare(FILE, new MemoryWorkspace({ [FILE]: text }), { cache: new StepCache() });
      await meanOf(run, batchMs);
      const perLines = 1000 / text.split("\n").length;
      const value = (await meanOf(run, batchMs)) * perLines;
      const parse = (await meanOf(() => parseText(FILE, text, "ts"), batchMs)) * perLines;
      const name = `${shape}, ${lines} lines, full, per 1000 lines`;
      results.push({ name, value, unit: "ms", peer: PARSE, ratio: value / parse });
    }
  }
  return results;
}
