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

function writer(stream: "stdout" | "stderr"): Write {
  return (...values) => {
    void call("console/write", [stream, formatLine(values)]);
  };
}
