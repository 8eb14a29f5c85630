/**
 * How long a command takes from the start of its process to its end: median of 9 after 2 that warm the caches.
 *
 * The module has ten lines: what is measured is starting. The peer is Node itself, doing nothing. The language server: from
 * the start of its process to its answer to `initialize`, and what its bundle has of that.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type BenchOptions, type BenchResult, median } from "./bench.ts";

const LAUNCHER = path.resolve(import.meta.dirname, "../../bin/ambit.mjs");
const SERVER = path.resolve(import.meta.dirname, "../../dist/server.mjs");

const MODULE = `import { defineManifest } from "ambit:module";
import { readText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { read: ["/stations/*.json"] } },
});

export default async function main({ city }: { city: string }): Promise<unknown> {
  return JSON.parse(await readText(\`/stations/\${city}.json\`));
}
`;

/** Commands under the Node that runs this. A launcher that an older Node starts adds the start of that one. */
export async function bench({ quick }: BenchOptions): Promise<readonly BenchResult[]> {
  const times = quick ? { warmUp: 0, repetitions: 1 } : { warmUp: 2, repetitions: 9 };
  const folder = mkdtempSync(path.join(os.tmpdir(), "ambit-bench-"));
  try {
    writeFileSync(path.join(folder, "package.json"), "{}");
    const file = path.join(folder, "main.ts");
    writeFileSync(file, MODULE);
    const bare = timeOf(["-e", "0"], times);
    const commands = [
      ["effects", "effects", file, "--json"],
      ["check", "check", file, "--json"],
      ["--version", "--version"],
    ] as const;
    const server = await timeToAnswer(times);
    return [
      ...commands.map(([name, ...rest]) => {
        const value = timeOf([LAUNCHER, ...rest], times);
        return { name, value, unit: "ms", peer: "node -e 0", ratio: value / bare };
      }),
      { name: "server", value: server, unit: "ms", peer: "node -e 0", ratio: server / bare },
      { name: "server, beyond what Node takes", value: server - bare, unit: "ms", target: 150 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Times {
  readonly warmUp: number;
  readonly repetitions: number;
}

function timeOf(argv: readonly string[], { warmUp, repetitions }: Times): number {
  const times: number[] = [];
  for (let i = 0; i < warmUp + repetitions; i++) {
    const startedAt = performance.now();
    const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${argv.join(" ")} ended with ${status}: ${stderr}`);
    if (i >= warmUp) times.push(performance.now() - startedAt);
  }
  return median(times);
}

async function timeToAnswer({ warmUp, repetitions }: Times): Promise<number> {
  const params = { processId: process.pid, rootUri: null, capabilities: {} };
  const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  const times: number[] = [];
  for (let i = 0; i < warmUp + repetitions; i++) {
    const startedAt = performance.now();
    const server = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    server.stdin.write(`Content-Length: ${message.length}\r\n\r\n${message}`);
    for (let answer = ""; !answer.includes('"id":1');) answer += String((await once(server.stdout, "data"))[0]);
    if (i >= warmUp) times.push(performance.now() - startedAt);
    server.stdin.end();
    await once(server, "exit");
  }
  return median(times);
}
