/** `TextEncoder` and `TextDecoder` of the WHATWG Encoding standard, and base64. Of encodings other than UTF-8 the host has the tables. */
import { quoted } from "./errors.ts";
import { callSync } from "./wall.ts";

/** Text to UTF-8. */
export class TextEncoder {
  readonly encoding = "utf-8";

  encode(text: unknown = ""): Uint8Array {
    return callSync("text/encode", [String(text)]) as Uint8Array;
  }

  /** Encodes as many whole characters as there is room for. */
  encodeInto(given: unknown, target: Uint8Array): { read: number; written: number } {
    const text = String(given).toWellFormed();
    if (!(target instanceof Uint8Array)) throw new TypeError("The target must be a Uint8Array");
    let read = 0;
    for (let room = target.length; read < text.length;) {
      const point = text.codePointAt(read) as number;
      room -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
      if (room < 0) break;
      read += point < 0x1_0000 ? 1 : 2;
    }
    const bytes = this.encode(text.slice(0, read));
    target.set(bytes);
    return { read, written: bytes.length };
  }
}

const UTF_8 = "utf-8";
/** Escapes in it say what the bytes behind them mean: a part is only known with all that came before. */
const WITH_ESCAPES = "iso-2022-jp";

/** Bytes of an encoding to text. */
export class TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** The beginning of a character whose rest is in the next piece. */
  #rest: Uint8Array = new Uint8Array();
  #begun = false;

  constructor(label: unknown = UTF_8, options?: { fatal?: boolean; ignoreBOM?: boolean } | null) {
    this.encoding = encodingOf(String(label));
    this.fatal = Boolean(options?.fatal);
    this.ignoreBOM = Boolean(options?.ignoreBOM);
  }

  decode(input: ArrayBuffer | ArrayBufferView = new ArrayBuffer(0), options?: { stream?: boolean } | null): string {
    const bytes = this.#rest.length === 0 ? toBytes(input) : joinBytes([this.#rest, bytesIn(input)]);
    this.#rest = new Uint8Array();
    if (options?.stream) return this.#decodePart(bytes);
    const text = this.#decodeWhole(bytes);
    this.#begun = false;
    return text;
  }

  /** What is not whole at the end stays. */
  #decodePart(bytes: Uint8Array): string {
    let text = "";
    let left = bytes.length;
    if (this.encoding === UTF_8) {
      left = unfinishedBytes(bytes);
      if (left < bytes.length) text = this.#decodeWhole(bytes.subarray(0, bytes.length - left));
    } else if (this.encoding !== WITH_ESCAPES)
      [text, left] = callSync("text/decode-part", [bytes, this.encoding, this.#options]) as [string, number];
    this.#rest = bytes.slice(bytes.length - left);
    this.#begun ||= left < bytes.length;
    return text;
  }

  #decodeWhole(bytes: Uint8Array): string {
    return callSync("text/decode", [bytes, this.encoding, this.#options]) as string;
  }

  /** A byte order mark stands only at the very beginning. */
  get #options(): object {
    return { fatal: this.fatal, ignoreBOM: this.ignoreBOM || this.#begun };
  }
}

function encodingOf(label: string): string {
  if (/^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(label)) return UTF_8;
  const found = callSync("text/encoding", [label]) as string | null;
  if (found !== null) return found;
  throw new RangeError(`The encoding ${quoted(label)} is not known`);
}

/** How many bytes of UTF-8 at the end begin a character that is not whole. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return 0;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (length > 0) return length > back ? back : 0;
  }
  return 0;
}

/** How many bytes a well-formed text has in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Each half of a pair of surrogates stands for two of its four bytes.
    if (unit >= 0x800) bytes += unit >= 0xd800 && unit < 0xe000 ? 1 : 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}

/** Pieces as one; a single one as it is. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Base64 to a text of bytes. */
export function atob(base64: unknown): string {
  return callSync("text/atob", [String(base64)]) as string;
}

/** A text of bytes to base64. */
export function btoa(binary: unknown): string {
  return callSync("text/btoa", [String(binary)]) as string;
}

/** The bytes behind a buffer or a view, copied so that later writes do not show. */
export function toBytes(input: ArrayBuffer | ArrayBufferView): Uint8Array {
  return bytesIn(input).slice();
}

/** The bytes behind a buffer or a view themselves. */
export function bytesIn(input: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new TypeError("Bytes must be an ArrayBuffer, a typed array or a DataView");
}
