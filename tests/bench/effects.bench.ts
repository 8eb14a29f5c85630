/**
 * How well and how fast effects are found, on the cases of `tests/effects/micro`.
 *
 * "agree": cases whose every comment is met. "with a resource": effects found of which the resource is known at least as a
 * pattern. "evaluation": milliseconds of CPU time of this thread for parsing and evaluating all cases of a host once, per
 * 1,000 lines; means of a batch after one that warms up. The peer is `ts.createSourceFile` on the same texts.
 */
import { parseText } from "../../runtime-core/prepare/1-parse/syntax.ts";
import type { EffectReport, ForeignProfileName } from "../../runtime-core/prepare/index.ts";
import { type Case, differences, effectsOf, findCases, findForeignCases, foreignEffectsOf } from "../effects/cases.ts";
import type { BenchOptions, BenchResult } from "./bench.ts";
import { cpuMicroseconds } from "./core/measure.ts";

const HOSTS: readonly ForeignProfileName[] = ["node", "deno", "workers"];

/** All figures in a few seconds. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const batchMs = quick ? 0 : 500;
  const results = await figures("ambit", { cases: findCases(), find: effectsOf, batchMs });
  for (const host of HOSTS) {
    const find = (one: Case): Promise<EffectReport> => Promise.resolve(foreignEffectsOf(one, host));
    results.push(...(await figures(host, { cases: findForeignCases(host), find, batchMs })));
  }
  return results;
}

interface Measured {
  readonly cases: readonly Case[];
  readonly find: (one: Case) => Promise<EffectReport>;
  readonly batchMs: number;
}

async function figures(host: string, { cases, find, batchMs }: Measured): Promise<BenchResult[]> {
  let [agreeing, known, found, lines] = [0, 0, 0, 0];
  for (const one of cases) {
    const report = await find(one);
    if (differences(one, report).length === 0) agreeing++;
    found += report.effects.length;
    known += report.effects.filter((effect) => effect.resource !== null).length;
    for (const text of one.files.values()) lines += text.split("\n").length;
  }
  const perLines = 1000 / lines;
  const value = (await meanMs(() => eachCase(cases, find), batchMs)) * perLines;
  const parse = (await meanMs(() => eachCase(cases, parseAll), batchMs)) * perLines;
  return [
    { name: `${host}, cases that agree`, value: (100 * agreeing) / cases.length, unit: "%" },
    { name: `${host}, effects with a resource`, value: (100 * known) / found, unit: "%" },
    {
      name: `${host}, evaluation per 1000 lines`,
      value,
      unit: "ms",
      peer: "ts.createSourceFile",
      ratio: value / parse,
    },
  ];
}

async function eachCase(cases: readonly Case[], run: (one: Case) => Promise<unknown>): Promise<void> {
  for (const one of cases) await run(one);
}

function parseAll({ files }: Case): Promise<void> {
  for (const [path, text] of files) if (!path.endsWith(".json")) parseText(path, text, "ts");
  return Promise.resolve();
}

/** The mean of as many runs as fill some time, after as many that warm up. */
async function meanMs(run: () => Promise<void>, batchMs: number): Promise<number> {
  await batch(run, batchMs / 2);
  return batch(run, batchMs);
}

async function batch(run: () => Promise<void>, batchMs: number): Promise<number> {
  const began = cpuMicroseconds();
  let [count, usedMs] = [0, 0];
  do {
    await run();
    count++;
    usedMs = (cpuMicroseconds() - began) / 1000;
  } while (usedMs < batchMs);
  return usedMs / count;
}
