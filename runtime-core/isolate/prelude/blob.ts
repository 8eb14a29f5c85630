/** `Blob` and `File`: W3C File API §3 and §4. */
import type { ReadableStream } from "web-streams-polyfill";
import { joinBytes, TextDecoder, TextEncoder, toBytes } from "./encoding.ts";
import { streamOf } from "./streams.ts";

type Part = string | ArrayBuffer | ArrayBufferView | Blob;

/** Bytes with a type, which nobody can change. */
export class Blob {
  readonly #bytes: Uint8Array;
  readonly #type: string;

  constructor(parts: Iterable<Part> = [], options: { readonly type?: string } = {}) {
    if (typeof parts !== "object" || parts === null) throw new TypeError("A Blob is made from a list of parts");
    this.#bytes = joinBytes([...parts].map(partBytes));
    const type = String(options.type ?? "");
    this.#type = /^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : "";
  }

  get size(): number {
    return this.#bytes.length;
  }

  get type(): string {
    return this.#type;
  }

  slice(start?: number, end?: number, type?: string): Blob {
    return newBlob(this.#bytes.slice(start, end), type ?? "");
  }

  async bytes(): Promise<Uint8Array> {
    return this.copyBytes();
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.copyBytes().buffer as ArrayBuffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.#bytes);
  }

  stream(): ReadableStream<Uint8Array> {
    return streamOf(this.#bytes);
  }

  /** The bytes at once; not of the standard, and no secret. */
  copyBytes(): Uint8Array {
    return this.#bytes.slice();
  }
}

/** A blob with a name. */
export class File extends Blob {
  readonly name: string;
  readonly lastModified: number;

  constructor(
    parts: Iterable<Part>,
    name: unknown,
    options: { readonly type?: string; readonly lastModified?: number } = {},
  ) {
    if (arguments.length < 2) throw new TypeError("A File is made from a list of parts and a name");
    super(parts, options);
    this.name = String(name);
    this.lastModified = options.lastModified ?? Date.now();
  }
}

// A class that names itself inside its body would be renamed by bundling, and debuggers would show that name.
function newBlob(bytes: Uint8Array, type: string): Blob {
  return new Blob([bytes], { type });
}

function partBytes(part: Part): Uint8Array {
  if (part instanceof Blob) return part.copyBytes();
  if (part instanceof ArrayBuffer || ArrayBuffer.isView(part)) return toBytes(part);
  return new TextEncoder().encode(String(part));
}
