/**
 * The streams that a context has open: pieces that the module reads, and places that take what it writes.
 *
 * The module moves one piece at a time and waits for it, so neither side holds more than it can use. Permissions were
 * checked when the stream was opened; limits are taken for each piece by what was opened.
 */
import { AmbitError } from "../base/ambit-error.ts";
import { Pipe } from "./pipe.ts";

/** Each holds a file or a connection of the runner. */
const MAX_OPEN = 128;

/** Pieces on their way into a module. */
export interface Source {
  /** The next piece; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  /** Gives the rest up. Called once, also after the end. */
  close(): void | PromiseLike<void>;
}

/** A place for what a module writes. */
export interface Sink {
  write(bytes: Uint8Array): Promise<void>;
  /** Called once: after the last piece, or when the rest is given up. */
  close(how: "finished" | "given up"): void | PromiseLike<void>;
}

interface Open {
  readonly source?: Source;
  readonly sink?: Sink;
  /** The last operation, if there was any; the next one waits for it. */
  last?: Promise<unknown>;
}

/** The open streams of one context. */
export class HostStreams {
  readonly #open = new Map<number, Open>();
  readonly #pipes = new Map<number, Pipe>();
  #lastId = 0;

  /** Keeps a source until it was read to its end, was given up or has failed; gives its number. */
  addSource(source: Source): number {
    return this.#add({ source }, () => void source.close());
  }

  /** Keeps a sink until it is closed or has failed; gives its number. */
  addSink(sink: Sink): number {
    return this.#add({ sink }, () => void sink.close("given up"));
  }

  /** Opens a sink whose pieces a later call of the host takes with `takePipe`. */
  openPipe(): number {
    const pipe = new Pipe();
    const id = this.addSink(pipe);
    this.#pipes.set(id, pipe);
    return id;
  }

  /** The pieces that the module writes into a pipe. Each pipe can be taken once. */
  takePipe(id: unknown): Pipe {
    const pipe = this.#pipes.get(Number(id));
    this.#pipes.delete(Number(id));
    if (pipe === undefined) throw closed();
    return pipe;
  }

  /** The next piece of a source; null at its end. */
  async read(id: unknown): Promise<Uint8Array | null> {
    const { source } = this.#opened(id);
    if (source === undefined) throw closed();
    const piece = await this.#after(Number(id), () => source.next());
    if (piece !== undefined) return piece;
    if (!this.#open.has(Number(id))) throw closed();
    await this.close(id, "finished");
    return null;
  }

  /** Hands a piece to a sink; resolves when there is room for the next. */
  async write(id: unknown, bytes: Uint8Array): Promise<void> {
    const { sink } = this.#opened(id);
    if (sink === undefined) throw closed();
    await this.#after(Number(id), () => sink.write(bytes));
  }

  /** Ends a stream. One that is closed already stays so. */
  async close(id: unknown, how: "finished" | "given up"): Promise<void> {
    const open = this.#open.get(Number(id));
    if (open === undefined) return;
    this.#open.delete(Number(id));
    this.#pipes.delete(Number(id));
    if (how === "finished") await open.last;
    await (open.source?.close() ?? open.sink?.close(how));
  }

  /** Gives a source up from which nothing was read. */
  async closeUnread(id: number): Promise<void> {
    if (this.#open.get(id)?.last === undefined) await this.close(id, "given up");
  }

  /** Gives all of them up. */
  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id, "given up").catch(() => {});
  }

  #add(open: Open, refuse: () => void): number {
    if (this.#open.size >= MAX_OPEN) {
      refuse();
      const detail = `${MAX_OPEN} streams are open; read them to their end, or cancel them`;
      throw new AmbitError("host/failed", { call: "opening a stream", detail });
    }
    this.#lastId += 1;
    this.#open.set(this.#lastId, open);
    return this.#lastId;
  }

  #opened(id: unknown): Open {
    const open = this.#open.get(Number(id));
    if (open === undefined) throw closed();
    return open;
  }

  /** One operation at a time; one that fails ends the stream. */
  async #after<T>(id: number, operation: () => Promise<T>): Promise<T> {
    const open = this.#opened(id);
    const result = (open.last ?? Promise.resolve()).then(operation);
    open.last = result.catch(() => {});
    try {
      return await result;
    } catch (error) {
      await this.close(id, "given up");
      throw error;
    }
  }
}

function closed(): AmbitError {
  return new AmbitError("host/failed", { call: "the stream", detail: "it is closed" });
}
