/**
 * The frames of the base protocol, put right: what is no header and stands where one is due is left out, up to the next header.
 * The reader behind it would take the rest of the connection for something else. LSP 3.18 §Base Protocol.
 *
 * Promise: bytes of well-formed messages pass as they are, at once, and are not copied.
 */
import { Transform, type TransformCallback } from "node:stream";

/** V8 has no longer texts; who announces more would have us wait for ever. */
const MOST_BYTES = 2 ** 29 - 25;
/** A header with its relatives is shorter. */
const HEADER_BYTES = 512;

const HEADER = /Content-Length:[ \t]*(\d{1,9})[ \t]*\r\n(?:(?!Content-Length)[A-Za-z-]+:[^\r\n]*\r\n)*\r\n/i;

/** What a client sends, as messages for the reader of the protocol. */
export class Framing extends Transform {
  readonly #onLeftOut: (bytes: number) => void;
  /** Bytes of the message that are still to come. */
  #bodyBytes = 0;
  /** What has come since the last message, as far as it can hold the beginning of a header. */
  #head: Buffer = Buffer.alloc(0);
  #leftOut = 0;

  /** @param onLeftOut Told of bytes that were left out before a message. */
  constructor(onLeftOut: (bytes: number) => void) {
    super();
    this.#onLeftOut = onLeftOut;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#bodyBytes > 0 ? this.#takeBody(rest) : this.#takeHead(rest);
    done();
  }

  #takeBody(bytes: Buffer): Buffer {
    const length = Math.min(bytes.length, this.#bodyBytes);
    this.push(length === bytes.length ? bytes : bytes.subarray(0, length));
    this.#bodyBytes -= length;
    return bytes.subarray(length);
  }

  /** Gives what follows the header; nothing while it is not complete. */
  #takeHead(bytes: Buffer): Buffer {
    const head = this.#head.length === 0 ? bytes : Buffer.concat([this.#head, bytes]);
    const header = HEADER.exec(head.toString("latin1", 0, HEADER_BYTES)) ?? HEADER.exec(head.toString("latin1"));
    if (header === null) {
      this.#head = head.subarray(-HEADER_BYTES);
      this.#leftOut += head.length - this.#head.length;
      return Buffer.alloc(0);
    }
    const end = header.index + header[0].length;
    const isOurs = Number(header[1]) <= MOST_BYTES;
    this.#head = Buffer.alloc(0);
    this.#leftOut += isOurs ? header.index : end;
    if (!isOurs) return head.subarray(end);
    if (this.#leftOut > 0) this.#onLeftOut(this.#leftOut);
    this.#leftOut = 0;
    this.#bodyBytes = Number(header[1]);
    const length = end - header.index + Math.min(this.#bodyBytes, head.length - end);
    this.push(head.subarray(header.index, header.index + length));
    this.#bodyBytes -= header.index + length - end;
    return head.subarray(header.index + length);
  }
}
