/**
 * How much the modules of a process have had done on the spot in one turn of its event loop.
 *
 * isolated-vm serves the calls of all isolates until none is there, and only then the event loop goes on. So isolates that
 * wait for their calls on the spot, by turns, could keep it from ever going on.
 */

/** From so many calls on a turn is watched for its end; beyond so many nothing more is done in it. */
const WATCHED_FROM = 64;
const MAX_CALLS = 512;
/** Of large answers, which are read from files: a millisecond or two. */
const MAX_BYTES = 8 * 2 ** 20;

/** One for all isolates of a process. */
export class LoopTurn {
  #calls = 0;
  #bytes = 0;
  #watched = false;

  /** Whether so many calls may still be done now. */
  allows(calls: number): boolean {
    if (this.#calls >= MAX_CALLS) return false;
    this.#calls += calls;
    if (this.#calls >= WATCHED_FROM) this.#watch();
    return true;
  }

  /** Whether a large answer of so many bytes may still be made now. */
  allowsBytes(bytes: number): boolean {
    if (this.#bytes + bytes > MAX_BYTES) return false;
    this.#bytes += bytes;
    this.#watch();
    return true;
  }

  #watch(): void {
    if (this.#watched) return;
    this.#watched = true;
    setImmediate(() => {
      this.#calls = 0;
      this.#bytes = 0;
      this.#watched = false;
    });
  }
}
