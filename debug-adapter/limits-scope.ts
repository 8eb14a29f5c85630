/**
 * The scope "Limits": what the context of a frame may still use, read from its limiters when it is shown.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { printQuantity } from "../runtime-core/limits/parse-limit.ts";
import type { ContextSnapshot, LimitSnapshot } from "../runtime-core/index.ts";
import type { Isolate } from "./debuggee.ts";
import type { LimitReading } from "./protocol.ts";
import type { References } from "./references.ts";

type Row = DebugProtocol.Variable;

/** One row per limit that binds the context; each opens to its readings. */
export function limitRows(context: ContextSnapshot, isolate: Isolate, references: References): Row[] {
  return context.limits.map((limit) => ({
    name: limit.name,
    value: limitText(limit),
    type: limit.kind,
    variablesReference: references.add({ kind: "rows", isolate, rows: limitReadings(limit).map(readingRow) }),
  }));
}

/** "9 of 10 left (10/s)", or for a gauge "4.2 MB of 32 MB held". */
export function limitText(limit: LimitSnapshot): string {
  const capacity = amountText(limit, limit.capacity);
  const waiting = limit.waiting === 0 ? "" : `, ${limit.waiting} waiting`;
  if (limit.kind === "gauge") return `${amountText(limit, limit.taken)} of ${capacity} held${waiting}`;
  const rate = limit.ratePerSecond === undefined ? "" : ` (${printQuantity(limit.quantity)})`;
  return `${amountText(limit, limit.available)} of ${capacity} left${rate}${waiting}`;
}

/** What there is to know of a limit, each by its name. */
export function limitReadings(limit: LimitSnapshot): readonly LimitReading[] {
  const rate =
    limit.ratePerSecond === undefined ? [] : [["per second", amountText(limit, limit.ratePerSecond)] as const];
  return [
    ["declared", printQuantity(limit.quantity)],
    ["available", amountText(limit, limit.available)],
    ["capacity", amountText(limit, limit.capacity)],
    ["taken", amountText(limit, limit.taken)],
    ["waiting", String(limit.waiting)],
    ["holders", limit.holders.join(", ")],
    ["declared by", limit.own ? "this module" : "a parent"],
    ...rate,
  ];
}

function readingRow([name, value]: LimitReading): Row {
  return { name, value, variablesReference: 0, presentationHint: { attributes: ["readOnly"] } };
}

function amountText({ quantity }: LimitSnapshot, amount: number): string {
  switch (quantity.kind) {
    case "bytes":
    case "rate":
      return bytesText(amount);
    case "time":
      return `${rounded(amount)} ms`;
    case "count":
    case "frequency":
      return String(rounded(amount));
    default:
      return quantity.kind satisfies never;
  }
}

function bytesText(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${rounded(bytes / 1e3)} kB` : `${rounded(bytes / 1e6)} MB`;
}

function rounded(amount: number): number {
  return Math.round(amount * 100) / 100;
}
