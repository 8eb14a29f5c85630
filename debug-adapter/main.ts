/**
 * The debug adapter's process: speaks the Debug Adapter Protocol on standard input and output.
 *
 * It ends with its client: when the input ends, after `disconnect`, or by a signal; the program it has launched ends first.
 */
import { enableCompileCache } from "node:module";
import { inspect } from "node:util";

/** A goodbye must be out before the process ends. */
const ENDS_AFTER_MS = 50;

enableCompileCache();
await main();

async function main(): Promise<void> {
  const { AmbitDebugSession } = await import("./session.ts");
  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await session.end();
    setTimeout(() => process.exit(0), ENDS_AFTER_MS);
  };
  const session = new AmbitDebugSession(() => void end());
  const report = (error: unknown): void => {
    // A fault that reached nobody is ours; only a client that is gone ends the process.
    const code = (error as { readonly code?: unknown } | null)?.code;
    if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED") void end();
    else process.stderr.write(`ambit: this is a fault of the debug adapter: ${inspect(error)}\n`);
  };
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end());
  process.stdin.on("end", () => void end());
  process.stdin.on("close", () => void end());
  session.start(process.stdin, process.stdout);
}
