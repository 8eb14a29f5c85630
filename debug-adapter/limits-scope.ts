/**
 * The scope "Limits": what the context of a frame may still use, read from its limiters when it is shown.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { amountText, unitOf } from "../runtime-core/limits/amount-text.ts";
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
  const capacity = amountOf(limit, limit.capacity);
  const waiting = limit.waiting === 0 ? "" : `, ${limit.waiting} waiting`;
  if (limit.kind === "gauge") return `${amountOf(limit, limit.taken)} of ${capacity} held${waiting}`;
  const rate = limit.ratePerSecond === undefined ? "" : ` (${printQuantity(limit.quantity)})`;
  return `${amountOf(limit, limit.available)} of ${capacity} left${rate}${waiting}`;
}

/** What there is to know of a limit, each by its name. */
export function limitReadings(limit: LimitSnapshot): readonly LimitReading[] {
  const rate = limit.ratePerSecond === undefined ? [] : [["per second", amountOf(limit, limit.ratePerSecond)] as const];
  return [
    ["declared", printQuantity(limit.quantity)],
    ["available", amountOf(limit, limit.available)],
    ["capacity", amountOf(limit, limit.capacity)],
    ["taken", amountOf(limit, limit.taken)],
    ["waiting", String(limit.waiting)],
    ["holders", limit.holders.join(", ")],
    ["declared by", limit.own ? "this module" : "a parent"],
    ...rate,
  ];
}

function readingRow([name, value]: LimitReading): Row {
  return { name, value, variablesReference: 0, presentationHint: { attributes: ["readOnly"] } };
}

function amountOf({ quantity }: LimitSnapshot, amount: number): string {
  return amountText(unitOf(quantity.kind), amount);
}
