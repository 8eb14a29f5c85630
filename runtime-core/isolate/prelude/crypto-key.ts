/** `CryptoKey`: Web Cryptography §13. Keys are secrets for HMAC; there is no other kind. */
import { DOMException } from "./dom-exception.ts";

/** Hash functions, as Web Cryptography §31 names them. */
export const HASHES = ["SHA-1", "SHA-256", "SHA-384", "SHA-512"] as const;

export type HashName = (typeof HASHES)[number];

/** What a key may be used for, in the order in which it is listed. */
export const HMAC_USAGES = ["sign", "verify"] as const;

interface HmacAlgorithm {
  readonly name: "HMAC";
  readonly length: number;
  readonly hash: { readonly name: HashName };
}

const newKey = Symbol("newKey");
let bytesOfKey: (key: CryptoKey) => Uint8Array;

/** A secret key for HMAC. What it is made of stays inside. */
export class CryptoKey {
  readonly #bytes: Uint8Array;
  readonly #algorithm: HmacAlgorithm;
  readonly #extractable: boolean;
  readonly #usages: readonly string[];

  constructor(token?: unknown, bytes?: Uint8Array, about?: Omit<KeyParts, "bytes">) {
    if (token !== newKey || bytes === undefined || about === undefined) throw new TypeError("Illegal constructor");
    this.#bytes = bytes;
    this.#algorithm = { name: "HMAC", length: about.lengthBits, hash: { name: about.hash } };
    this.#extractable = about.extractable;
    this.#usages = HMAC_USAGES.filter((usage) => about.usages.includes(usage));
  }

  get type(): "secret" {
    return "secret";
  }

  get extractable(): boolean {
    return this.#extractable;
  }

  get algorithm(): HmacAlgorithm {
    return this.#algorithm;
  }

  get usages(): readonly string[] {
    return this.#usages;
  }

  static {
    bytesOfKey = (key) => key.#bytes;
  }
}

/** What a key is made from. */
export interface KeyParts {
  readonly bytes: Uint8Array;
  readonly lengthBits: number;
  readonly hash: HashName;
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

/** Makes a key; it owns the bytes. */
export function makeKey({ bytes, ...about }: KeyParts): CryptoKey {
  if (about.usages.length === 0) throw new DOMException("A secret key needs at least one usage", "SyntaxError");
  return new CryptoKey(newKey, bytes, about);
}

/** The bytes of a key, not a copy. */
export function keyBytes(key: CryptoKey): Uint8Array {
  return bytesOfKey(key);
}
