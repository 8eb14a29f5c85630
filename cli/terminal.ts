/**
 * Where a command writes: the streams of this process, with colours when a person reads them.
 *
 * A reader that goes away (`ambit check | head -1`) ends the process quietly.
 */
import type { Writable } from "node:stream";
import pc from "picocolors";
import { EXIT } from "./exit-codes.ts";

/** Colours for one stream; all of them do nothing when it is no terminal or NO_COLOR is set. */
export type Colors = ReturnType<typeof pc.createColors>;

/** The output of a command. */
export interface Terminal {
  /** Writes to standard output, as is. */
  out(text: string): void;
  /** Writes to standard error, as is. */
  err(text: string): void;
  readonly colors: Colors;
  readonly errColors: Colors;
  /** Shows a line on standard error until something else is written; "" takes it away. Only where that is a terminal. */
  status(text: string): void;
  /** Columns of standard output; undefined when it is no terminal. */
  readonly columns: number | undefined;
  /** Calls `callback` once when the reader of standard output is gone. Without one the process ends. */
  onReaderGone(callback: () => void): void;
}

/** The terminal of this process. */
export function openTerminal(): Terminal {
  let readerGone: (() => void) | undefined;
  const gone = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE" && error.code !== "EIO" && error.code !== "ERR_STREAM_DESTROYED") {
      process.stderr.write(`ambit: the output cannot be written: ${error.message}\n`);
      process.exit(EXIT.usage);
    }
    if (readerGone === undefined) process.exit();
    readerGone();
    readerGone = () => undefined;
  };
  process.stdout.on("error", gone);
  process.stderr.on("error", gone);
  let shown = "";
  const status = (text: string): void => {
    if (!isScreen(process.stderr) || text === shown) return;
    process.stderr.write(`${CLEAR_LINE}${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    shown = text;
  };
  const writeTo = (stream: Writable) => (text: string) => {
    status("");
    write(stream, text);
  };
  return {
    out: writeTo(process.stdout),
    err: writeTo(process.stderr),
    status,
    colors: colorsFor(process.stdout),
    errColors: colorsFor(process.stderr),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    onReaderGone: (callback) => {
      readerGone = callback;
    },
  };
}

const CLEAR_LINE = "\r\u001b[2K";

/** Whether lines can be taken back. */
function isScreen(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && process.env["TERM"] !== "dumb";
}

function write(stream: Writable, text: string): void {
  if (!stream.destroyed && text !== "") stream.write(text);
}

/** https://no-color.org and https://force-color.org, decided per stream. */
function colorsFor(stream: NodeJS.WriteStream): Colors {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return pc.createColors(false);
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0") return pc.createColors(true);
  return pc.createColors(isScreen(stream));
}

/** Colours, or none. */
export function colorsThat(colored: boolean): Colors {
  return pc.createColors(colored);
}
