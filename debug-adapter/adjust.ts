/** Limits and permissions that a person changes while the program runs. */
import { type Adjustment, isAmbitError } from "../runtime-core/index.ts";
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
  await adjust(program, program.isolate(threadId), meant);
}

/** Does it, and has the client ask again for what it shows. @throws {DapError} `cannotSet` */
export async function adjust(program: Program, isolate: Isolate, adjustment: Adjustment): Promise<void> {
  const { debuggee } = program.launched("adjust");
  try {
    await debuggee.run.adjust(isolate.id, adjustment);
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

function isAdjustment(given: unknown): given is Adjustment {
  if (typeof given !== "object" || given === null || !("kind" in given)) return false;
  const { kind, limit, permission } = given as Readonly<Record<string, unknown>>;
  if (kind === "refill" || kind === "limit") return typeof limit === "string";
  if (kind !== "grant" || typeof permission !== "object" || permission === null) return false;
  return ["domain", "kind", "resource"].every(
    (name) => typeof (permission as Record<string, unknown>)[name] === "string",
  );
}
