/**
 * The debug adapter's process: speaks the Debug Adapter Protocol on standard input and output.
 *
 * It ends with its client: when the input ends, after `disconnect`, or by a signal; the program it debugs ends first.
 */
import { inspect } from "node:util";
import { AmbitDebugSession } from "./session.ts";

/** A goodbye must be out before the process ends. */
const ENDS_AFTER_MS = 50;

let ending = false;
const session = new AmbitDebugSession(() => void end());

process.on("uncaughtException", report);
process.on("unhandledRejection", report);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end());
process.stdin.on("end", () => void end());
process.stdin.on("close", () => void end());
session.start(process.stdin, process.stdout);

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await session.kill();
  setTimeout(() => process.exit(0), ENDS_AFTER_MS);
}

/** A fault that reached nobody is ours; only a client that is gone ends the process. */
function report(error: unknown): void {
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED") return void end();
  process.stderr.write(`ambit: this is a fault of the debug adapter: ${inspect(error)}\n`);
}
