/**
 * `npm run check`: types of each configuration, lint, format, layers, dead code. `npm run check -- lint format` runs some.
 *
 * Says a line per step, and the output of those that fail.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import pc from "picocolors";
import { addTotals } from "./totals.ts";

const ROOT = path.dirname(import.meta.dirname);
const TSC = "node_modules/typescript-7/bin/tsc";
/** Configurations beside the two main ones exist only where a folder needs its own globals. */
const EXTRA_TYPES = ["runtime-core/isolate/prelude/tsconfig.json", "examples/tsconfig.json"];

interface Step {
  readonly name: string;
  readonly arguments: readonly string[];
}

const STEPS: readonly Step[] = [
  { name: "types", arguments: [TSC, "--noEmit", "-p", "tsconfig.json"] },
  { name: "types-pure", arguments: [TSC, "--noEmit", "-p", "tsconfig.pure.json"] },
  ...EXTRA_TYPES.filter((file) => existsSync(path.join(ROOT, file))).map((file) => ({
    name: `types-${path.basename(path.dirname(file))}`,
    arguments: [TSC, "--noEmit", "-p", file],
  })),
  {
    name: "lint",
    arguments: [
      "node_modules/oxlint/bin/oxlint",
      "--type-aware",
      "--deny-warnings",
      "--report-unused-disable-directives",
    ],
  },
  { name: "format", arguments: ["node_modules/oxfmt/bin/oxfmt", "--list-different"] },
  { name: "layers", arguments: ["node_modules/mocha/bin/mocha.js", "tests/house/layers.test.ts"] },
  { name: "dead-code", arguments: ["node_modules/knip/bin/knip.js", "--no-progress"] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(", ")}; steps are ${STEPS.map((step) => step.name).join(", ")}`);
  process.exit(2);
}
const steps = STEPS.filter((step) => wanted.length === 0 || wanted.includes(step.name));
let failed = 0;
for (const step of steps) if (!(await passes(step))) failed++;
addTotals({ suite: "check", passed: steps.length - failed, failed });
console.log(failed === 0 ? pc.green("All checks pass") : pc.red(`${failed} of ${steps.length} checks fail`));
process.exitCode = failed === 0 ? 0 : 1;

async function passes(step: Step): Promise<boolean> {
  const startedAt = Date.now();
  const { AMBIT_TOTALS: _, ...env } = process.env;
  const child = spawn(process.execPath, step.arguments, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? pc.green("✔") : pc.red("✖")} ${step.name}  ${pc.dim(`${seconds} s`)}`);
  if (code !== 0) console.log(Buffer.concat(output).toString());
  return code === 0;
}
