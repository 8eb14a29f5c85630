/** Output and alarms. */
import { type EffectCall, textOf } from "../effect.ts";

const LINE_BREAK_BYTES = 1;
const MAX_LINE_CHARACTERS = 33 * 1024;

/** Writes a line. Long lines take more; a line that the limit holds back waits. */
export async function write({ args, powers, take }: EffectCall): Promise<void> {
  const line = textOf(args[1], "console").slice(0, MAX_LINE_CHARACTERS);
  await take("console/output", new TextEncoder().encode(line).length + LINE_BREAK_BYTES);
  await powers.write(args[0] === "stderr" ? "stderr" : "stdout", line);
}

/** Takes the place of a timer; the result gives it back. */
export function armTimer({ context }: EffectCall): Disposable {
  const lease = context.limiters.tryTake("timers/simultaneous", 1);
  if (lease !== undefined) return lease;
  throw context.limiters.exhausted("timers/simultaneous", 1);
}
