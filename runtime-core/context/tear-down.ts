/**
 * Tear-down tasks of one context: in reverse order of registration, each with a deadline; whatever one does, the rest run.
 */
import type { Clock } from "../base/clock.ts";

/** What must be done before a context has ended. */
export interface TearDownTask {
  /** For people: "close the database main". */
  readonly name: string;
  readonly run: () => void | Promise<void>;
  /** Milliseconds after which it is not waited for any longer. */
  readonly deadlineMs: number;
}

/** A task that failed. */
export interface TearDownProblem {
  readonly task: string;
  /** "late": it had not finished at its deadline; "failed": it threw or rejected. */
  readonly kind: "late" | "failed";
  /** What was thrown; undefined when late. */
  readonly error: unknown;
}

/** A problem for people. */
export function tearDownText({ task, kind, error }: TearDownProblem): string {
  const why = kind === "late" ? "it takes too long" : error instanceof Error ? error.message : String(error);
  return `Not done when the module ended: ${task} (${why})`;
}

/**
 * Runs tasks, the last one first, one after the other.
 *
 * @param onProblem Told of every failure as it happens; a task that fails after it was late is told of twice.
 */
export async function runTearDown(
  tasks: readonly TearDownTask[],
  options: { readonly clock: Clock; readonly onProblem: (problem: TearDownProblem) => void },
): Promise<void> {
  for (const task of tasks.toReversed()) {
    const done = start(task, options.onProblem);
    if (done === undefined) continue;
    const inTime = await finishesInTime(done, options.clock, task.deadlineMs);
    if (!inTime) options.onProblem({ task: task.name, kind: "late", error: undefined });
  }
}

/** Starts a task; undefined when it is done already. The result never rejects. */
function start(task: TearDownTask, onProblem: (problem: TearDownProblem) => void): Promise<void> | undefined {
  const failed = (error: unknown): void => onProblem({ task: task.name, kind: "failed", error });
  try {
    const result = task.run();
    return result === undefined ? undefined : Promise.resolve(result).then(undefined, failed);
  } catch (error) {
    failed(error);
    return undefined;
  }
}

function finishesInTime(done: Promise<void>, clock: Clock, deadlineMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const wake = clock.wakeAt(clock.now() + deadlineMs, () => resolve(false));
    void done.then(() => {
      wake[Symbol.dispose]();
      resolve(true);
    });
  });
}
