/** Output and alarms. */
import { type EffectCall, type LentTimers, textOf } from "../effect.ts";
import { outputLine } from "../output-line.ts";

/** Writes a line. Long lines take more; a line that the limit holds back waits. */
export async function write({ args, powers, take }: EffectCall): Promise<void> {
  const { line, bytes } = outputLine(textOf(args[1], "console"));
  await take("console/output", bytes);
  await powers.write(args[0] === "stderr" ? "stderr" : "stdout", line);
}

/** Takes places for timers, as many as are asked for or as there are. */
export function lendTimers({ args, context }: EffectCall): LentTimers {
  const [asked] = args;
  for (let count = typeof asked === "number" ? asked : 1; count >= 1; count = Math.floor(count / 2)) {
    const lease = context.limiters.tryTake("timers/simultaneous", count);
    if (lease !== undefined) return { count, lease };
  }
  throw context.limiters.exhausted("timers/simultaneous", 1);
}
