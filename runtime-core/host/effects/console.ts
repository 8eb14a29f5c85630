/** Output and alarms. */
import { AmbitError } from "../../base/ambit-error.ts";
import type { EffectCall } from "../effect.ts";

const LINE_BREAK_BYTES = 1;

/** Writes a line. Long lines take more; a line that the limit holds back waits. */
export async function write({ args, powers, take }: EffectCall): Promise<void> {
  const [stream, line] = args as ["stdout" | "stderr", string];
  await take("console/output", Buffer.byteLength(line) + LINE_BREAK_BYTES);
  powers.write(stream, line);
}

/** Takes the place of a timer; the result gives it back. */
export function armTimer({ context }: EffectCall): Disposable {
  const lease = context.limiters.tryTake("timers/simultaneous", 1);
  if (lease !== undefined) return lease;
  throw new AmbitError("limit/exhausted", { limit: "timers/simultaneous", asked: 1, available: 0 });
}
