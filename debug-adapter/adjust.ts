/** Limits and permissions that a person changes while the program runs. */
import { isAmbitError } from "../runtime-core/index.ts";
import { type Adjustment, isAdjustment } from "../runtime-core/manifest/adjustment.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";
import type { Program } from "./program.ts";
import type { AdjustArguments } from "./protocol.ts";

/** Answers the request "ambit/adjust". @throws {DapError} `cannotSet`, `invalidArgument` */
export async function adjustThread({ threadId, adjustment }: AdjustArguments, program: Program): Promise<void> {
  if (!isAdjustment(adjustment)) {
    const expected = "a refill of a limit, a limit with its quantity, or a grant";
    throw new DapError("invalidArgument", { command: "ambit/adjust", name: "adjustment", expected });
  }
  const isText = adjustment.kind === "limit" && typeof adjustment.quantity === "string";
  const meant = isText ? limitAdjustment(adjustment.limit, String(adjustment.quantity)) : adjustment;
  await adjust(program.threads.isolate(threadId), meant);
}

/** Does it. @throws {DapError} `cannotSet` */
export async function adjust(isolate: Isolate, adjustment: Adjustment): Promise<void> {
  try {
    await isolate.debuggee.adjust(isolate, adjustment);
  } catch (error) {
    if (!isAmbitError(error, "run/cannot-adjust")) throw error;
    const name = adjustment.kind === "grant" ? adjustment.permission.resource : adjustment.limit;
    throw new DapError("cannotSet", { name, reason: error.data.detail });
  }
}

/** What a person means who writes `text` in the place of a limit's value: "refill", "20/s", `{ "rate": "5/s", "burst": 9 }`. */
export function limitAdjustment(limit: string, text: string): Adjustment {
  const written = text.trim();
  return /^(?:refill|full)$/i.test(written)
    ? { kind: "refill", limit }
    : { kind: "limit", limit, quantity: quantityOf(written) };
}

/** What a person means who writes `text` beside "fs.read /a.txt": undefined when it is no "grant". */
export function grantAdjustment(permission: string, text: string): Adjustment | undefined {
  const { domain, kind, resource } = /^(?<domain>\w+)\.(?<kind>\w+) (?<resource>.+)$/s.exec(permission)?.groups ?? {};
  if (domain === undefined || kind === undefined || resource === undefined) return undefined;
  return /^(?:grant|allow)(?:ed)?$/i.test(text.trim())
    ? { kind: "grant", permission: { domain, kind, resource } }
    : undefined;
}

/** JSON, or as a limit is printed: there the names of its parts stand without quotes. */
function quantityOf(written: string): unknown {
  try {
    return JSON.parse(written.replace(/\b(?<!")(rate|burst)\s*:/g, '"$1":')) as unknown;
  } catch {
    return written;
  }
}
