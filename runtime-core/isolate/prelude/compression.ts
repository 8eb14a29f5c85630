/**
 * Compression Streams (WHATWG), by zlib in JavaScript that is only run when a module names them.
 *
 * What comes out is made as it is read: a small input that unpacks to a giant one needs no more memory than another.
 */
import type * as Zlib from "pako";
import type { ReadableStream, ReadableStreamDefaultReader, WritableStream } from "web-streams-polyfill";
import { library } from "./libraries.ts";
import { bytesOfChunk, streamsLibrary } from "./streams.ts";

/** How zlib is asked for a format. */
const WINDOW_BITS: ReadonlyMap<string, number> = new Map([
  ["gzip", 31],
  ["deflate", 15],
  ["deflate-raw", -15],
]);

const MEMORY_LEVEL = 8;
const PIECE_BYTES = 64 * 1024;

/** Bytes in, bytes out; the last call has no bytes. */
type Coder = (bytes: Uint8Array | undefined) => Iterable<Uint8Array>;

/** The classes among the globals, each made when it is first read. */
export const LAZY_COMPRESSION: Readonly<Record<string, () => unknown>> = {
  CompressionStream: () =>
    class CompressionStream extends ByteTransform {
      constructor(format: unknown) {
        super(packing(windowBits(format)));
      }
    },
  DecompressionStream: () =>
    class DecompressionStream extends ByteTransform {
      constructor(format: unknown) {
        super(unpacking(windowBits(format)));
      }
    },
};

/** A pair of streams with a coder in between. */
class ByteTransform {
  readonly #readable: ReadableStream<Uint8Array>;
  readonly #writable: WritableStream<unknown>;

  constructor(coder: Coder) {
    const { ReadableStream: Readable, TransformStream } = streamsLibrary();
    const { readable, writable } = new TransformStream<unknown, unknown>();
    this.#writable = writable;
    this.#readable = Readable.from(pieces(readable.getReader(), coder));
  }

  get readable(): ReadableStream<Uint8Array> {
    return this.#readable;
  }

  get writable(): WritableStream<unknown> {
    return this.#writable;
  }
}

async function* pieces(reader: ReadableStreamDefaultReader<unknown>, coder: Coder): AsyncGenerator<Uint8Array> {
  let failure: unknown;
  try {
    for (let isDone = false; !isDone;) {
      const { done, value } = await reader.read();
      isDone = done;
      yield* coder(done ? undefined : bytesOfChunk(value));
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await reader.cancel(failure);
  }
}

function zlib(): typeof Zlib {
  return library("compression") as typeof Zlib;
}

function packing(bits: number): Coder {
  const { Z_DEFAULT_STRATEGY, Z_FINISH, Z_NO_FLUSH, ZStream, zlibDeflate, zlibDeflateInit2 } = zlib();
  const stream = new ZStream();
  const level = -1;
  const deflated = 8;
  zlibDeflateInit2(stream, level, deflated, bits, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
  return (bytes) => coded(stream, bytes, () => zlibDeflate(stream, bytes === undefined ? Z_FINISH : Z_NO_FLUSH));
}

function unpacking(bits: number): Coder {
  const { Z_BUF_ERROR, Z_NO_FLUSH, Z_OK, Z_STREAM_END, ZStream, zlibInflate, zlibInflateInit2 } = zlib();
  const stream = new ZStream();
  let isAtEnd = false;
  zlibInflateInit2(stream, bits);
  const step = (): void => {
    const status = zlibInflate(stream, Z_NO_FLUSH);
    isAtEnd = status === Z_STREAM_END;
    if (!isAtEnd && status !== Z_OK && status !== Z_BUF_ERROR)
      throw new TypeError(
        `The compressed data are damaged: ${stream.msg === "" ? "a dictionary is needed" : stream.msg}`,
      );
  };
  return function* unpack(bytes) {
    const isBehindEnd = isAtEnd && bytes !== undefined && bytes.length > 0;
    if (!isAtEnd) yield* coded(stream, bytes, step);
    if (!isAtEnd && bytes === undefined) throw new TypeError("The compressed data end too early");
    if (isBehindEnd || stream.avail_in > 0) throw new TypeError("Something follows the end of the compressed data");
  };
}

/** What comes out for some bytes. */
function* coded(stream: Zlib.ZStream, bytes: Uint8Array | undefined, step: () => void): Iterable<Uint8Array> {
  stream.input = bytes ?? new Uint8Array();
  stream.next_in = 0;
  stream.avail_in = stream.input.length;
  const room = new Uint8Array(PIECE_BYTES);
  do {
    stream.output = room;
    stream.next_out = 0;
    stream.avail_out = room.length;
    step();
    if (stream.next_out > 0) yield room.slice(0, stream.next_out);
  } while (stream.avail_out === 0);
}

function windowBits(format: unknown): number {
  const bits = WINDOW_BITS.get(String(format));
  if (bits !== undefined) return bits;
  throw new TypeError(`The format is "gzip", "deflate" or "deflate-raw", not "${String(format)}"`);
}
