/**
 * `npm run bench [-- NAME…] [--json]`: runs `tests/bench/<name>.bench.ts`, all of them or those that are named.
 *
 * With --json: one line of standard output per bench, as docs/schemas/bench.schema.json says. With --quick: little work,
 * to see that the benches run.
 */
import { globSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Bench, BenchResult } from "../tests/bench/bench.ts";

const FOLDER = path.join(path.dirname(import.meta.dirname), "tests", "bench");
const ENDING = ".bench.ts";

const json = process.argv.includes("--json");
const quick = process.argv.includes("--quick");
const wanted = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const names = globSync(`*${ENDING}`, { cwd: FOLDER })
  .map((file) => path.basename(file, ENDING))
  .toSorted();
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}; benches are ${names.join(", ")}`);
  process.exit(2);
}
if (!json)
  console.log(`${os.cpus().length} x ${os.cpus()[0]?.model.trim() ?? "unknown processor"}, Node ${process.version}`);
for (const name of wanted.length === 0 ? names : wanted) {
  const { bench } = (await import(pathToFileURL(path.join(FOLDER, name + ENDING)).href)) as { readonly bench: Bench };
  const results = (await bench({ quick })).map(withoutVoidRatio);
  if (json) console.log(JSON.stringify({ bench: name, node: process.version, results }));
  else console.log(tableText(name, results));
}

/** A quick peer may take no time at all; such a ratio says nothing. */
function withoutVoidRatio(result: BenchResult): BenchResult {
  const { ratio, ...rest } = result;
  return Number.isFinite(ratio) ? result : rest;
}

function tableText(name: string, results: readonly BenchResult[]): string {
  const width = Math.max(...results.map((result) => result.name.length));
  const rows = results.map((result) => {
    const peer = result.peer === undefined ? "" : `  ${result.ratio?.toFixed(2) ?? "?"} x ${result.peer}`;
    const target = result.target === undefined ? "" : `  (${result.unit === "/s" ? "≥" : "≤"} ${result.target})`;
    return `  ${result.name.padEnd(width)}  ${result.value.toFixed(1).padStart(10)} ${result.unit}${target}${peer}`;
  });
  return `\n${name}\n${rows.join("\n")}`;
}
