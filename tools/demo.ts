/**
 * `npm start`: what Ambit does, in the terminal, in about twenty seconds, on a copy of `examples/forecast`.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import pc from "picocolors";
import { debugStop } from "./demo-debug.ts";

const ROOT = path.dirname(import.meta.dirname);
const AMBIT = path.join(ROOT, "bin", "ambit.mjs");
/** The grant that is taken away. */
const GRANT = /^ *http: \{ read: .*\n/m;
/** Time to read, where somebody reads. */
const PAUSE_MS = process.stdout.isTTY ? 1200 : 0;

/** A module that asks more often than its limit allows: the limiter makes it wait. */
const PATROL = (origin: string): string => `import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  description: "Asks for the weather again and again",
  permissions: { http: { read: ["${origin}/v1/**"] } },
  limits: { "http/request": "10/s", "execution/cpu-time": "500ms", "memory/heap": "32MB" },
});

export default async function main() {
  let warmest = -100;
  for (let i = 0; i < 40; i++) {
    const reply = await fetch("${origin}/v1/forecast/1492");
    warmest = Math.max(warmest, (await reply.json()).celsius);
  }
  return { asked: 40, warmest };
}
`;

const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "ambit-demo-")));
const service = pathToFileURL(path.join(ROOT, "examples", "forecast", "server.mjs")).href;
const { startWeatherServer } = (await import(service)) as {
  readonly startWeatherServer: (port: number) => Promise<Server>;
};
const server = await startWeatherServer(0);
try {
  const { port } = server.address() as AddressInfo;
  await demo(`http://localhost:${port}`);
} finally {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}

async function demo(origin: string): Promise<void> {
  cpSync(path.join(ROOT, "examples", "forecast"), folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), "{}\n");
  const main = path.join(folder, "main.ts");
  const source = readFileSync(main, "utf8").replace("http://localhost:8787", origin);
  if (!GRANT.test(source)) throw new Error(`${main} has no line with the grant that the demo takes away`);
  writeFileSync(main, source.replace(GRANT, ""));
  writeFileSync(path.join(folder, "patrol.ts"), PATROL(origin));

  title("1", "main.ts fetches the weather, but its manifest does not grant that. The check says so, with the fix.");
  await ambit(["check", "main.ts"], 1);

  title("2", "The fix, applied: the grant is written into the manifest, and the check is content.");
  await ambit(["check", "--grant", "main.ts"], 0);
  showChange(source.replace(GRANT, ""), readFileSync(main, "utf8"));

  title("3", "A run in a V8 isolate that has these permissions and limits, and no others.");
  await ambit(["run", "main.ts", "--args", '{"city":"oslo"}'], 0);

  title("4", "40 requests at 10 per second: the limiter makes the module wait. Watch the limits.");
  await ambit(["run", "patrol.ts", "--live"], 0);

  title("5", "The same over the Debug Adapter Protocol: a breakpoint, with limits and permissions of that moment.");
  const line =
    readFileSync(main, "utf8")
      .split("\n")
      .findIndex((text) => text.includes("console.log(summary)")) + 1;
  await debugStop({ ambit: AMBIT, program: main, args: { city: "oslo" }, line });

  console.log(`\n${pc.bold("Next")}`);
  console.log("  npm test                                      all tests");
  console.log("  node examples/forecast/server.mjs             the weather, for your own tries; then");
  console.log(`  node bin/ambit.mjs run examples/forecast/main.ts --args '{"city":"oslo"}'`);
  console.log("  node bin/ambit.mjs --help                     all commands; README.md shows the editor");
}

function title(number: string, text: string): void {
  console.log(`\n${pc.inverse(` ${number} `)} ${pc.bold(text)}\n`);
}

/** Runs a command before the eyes of the reader. @throws When it does not end as it should. */
async function ambit(argv: readonly string[], expected: number): Promise<void> {
  const shown = argv.map((word) => (/[^\w./:-]/.test(word) ? `'${word}'` : word)).join(" ");
  console.log(`${pc.dim("$")} ${pc.cyan(`ambit ${shown}`)}`);
  const child = spawn(process.execPath, [AMBIT, ...argv], { cwd: folder, stdio: "inherit" });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== expected) throw new Error(`ambit ${shown} ended with ${code}, not ${expected}`);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** The lines that came and went. */
function showChange(before: string, after: string): void {
  const old = new Set(before.split("\n"));
  const now = new Set(after.split("\n"));
  for (const line of old) if (!now.has(line)) console.log(pc.red(`- ${line}`));
  for (const line of now) if (!old.has(line)) console.log(pc.green(`+ ${line}`));
}
