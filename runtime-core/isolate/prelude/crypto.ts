/** `crypto`: Web Cryptography §10. Random bytes are the host's. */
import { DOMException } from "./dom-exception.ts";
import { bytesIn } from "./encoding.ts";
import { fillRandomly } from "./random-bytes.ts";
import { type SubtleCrypto, subtle } from "./subtle-crypto.ts";

/** Web Cryptography §10.1.1. */
const MAX_RANDOM_BYTES = 65_536;
const UUID_BYTES = 16;
const INTEGER_VIEWS: readonly (new (length: number) => ArrayBufferView)[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
];
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const newCrypto = Symbol("newCrypto");

/** Randomness, digests and HMAC. */
export class Crypto {
  /** Its methods want a `Crypto` for `this`. */
  readonly #own = true;

  constructor(token?: unknown) {
    if (token !== newCrypto) throw new TypeError("Illegal constructor");
  }

  get subtle(): SubtleCrypto {
    return this.#own && subtle;
  }

  getRandomValues<View extends ArrayBufferView>(view: View): View {
    if (this.#own && !INTEGER_VIEWS.some((type) => (view as unknown) instanceof type))
      throw new DOMException("Random values go into a typed array of integers", "TypeMismatchError");
    const target = bytesIn(view);
    if (target.length > MAX_RANDOM_BYTES)
      throw new DOMException(`At most ${MAX_RANDOM_BYTES} random bytes are given at once`, "QuotaExceededError");
    fillRandomly(target);
    return view;
  }

  randomUUID(): string {
    const bytes = new Uint8Array(UUID_BYTES);
    if (this.#own) fillRandomly(bytes, UUID_BYTES);
    // RFC 9562 §5.4.
    bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
    let text = "";
    for (let i = 0; i < UUID_BYTES; i++) {
      if (i === 4 || i === 6 || i === 8 || i === 10) text += "-";
      text += HEX[bytes[i] as number];
    }
    return text;
  }
}

/** The global `crypto`. */
export const crypto = new Crypto(newCrypto);
