/**
 * What is said when a run has ended: in a word, and as a page.
 */
import type { LiveReport } from "../debug-adapter/protocol.ts";

/** "2 grants were never used · 1 call was refused"; undefined when there is nothing to do. */
export function thingsToDo({ grants, outcome, permissions }: LiveReport): string | undefined {
  // What did not run to its end may not have come to what it is granted.
  const unused = outcome.kind === "completed" ? grants.filter(({ count }) => count === 0).length : 0;
  const refused = permissions.reduce((sum, { count, verdict }) => sum + (verdict === "denied" ? count : 0), 0);
  const said = [
    ...(unused === 0 ? [] : [unused === 1 ? "1 grant was never used" : `${unused} grants were never used`]),
    ...(refused === 0 ? [] : [refused === 1 ? "1 call was refused" : `${refused} calls were refused`]),
  ];
  return said.length === 0 ? undefined : said.join(" · ");
}

/** The report as a page in Markdown. */
export function reportPage(module: string, report: LiveReport): string {
  const { cpuTimeMs, grants, limits, outcome, peakHeapBytes, permissions, wallTimeMs } = report;
  const about = outcome.limit ?? outcome.permission;
  const ended = `**${outcome.kind}**${about === undefined ? "" : ` (${cell(about)})`}`;
  const times = `${Math.round(wallTimeMs)} ms, ${Math.round(cpuTimeMs)} ms of CPU time`;
  const refused = permissions.filter(({ verdict }) => verdict === "denied");
  const taken = limits.filter((limit) => limit.taken > 0);
  return [
    `# ${module}`,
    `The run ended: ${ended}, in ${times}, with at most ${(peakHeapBytes / 1e6).toFixed(1)} MB of heap.`,
    ...(outcome.cause === undefined ? [] : [cell(outcome.cause.message)]),
    ...table(
      "Refused",
      ["permission", "times", "nearest grant"],
      refused.map((use) => [cell(use.permission), `${use.count}`, cell(use.grant ?? "")]),
    ),
    ...table(
      "Grants",
      ["grant", "used"],
      grants.map(({ count, grant }) => [cell(grant), count === 0 ? "never" : `${count}`]),
    ),
    ...table(
      "Limits",
      ["limit", "at the end"],
      taken.map(({ name, text }) => [cell(name), text]),
    ),
  ].join("\n\n");
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [`## ${title}`, [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")];
}

/** As code, in a cell of a table. */
function cell(text: string): string {
  return text === "" ? "" : `\`${text.replaceAll("`", "'").replaceAll("|", "\\|").replaceAll(/\s+/g, " ")}\``;
}
