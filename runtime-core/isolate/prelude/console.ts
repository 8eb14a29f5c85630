/** `console`: lines go to the output of the run, in order, taking from `console/output`. WHATWG Console §1. */
import { moduleFrames } from "./errors.ts";
import { formatLine, formatValue } from "./inspect.ts";
import { formatTable } from "./table.ts";
import { performance } from "./timers.ts";
import { callAtOnce } from "./wall.ts";

type Stream = "stdout" | "stderr";

const INDENT = "  ";
const FAILED = "Assertion failed";
/** Lines that are with the host at one time. A call takes a hundred times the memory of a line that waits for one. */
const MOST_SENT = 256;

let indent = "";
let sent = 0;
let last: Promise<void> | undefined;
/** Lines behind those that are sent, and those who wait for the lines before them. */
let waiting: (readonly [Stream, string] | (() => void))[] = [];
let next = 0;
const counts = new Map<string, number>();
const starts = new Map<string, number>();

/** The global `console`. A line that the limit holds back waits; it is never lost. */
export const console = {
  log: (...values: unknown[]) => print("stdout", values),
  info: (...values: unknown[]) => print("stdout", values),
  debug: (...values: unknown[]) => print("stdout", values),
  warn: (...values: unknown[]) => print("stderr", values),
  error: (...values: unknown[]) => print("stderr", values),
  trace(...values: unknown[]) {
    const title = values.length === 0 ? "Trace" : `Trace: ${formatLine(values)}`;
    print("stderr", [[title, ...moduleFrames(new Error().stack)].join("\n")]);
  },
  assert(condition?: unknown, ...values: unknown[]) {
    if (condition) return;
    const [first, ...rest] = values;
    print("stderr", typeof first === "string" ? [`${FAILED}: ${first}`, ...rest] : [FAILED, ...values]);
  },
  dir: (value?: unknown) => print("stdout", [formatValue(value)]),
  dirxml: (...values: unknown[]) => print("stdout", values),
  table: (value?: unknown, columns?: readonly string[]) => print("stdout", [formatTable(value, columns)]),
  clear() {},
  count(label: unknown = "default") {
    const count = (counts.get(String(label)) ?? 0) + 1;
    counts.set(String(label), count);
    print("stdout", [`${String(label)}: ${count}`]);
  },
  countReset: (label: unknown = "default") => void counts.delete(String(label)),
  group: startGroup,
  groupCollapsed: startGroup,
  groupEnd() {
    indent = indent.slice(INDENT.length);
  },
  time(label: unknown = "default") {
    if (!starts.has(String(label))) starts.set(String(label), performance.now());
  },
  timeLog: (label: unknown = "default", ...values: unknown[]) => printTime(String(label), values),
  timeEnd(label: unknown = "default") {
    printTime(String(label), []);
    starts.delete(String(label));
  },
};

/** Resolves when all lines that were written so far are out. */
export async function written(): Promise<void> {
  if (next < waiting.length) await new Promise<void>((resolve) => (waiting[waiting.length] = resolve));
  await last;
}

function startGroup(...values: unknown[]): void {
  if (values.length > 0) print("stdout", values);
  indent += INDENT;
}

function printTime(label: string, values: readonly unknown[]): void {
  const startMs = starts.get(label);
  if (startMs === undefined) return;
  print("stdout", [`${label}: ${(performance.now() - startMs).toFixed(3)} ms`, ...values]);
}

function print(stream: Stream, values: readonly unknown[]): void {
  const line = formatLine(values);
  const indented = indent === "" ? line : line.replace(/^/gm, indent);
  if (sent < MOST_SENT && next === waiting.length) last = write(stream, indented);
  else waiting[waiting.length] = [stream, indented];
}

/** Lines are served in order, so the last one stands for all. A line fails only when its module is ended. */
async function write(stream: Stream, line: string): Promise<void> {
  sent += 1;
  try {
    await callAtOnce("console/write", [stream, line]);
  } catch {
    // The end of the module is told in another way.
  }
  sent -= 1;
  writeNext();
}

function writeNext(): void {
  for (; sent < MOST_SENT && next < waiting.length; next++) {
    const one = waiting[next] as (typeof waiting)[number];
    if (typeof one === "function") one();
    else last = write(one[0], one[1]);
  }
  if (2 * next < waiting.length) return;
  waiting = waiting.slice(next);
  next = 0;
}
