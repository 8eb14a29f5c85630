/**
 * How a run ended, for the client: a text and an exit code.
 */
import type { OutcomeCause } from "../runtime-core/base/outcome.ts";
import { shownFrame } from "../runtime-core/base/shown-frame.ts";
import type { RunReport } from "../runtime-core/index.ts";
import type { ProjectPaths } from "./convert.ts";

/** An event of the console. */
interface Output {
  readonly category: "stdout" | "stderr" | "console";
  readonly output: string;
}

/**
 * The end of a run as events of the console: what it returned is its own output, and what somebody cancelled did not go wrong.
 *
 * @param options.before Tells runs apart.
 */
export function outcomeOutput(
  report: RunReport,
  options: { readonly paths: ProjectPaths; readonly before?: string },
): readonly Output[] {
  const { before = "", paths } = options;
  const { kind } = report.outcome;
  const category = kind === "completed" || kind === "cancelled" ? "console" : "stderr";
  const ended: Output = { category, output: before + outcomeText(report, paths) };
  if (kind !== "completed") return [ended];
  return [{ category: "stdout", output: `${before}${JSON.stringify(report.result) ?? "null"}\n` }, ended];
}

/** What is printed at the end. */
function outcomeText({ outcome, wallTimeMs, cpuTimeMs }: RunReport, paths: ProjectPaths): string {
  const lines: string[] = [];
  for (let cause: OutcomeCause | undefined = outcome.cause; cause !== undefined; cause = cause.cause) {
    lines.push(
      `${cause === outcome.cause ? "error" : "because"} ${cause.code === undefined ? "" : `${cause.code}: `}${cause.message}`,
    );
    for (const frame of cause.stack ?? []) lines.push(`    at ${shownFrame(frame, (file) => paths.diskPathOf(file))}`);
  }
  const what = [outcome.kind, outcome.limit ?? outcome.permission].filter((word) => word !== undefined).join(" ");
  lines.push(`The run ended: ${what}, in ${Math.round(wallTimeMs)} ms, ${Math.round(cpuTimeMs)} ms of CPU time`);
  return `${lines.join("\n")}\n`;
}
