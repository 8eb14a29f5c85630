/** What a process of Node's `child_process` has. */
interface Killable {
  /** None when the system did not start it. */
  readonly pid?: number | undefined;
  kill(signal: "SIGKILL"): boolean;
}

/**
 * Ends a process at once, if it was started. Node would signal whatever one that was not has for an id: with 0 that is the
 * group of this process.
 */
export function killStarted(child: Killable): void {
  if (child.pid !== undefined) child.kill("SIGKILL");
}
