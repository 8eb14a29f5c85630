/** Looking at processes and waiting for what must come. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** Whether a process is there. */
export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits until a condition holds; fails after twenty seconds, which is long on a busy machine, too. */
export async function until(condition: () => boolean, otherwise?: () => string): Promise<void> {
  for (let i = 0; i < 2000 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(condition(), otherwise?.());
}

/** CPU time that a process used until now, in milliseconds; 0 when it is gone. */
export function cpuMs(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/** Ids of the processes that a process has started and that have not been waited for. Linux only. */
export function childrenOf(pid: number): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number);
}

/** Waits until none of these processes is there. */
export function untilGone(pids: readonly number[]): Promise<void> {
  return until(
    () => !pids.some(isAlive),
    () => `still there: ${pids.filter(isAlive).join(", ")}`,
  );
}
