/** UTF-8: `TextEncoder` and `TextDecoder` of the WHATWG Encoding standard, for this one encoding; and base64. */
import { callSync } from "./wall.ts";

/** Text to UTF-8. */
export class TextEncoder {
  readonly encoding = "utf-8";

  encode(text: unknown = ""): Uint8Array {
    return callSync("text/encode", [String(text)]) as Uint8Array;
  }
}

/** UTF-8 to text. */
export class TextDecoder {
  readonly encoding = "utf-8";
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(label: unknown = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    if (!/^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(String(label))) {
      throw new RangeError(`The encoding "${String(label)}" is not supported; "utf-8" is`);
    }
    this.fatal = options.fatal === true;
    this.ignoreBOM = options.ignoreBOM === true;
  }

  decode(input: ArrayBuffer | ArrayBufferView = new ArrayBuffer(0)): string {
    const bytes = toBytes(input);
    return callSync("text/decode", [bytes, this.fatal, this.ignoreBOM]) as string;
  }
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
  if (input instanceof ArrayBuffer) return new Uint8Array(input.slice(0));
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength).slice();
  throw new TypeError("Bytes must be an ArrayBuffer, a typed array or a DataView");
}
