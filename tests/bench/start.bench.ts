/**
 * How long a command takes from the start of its process to its end: median of 9 after 2 that warm the caches.
 *
 * The module has ten lines: what is measured is starting. The peer is Node itself, doing nothing.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BenchResult, median } from "./bench.ts";

const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/ambit.mjs");
const WARM_UP = 2;
const REPETITIONS = 9;

const MODULE = `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { read: ["/stations/*.json"] } },
});

export default async function main({ city }: { city: string }): Promise<unknown> {
  return JSON.parse(await readText(\`/stations/\${city}.json\`));
}
`;

/** Commands under the Node that runs this, and through a launcher started by an older Node when there is one. */
export async function bench(): Promise<readonly BenchResult[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  try {
    writeFileSync(path.join(folder, "package.json"), "{}");
    const file = path.join(folder, "main.ts");
    writeFileSync(file, MODULE);
    const bare = timeOf(process.execPath, ["-e", "0"]);
    const commands = [
      ["effects", "effects", file, "--json"],
      ["check", "check", file, "--json"],
      ["--version", "--version"],
    ] as const;
    return commands.map(([name, ...rest]) => {
      const value = timeOf(process.execPath, [LAUNCHER, ...rest]);
      return { name, value, unit: "ms", peer: "node -e 0", ratio: value / bare };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function timeOf(program: string, argv: readonly string[]): number {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + REPETITIONS; i++) {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(program, argv, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}`);
    if (i >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return median(times);
}
