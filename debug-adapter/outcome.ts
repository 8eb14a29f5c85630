/**
 * How a run ended, for the client: a text and an exit code.
 */
import type { OutcomeCause } from "../runtime-core/base/outcome.ts";
import type { RunReport } from "../runtime-core/index.ts";

/** The end of a run as an event of the console: what somebody cancelled did not go wrong. */
export function outcomeOutput(report: RunReport, before = ""): { readonly category: string; readonly output: string } {
  const { kind } = report.outcome;
  const category = kind === "completed" || kind === "cancelled" ? "console" : "stderr";
  return { category, output: before + outcomeText(report) };
}

/** What is printed at the end. */
function outcomeText({ outcome, result, wallTimeMs, cpuTimeMs }: RunReport): string {
  const lines: string[] = [];
  if (outcome.kind === "completed") lines.push(JSON.stringify(result) ?? "null");
  for (let cause: OutcomeCause | undefined = outcome.cause; cause !== undefined; cause = cause.cause) {
    lines.push(
      `${cause === outcome.cause ? "error" : "because"} ${cause.code === undefined ? "" : `${cause.code}: `}${cause.message}`,
    );
    for (const frame of cause.stack ?? []) lines.push(`    at ${frame}`);
  }
  const what = [outcome.kind, outcome.limit ?? outcome.permission].filter((word) => word !== undefined).join(" ");
  lines.push(`The run ended: ${what}, in ${Math.round(wallTimeMs)} ms, ${Math.round(cpuTimeMs)} ms of CPU time`);
  return `${lines.join("\n")}\n`;
}
