/**
 * WHATWG Streams, by a library that is only run when a module names a stream; and the ends of them that lie in the host.
 */
import type * as Streams from "web-streams-polyfill";
import type { ReadableStream, UnderlyingByteSource, WritableStream } from "web-streams-polyfill";
import type { AbortSignal } from "./abort.ts";
import { joinBytes, TextDecoder, TextEncoder, toBytes } from "./encoding.ts";
import { library } from "./libraries.ts";
import type { SecretText } from "./secrets.ts";
import { hasEnded } from "./timers.ts";
import { call } from "./wall.ts";

/** Where the bytes of a body are: here, in the host under a number, or in a stream. */
export type Content =
  | { readonly kind: "none" }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** What the host puts in its place. */
  | { readonly kind: "secret"; readonly text: SecretText }
  | ({ readonly kind: "host"; readonly source: number } & Reading)
  | { readonly kind: "stream"; readonly stream: ReadableStream<unknown> };

/** How a source of the host is read. */
export interface Reading {
  /** Gives the reading up. */
  readonly signal?: AbortSignal | undefined;
  /** Called when nothing is left to be given up. */
  readonly over?: (() => void) | undefined;
  /** What to throw for what a reading failed with. */
  readonly failure?: (error: unknown) => unknown;
}

type Library = typeof Streams;

const LIBRARY_GLOBALS = [
  "ReadableStream",
  "ReadableStreamDefaultReader",
  "ReadableStreamBYOBReader",
  "ReadableStreamDefaultController",
  "ReadableByteStreamController",
  "ReadableStreamBYOBRequest",
  "WritableStream",
  "WritableStreamDefaultWriter",
  "WritableStreamDefaultController",
  "TransformStream",
  "TransformStreamDefaultController",
  "ByteLengthQueuingStrategy",
  "CountQueuingStrategy",
] as const satisfies readonly (keyof Library)[];

/** Pieces are as large as those that cross the wall the other way. */
const PIECE_BYTES = 64 * 1024;

/** Gives up what is open in the host for something that nobody has any more; what holds it is its key. */
const left = new FinalizationRegistry<unknown>((id) => {
  if (!hasEnded()) call("stream/cancel", [id]).catch(() => {});
});

let newUpload: (body: Upload["body"]) => Upload;
let textStreams: ReturnType<typeof makeTextStreams> | undefined;

/** The streams among the globals, each made when it is first read. */
export const LAZY_GLOBALS: Readonly<Record<string, () => unknown>> = {
  ...Object.fromEntries(LIBRARY_GLOBALS.map((name) => [name, () => streamsLibrary()[name]])),
  TextEncoderStream: () => textStreamClasses().TextEncoderStream,
  TextDecoderStream: () => textStreamClasses().TextDecoderStream,
};

/** Whether something is a readable stream of this isolate. */
export function isReadableStream(value: unknown): value is ReadableStream<unknown> {
  return typeof value === "object" && value !== null && value instanceof streamsLibrary().ReadableStream;
}

/** Whether a stream was read from or cancelled. */
export function isDisturbed(stream: ReadableStream<unknown>): boolean {
  return (stream as unknown as { readonly _disturbed: boolean })._disturbed;
}

/** Has the host give up what is open under a number when nobody has `holder` any more; gives it back. */
export function openFor<Holder extends object>(holder: Holder, id: unknown): Holder {
  left.register(holder, id, holder);
  return holder;
}

/** A stream over a source of the host, which is opened at once and asked for each piece. */
export function readableFrom(opening: Promise<unknown>, given?: Reading): ReadableStream<Uint8Array> {
  const reading = given ?? {};
  return byteStream({
    start: async () => {
      const source = await opening;
      if (given === undefined) openFor(reading, source);
    },
    pull: async (controller) => {
      const piece = await nextPiece(await opening, reading);
      if (piece !== null) return controller.enqueue(piece as Uint8Array<ArrayBuffer>);
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: async () => {
      isOver(reading);
      await call("stream/cancel", [await opening]);
    },
  });
}

/** A body as a stream. */
export function streamFrom(content: Exclude<Content, { kind: "none" }>): ReadableStream<unknown> {
  if (content.kind === "stream") return content.stream;
  if (content.kind === "host") return readableFrom(Promise.resolve(content.source), content);
  if (content.kind === "secret") throw unreadable(content.text);
  return streamOf(content.bytes);
}

/** A stream of bytes that are there. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return byteStream({
    pull: (controller) => {
      if (at < bytes.length) return controller.enqueue(bytes.slice(at, (at += PIECE_BYTES)) as Uint8Array<ArrayBuffer>);
      controller.close();
      controller.byobRequest?.respond(0);
    },
  });
}

/** A stream into a sink of the host, which is opened at once. */
export function writableTo(opening: Promise<unknown>): WritableStream<Uint8Array> {
  const writing = {};
  return new (streamsLibrary().WritableStream)<Uint8Array>({
    start: async () => {
      openFor(writing, await opening);
    },
    write: async (chunk) => {
      await call("stream/write", [await opening, bytesOfChunk(chunk)]);
    },
    close: async () => {
      isOver(writing);
      await call("stream/close", [await opening]);
    },
    abort: async () => {
      isOver(writing);
      await call("stream/cancel", [await opening]);
    },
  });
}

/** All bytes of a body. */
export async function readWhole(content: Content): Promise<Uint8Array> {
  switch (content.kind) {
    case "none":
      return new Uint8Array();
    case "bytes":
      return content.bytes;
    case "secret":
      throw unreadable(content.text);
    case "host":
      return await gather(async () => (await nextPiece(content.source, content)) ?? undefined);
    case "stream": {
      const reader = content.stream.getReader();
      return await gather(async () => {
        const { done, value } = await reader.read();
        return done ? undefined : bytesOfChunk(value);
      });
    }
    default:
      return content satisfies never;
  }
}

function unreadable({ secret }: SecretText): TypeError {
  return new TypeError(`The body is the secret "${secret}", which cannot be read here`);
}

/** A body on its way to the host: bytes, or a stream that is sent piece by piece. */
export class Upload {
  /** The bytes, the number of the pipe that takes the pieces, or the secret. */
  readonly body: Uint8Array | number | SecretText;
  #failure: { readonly error: unknown } | undefined;
  #reader: { read(): Promise<{ done: boolean; value?: unknown }>; cancel(reason: unknown): Promise<void> } | undefined;

  private constructor(body: Upload["body"]) {
    this.body = body;
  }

  /** Begins to send; nothing is read before the host asks for it. What is there at once needs no promise. */
  static start(content: Content): Upload | Promise<Upload> {
    if (content.kind === "none") return newUpload(new Uint8Array());
    if (content.kind === "bytes") return newUpload(content.bytes);
    if (content.kind === "secret") return newUpload(content.text);
    return this.#open(content);
  }

  static async #open(content: Exclude<Content, { kind: "none" }>): Promise<Upload> {
    const pipe = (await call("stream/open", [])) as number;
    const upload = newUpload(pipe);
    upload.#reader = streamFrom(content).getReader();
    void upload.#send(pipe);
    return upload;
  }

  static {
    newUpload = (body) => new this(body);
  }

  /** Gives up what was not sent; gives what went wrong with reading it, else the given reason. */
  stop(reason: unknown): unknown {
    this.#reader?.cancel(reason).catch(() => {});
    if (typeof this.body === "number") call("stream/cancel", [this.body]).catch(() => {});
    return this.#failure === undefined ? reason : this.#failure.error;
  }

  async #send(pipe: number): Promise<void> {
    for (let piece = await this.#next(); piece !== undefined; piece = await this.#next()) {
      try {
        await call("stream/write", [pipe, piece]);
      } catch (error) {
        return void this.stop(error);
      }
    }
    await call(this.#failure === undefined ? "stream/close" : "stream/cancel", [pipe]);
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = (await this.#reader?.read()) ?? { done: true };
      return done ? undefined : bytesOfChunk(value);
    } catch (error) {
      this.#failure = { error };
      return undefined;
    }
  }
}

/** The classes. */
export function streamsLibrary(): Library {
  return library("streams") as Library;
}

function byteStream(source: Omit<UnderlyingByteSource, "type">): ReadableStream<Uint8Array> {
  const { ReadableStream: Readable } = streamsLibrary();
  return new Readable({ ...source, type: "bytes" }, { highWaterMark: 0 });
}

/** The next piece of a source; null at its end. */
export async function nextPiece(source: unknown, reading: Reading): Promise<Uint8Array | null> {
  try {
    const piece = (await call("stream/read", [source])) as Uint8Array | null;
    if (piece === null) isOver(reading);
    return piece;
  } catch (error) {
    isOver(reading);
    const { signal } = reading;
    throw signal?.aborted === true ? signal.reason : (reading.failure?.(error) ?? error);
  }
}

/** Nothing is open for it in the host any more. */
function isOver(holder: Reading): void {
  left.unregister(holder);
  holder.over?.();
}

async function gather(next: () => Promise<Uint8Array | undefined>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let piece = await next(); piece !== undefined; piece = await next()) pieces.push(piece);
  return joinBytes(pieces);
}

/** The bytes of what was written to a stream of bytes. */
export function bytesOfChunk(chunk: unknown): Uint8Array {
  if (typeof chunk !== "string") return toBytes(chunk as ArrayBuffer);
  throw new TypeError("A chunk must be bytes; pipe text through new TextEncoderStream()");
}

function textStreamClasses(): ReturnType<typeof makeTextStreams> {
  textStreams ??= makeTextStreams();
  return textStreams;
}

function makeTextStreams() {
  const { TransformStream } = streamsLibrary();
  class TextEncoderStream extends TransformStream<string, Uint8Array> {
    readonly encoding = "utf-8";
    constructor() {
      const encoder = new TextEncoder();
      // A pair of surrogates may be cut between two chunks.
      let half = "";
      super({
        transform(chunk, controller) {
          const text = half + String(chunk);
          half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? "";
          const bytes = encoder.encode(text.slice(0, text.length - half.length));
          if (bytes.length > 0) controller.enqueue(bytes);
        },
        flush(controller) {
          if (half !== "") controller.enqueue(encoder.encode(half));
        },
      });
    }
  }
  class TextDecoderStream extends TransformStream<Uint8Array, string> {
    readonly encoding: string;
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;
    constructor(label?: unknown, options?: { fatal?: boolean; ignoreBOM?: boolean }) {
      const decoder = new TextDecoder(label, options);
      const give = (text: string, controller: { enqueue(text: string): void }): void => {
        if (text !== "") controller.enqueue(text);
      };
      super({
        transform: (chunk, controller) => give(decoder.decode(toBytes(chunk as never), { stream: true }), controller),
        flush: (controller) => give(decoder.decode(), controller),
      });
      this.encoding = decoder.encoding;
      this.fatal = decoder.fatal;
      this.ignoreBOM = decoder.ignoreBOM;
    }
  }
  return { TextEncoderStream, TextDecoderStream };
}
