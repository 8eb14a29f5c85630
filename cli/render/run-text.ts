/**
 * A run for people: what came out, what was asked and granted, what was used.
 */
import type { OutcomeCause } from "../../runtime-core/base/outcome.ts";
import { printable } from "../../runtime-core/base/printable.ts";
import { shownFrame } from "../../runtime-core/base/shown-frame.ts";
import type { FilePath } from "../../runtime-core/base/span.ts";
import { printQuantity } from "../../runtime-core/limits/parse-limit.ts";
import type { LimitSnapshot, RunReport } from "../../runtime-core/index.ts";
import type { Colors } from "../terminal.ts";

const BAR = 20;

/**
 * What follows the result: the outcome, permissions, limits; ends with a line break.
 *
 * @param declared Limits that the module's own manifest names: they are shown even if nothing was taken from them.
 */
export function summaryText(
  report: RunReport,
  { colors, declared }: { readonly colors: Colors; readonly declared: ReadonlySet<string> },
): string {
  const { outcome } = report;
  const what = [outcome.kind, outcome.limit ?? outcome.permission].filter((word) => word !== undefined).join(" ");
  const good = outcome.kind === "completed";
  const lines = [
    `${(good ? colors.green : colors.red)(what)} in ${msText(report.wallTimeMs)}, CPU ${msText(report.cpuTimeMs)}, peak heap ${bytesText(report.peakHeapBytes)}`,
  ];
  if (report.permissions.length > 0) lines.push(colors.bold("Permissions"), ...permissionLines(report, colors));
  const shown = report.limits.filter((limit) => limit.taken > 0 || declared.has(limit.name));
  if (shown.length > 0) lines.push(colors.bold("Limits"), ...limitLines(shown, colors));
  return `${lines.join("\n")}\n`;
}

/** Why a run did not complete, with the frames of the module's own code. */
export function causeText(
  cause: OutcomeCause,
  { colors, shownPath }: { readonly colors: Colors; readonly shownPath: (file: FilePath) => string },
): string {
  const lines: string[] = [];
  for (let one: OutcomeCause | undefined = cause, first = true; one !== undefined; one = one.cause, first = false) {
    const code = one.code === undefined ? "" : ` ${colors.dim(one.code)}`;
    lines.push(`${first ? colors.red("error") : colors.red("because")}${code} ${printable(one.message)}`);
    for (const frame of one.stack ?? []) lines.push(`    at ${printable(shownFrame(frame, shownPath))}`);
  }
  return `${lines.join("\n")}\n`;
}

/** One line per limit: a bar that fills with what is used at this moment, and the amounts. */
export function limitLines(limits: readonly LimitSnapshot[], colors: Colors): string[] {
  const nameWidth = Math.max(0, ...limits.map((limit) => limit.name.length));
  return limits.map((limit) => {
    const share = limit.capacity > 0 ? Math.min(1, Math.max(0, 1 - limit.available / limit.capacity)) : 1;
    // An empty bar says that nothing is used.
    const filled = share > 0 ? Math.max(1, Math.round(share * BAR)) : 0;
    const color = share < 0.5 ? colors.green : share < 0.9 ? colors.yellow : colors.red;
    const bar = `${color("█".repeat(filled))}${colors.dim("░".repeat(BAR - filled))}`;
    const used = `${amountText(limit, limit.taken)} used${comesBack(limit) ? ", at most" : " of"} ${printQuantity(limit.quantity)}`;
    const waiting = limit.waiting > 0 ? colors.yellow(`, ${limit.waiting} waiting`) : "";
    return `  ${limit.name.padEnd(nameWidth)} ${bar} ${used}${waiting}`;
  });
}

/** Whether the amount used in all may be above the limit, because the bucket fills again. */
function comesBack({ kind }: LimitSnapshot): boolean {
  return kind === "rate" || kind === "frequency";
}

function permissionLines({ permissions }: RunReport, colors: Colors): string[] {
  return permissions.map(({ permission: asked, verdict, grant: given, count }) => {
    const permission = printable(asked);
    const grant = given === undefined ? undefined : printable(given);
    const times = count === 1 ? "" : colors.dim(` ${count} times`);
    if (verdict === "allowed") {
      const by = grant === undefined || grant === permission ? "" : colors.dim(` by ${grant}`);
      return `  ${colors.green("allowed")} ${permission}${times}${by}`;
    }
    const nearest = grant === undefined ? "" : colors.dim(`; the nearest grant is ${grant}`);
    return `  ${colors.red("denied")}  ${permission}${times}${nearest}`;
  });
}

function amountText({ quantity }: LimitSnapshot, amount: number): string {
  switch (quantity.kind) {
    case "bytes":
    case "rate":
      return bytesText(amount);
    case "time":
      return msText(amount);
    case "count":
    case "frequency":
      return `${Math.round(amount)}`;
    default:
      return quantity.kind satisfies never;
  }
}

function msText(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
