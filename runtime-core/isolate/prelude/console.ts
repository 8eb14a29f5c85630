/** `console`: lines go to the output of the run, in order, taking from `console/output`. */
import { formatLine } from "./inspect.ts";
import { call } from "./wall.ts";

type Write = (...values: unknown[]) => void;

/** The global `console`. A line that the limit holds back waits; it is never lost. */
export const console: Readonly<Record<"log" | "info" | "debug" | "warn" | "error", Write>> = {
  log: writer("stdout"),
  info: writer("stdout"),
  debug: writer("stdout"),
  warn: writer("stderr"),
  error: writer("stderr"),
};

let last: Promise<void> | undefined;

/** Resolves when all lines that were written so far are out. */
export async function written(): Promise<void> {
  await last;
}

function writer(stream: "stdout" | "stderr"): Write {
  return (...values) => {
    last = write(stream, formatLine(values));
  };
}

/** Lines are served in order, so the last one stands for all. A line fails only when its module is ended. */
async function write(stream: "stdout" | "stderr", line: string): Promise<void> {
  try {
    await call("console/write", [stream, line]);
  } catch {
    // The end of the module is told in another way.
  }
}
