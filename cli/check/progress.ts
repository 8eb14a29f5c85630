/** How far a long command is, on a terminal. */
import type { Terminal } from "../terminal.ts";

/** Whoever waits shorter needs no line. */
const SHOWN_AFTER_MS = 500;
const SHOWN_EVERY_MS = 100;

/** The line of one command. */
export class Progress {
  readonly #terminal: Pick<Terminal, "status">;
  readonly #modules: number;
  readonly #now: () => number;
  #showsAt: number;

  /** @param now The clock, in milliseconds. */
  constructor(terminal: Pick<Terminal, "status">, modules: number, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#modules = modules;
    this.#now = now;
    this.#showsAt = now() + SHOWN_AFTER_MS;
  }

  /** So many are done. */
  show(done: number): void {
    const now = this.#now();
    if (now < this.#showsAt) return;
    this.#showsAt = now + SHOWN_EVERY_MS;
    this.#terminal.status(`Checked ${done} of ${this.#modules} modules`);
  }
}
