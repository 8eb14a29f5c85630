/**
 * Limits while a run goes on: lines that are redrawn in a terminal, and a line now and then elsewhere. On standard error.
 */
import type { RunSnapshot } from "../runtime-core/index.ts";
import { limitLines } from "./render/run-text.ts";
import type { Terminal } from "./terminal.ts";

/** Without a terminal, a line at most this often. */
const PLAIN_EVERY_MS = 1000;
const UP_AND_CLEAR = "\u001b[1A\u001b[2K";

/** The lines of one run. Disposing takes them away. */
export class LiveLimits {
  readonly #terminal: Terminal;
  readonly #declared: ReadonlySet<string>;
  #lines = 0;
  #plainAt = Number.NEGATIVE_INFINITY;

  /** @param declared Limits that the module's own manifest names. */
  constructor(terminal: Terminal, declared: ReadonlySet<string>) {
    this.#terminal = terminal;
    this.#declared = declared;
  }

  /** Draws the limits that were used, of all contexts, and those that the module declares. */
  show(snapshot: RunSnapshot): void {
    const terminal = this.#terminal;
    const redraws = process.stderr.isTTY;
    if (!redraws && performance.now() - this.#plainAt < PLAIN_EVERY_MS) return;
    const lines = snapshot.contexts.flatMap((context) => {
      const first = context.parent === undefined;
      const used = context.limits.filter(
        (limit) => (limit.taken > 0 && (limit.own || first)) || (first && this.#declared.has(limit.name)),
      );
      return used.length === 0
        ? []
        : [terminal.errColors.bold(context.module), ...limitLines(used, terminal.errColors)];
    });
    this.clear();
    this.#lines = redraws ? lines.length : 0;
    if (lines.length === 0) return;
    this.#plainAt = performance.now();
    terminal.err(`${lines.join("\n")}\n`);
  }

  /** Takes the lines away, so that something else can be printed. */
  clear(): void {
    if (this.#lines > 0) this.#terminal.err(UP_AND_CLEAR.repeat(this.#lines));
    this.#lines = 0;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
