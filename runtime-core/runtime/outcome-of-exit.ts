/** How a run ended whose process went before it could say so. */
import { messageOf } from "../base/codes/table.ts";
import type { Outcome } from "../base/outcome.ts";
import type { RunnerExit } from "./supervisor.ts";

const MAX_ERROR_TEXT = 200;

/** The outcome for what the process left. */
export function outcomeOfExit(exit: RunnerExit): Outcome {
  if (exit.silentMs !== undefined) {
    const message = messageOf("run/unresponsive", { timeoutMs: exit.silentMs });
    return { kind: "crashed", cause: { code: "run/unresponsive", message } };
  }
  const end = exit.code === null ? "it could not be started" : `exit code ${exit.code}`;
  const error = errorIn(exit.stderr);
  const detail = `${exit.signal ?? end}${error === undefined ? "" : ` (${error.slice(0, MAX_ERROR_TEXT)})`}`;
  const cause = { code: "run/crashed", message: messageOf("run/crashed", { detail }) };
  return { kind: /out of memory|heap limit/i.test(error ?? "") ? "out-of-memory" : "crashed", cause };
}

/** The line of an error among what a process has written when it ended: Node prints the code around it first. */
function errorIn(stderr: string): string | undefined {
  return stderr.split("\n").find((line) => /^(?:FATAL|# Fatal|[\w$]*Error\b)/.test(line));
}
