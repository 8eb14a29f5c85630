/**
 * Findings for people: where, what, the line with the place underlined, why in steps, and the fix.
 */
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import type { Severity } from "../../runtime-core/base/codes/code.ts";
import type { SourceText } from "../../runtime-core/base/source-text.ts";
import { printable } from "../../runtime-core/base/printable.ts";
import type { FilePath, Location } from "../../runtime-core/base/span.ts";
import type { Colors } from "../terminal.ts";
import type { CheckSummary, SourceOf } from "./json.ts";

/** What a finding is shown with. */
export interface TextContext {
  readonly colors: Colors;
  readonly sourceOf: SourceOf;
  shownPath(file: FilePath): string;
  /** Columns to keep to; undefined for no bound. */
  readonly columns: number | undefined;
}

const TAB = "  ";
const SHORTEST_LINE = 40;

/** One finding with everything that explains it; ends with a line break. */
export function diagnosticText(one: Diagnostic, fix: string | undefined, context: TextContext): string {
  const { colors } = context;
  const lines = [
    `${colors.bold(placeText(one, context))} ${severityText(one.severity, colors)} ${colors.dim(one.code)}`,
    `  ${one.message}`,
    ...excerpt(one, context, severityColor(one.severity, colors)),
  ];
  for (const step of one.related) {
    lines.push(`  ${colors.cyan(placeText(step, context))} ${step.message}`, ...excerpt(step, context, colors.cyan));
  }
  if (fix !== undefined) lines.push(`  ${colors.green(`Fix: ${fix}`)}`);
  return `${lines.join("\n")}\n`;
}

/** One line about a place, and the place underlined; ends with a line break. */
export function placedText(at: Location, message: string, context: TextContext): string {
  const { colors } = context;
  return `${[`${colors.bold(placeText(at, context))} ${message}`, ...excerpt(at, context, colors.yellow)].join("\n")}\n`;
}

/** "2 errors and 1 warning in 3 modules", or that all is well; of several modules also the time. */
export function summaryText({ counts, modules, ms, unchecked }: CheckSummary, colors: Colors): string {
  const parts = (["error", "warning", "information", "hint"] as const).flatMap((severity) => {
    const noun = severity === "information" ? "informational finding" : severity;
    return counts[severity] === 0 ? [] : [severityColor(severity, colors)(count(counts[severity], noun))];
  });
  const last = parts.pop();
  const found = parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
  const checked = count(modules - unchecked.length, "module");
  const time = modules === 1 ? "" : `, ${(ms / 1000).toFixed(1)} s`;
  return found === undefined ? colors.green(`No findings in ${checked}${time}`) : `${found} in ${checked}${time}`;
}

/** "1 module", "3 modules". */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

/** "src/main.ts:3:9". */
export function placeText({ file, span }: Location, context: TextContext): string {
  const { line, column } = context.sourceOf(file).lineColumn(span.start);
  return `${printable(context.shownPath(file))}:${line + 1}:${column + 1}`;
}

function severityText(severity: Severity, colors: Colors): string {
  return severityColor(severity, colors)(severity);
}

function severityColor(severity: Severity, colors: Colors): (text: string) => string {
  switch (severity) {
    case "error":
      return colors.red;
    case "warning":
      return colors.yellow;
    case "information":
    case "hint":
      return colors.blue;
    default:
      return severity satisfies never;
  }
}

/** The first line of the place, and the place underlined. */
function excerpt({ file, span }: Location, context: TextContext, color: (text: string) => string): string[] {
  const source = context.sourceOf(file);
  if (source.text === "") return [];
  const start = source.lineColumn(span.start);
  const end = source.lineColumn(span.end);
  const text = lineText(source, start.line);
  const number = `${start.line + 1}`;
  const from = start.column;
  const to = end.line === start.line ? Math.max(end.column, from + 1) : Math.max(text.length, from + 1);
  const room = Math.max(SHORTEST_LINE, (context.columns ?? Number.POSITIVE_INFINITY) - number.length - 6);
  const cut = windowOf(text, { from, to, room });
  const shown = shownText(text.slice(cut.from, cut.to));
  const before = shownText(text.slice(cut.from, from));
  const marked = shownText(text.slice(from, Math.min(to, cut.to)));
  return [
    `  ${context.colors.dim(`${number} |`)} ${cut.from > 0 ? "…" : ""}${shown}${cut.to < text.length ? "…" : ""}`,
    `  ${" ".repeat(number.length)} ${context.colors.dim("|")} ${" ".repeat(before.length + (cut.from > 0 ? 1 : 0))}${color("^".repeat(Math.max(1, marked.length)))}`,
  ];
}

/** The part of a long line that is shown: it begins a little before the place. */
function windowOf(
  text: string,
  { from, to, room }: { readonly from: number; readonly to: number; readonly room: number },
): { readonly from: number; readonly to: number } {
  const most = Math.min(room, 500);
  if (text.length <= most) return { from: 0, to: text.length };
  const start = to <= most ? 0 : Math.max(0, from - 20);
  return { from: start, to: Math.min(text.length, start + most) };
}

function lineText(source: SourceText, line: number): string {
  const from = source.lineStarts[line] ?? source.text.length;
  const to = source.lineStarts[line + 1] ?? source.text.length;
  return source.text.slice(from, to).replace(/[\r\n]+$/, "");
}

/** Tabs as wide as they are shown; what a reader could not see is escaped. */
function shownText(text: string): string {
  return printable(text.replaceAll("\t", TAB));
}
