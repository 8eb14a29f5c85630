/**
 * `crypto.subtle`: Web Cryptography §14 with SHA digests (§31) and HMAC (§29). Any other algorithm is refused with
 * `NotSupportedError`, as the standard wants it.
 */
import { CryptoKey, HASHES, type HashName, HMAC_USAGES, keyBytes, makeKey } from "./crypto-key.ts";
import { DOMException } from "./dom-exception.ts";
import { atob, btoa, bytesIn, toBytes } from "./encoding.ts";
import { quoted } from "./errors.ts";
import { fillRandomly } from "./random-bytes.ts";
import { callSync } from "./wall.ts";

/** Data goes to the host in pieces, so that it is never there twice and the host is never busy for long. */
const PIECE_BYTES = 256 * 1024;
const BLOCK_BITS: Readonly<Record<HashName, number>> = {
  "SHA-1": 512,
  "SHA-256": 512,
  "SHA-384": 1024,
  "SHA-512": 1024,
};
const USAGES = "encrypt decrypt sign verify deriveKey deriveBits wrapKey unwrapKey".split(" ");
const FORMATS = "raw spki pkcs8 jwk".split(" ");

type Data = ArrayBuffer | ArrayBufferView;
type Algorithm = { readonly name: string } & Record<string, unknown>;

/** RFC 7517 §4 and RFC 7518 §6.4, as far as HMAC needs them. */
interface SecretJwk {
  readonly kty?: string;
  readonly k?: string;
  readonly alg?: string;
  readonly use?: string;
  readonly key_ops?: readonly string[];
  readonly ext?: boolean;
}

interface ImportedKey {
  readonly format: string;
  readonly data: unknown;
  readonly hash: HashName;
  readonly extractable: boolean;
  readonly usages: readonly string[];
}

const newSubtle = Symbol("newSubtle");

/** Digests and HMAC. */
export class SubtleCrypto {
  /** Its methods want a `SubtleCrypto` for `this`. */
  readonly #own = true;

  constructor(token?: unknown) {
    if (token !== newSubtle) throw new TypeError("Illegal constructor");
  }

  async digest(algorithm: unknown, data: Data): Promise<ArrayBuffer> {
    const { name } = this.#algorithm(algorithm, HASHES);
    return hash(name as HashName, undefined, bytesIn(data));
  }

  async importKey(
    ...given: [format: string, data: unknown, algorithm: unknown, extractable: boolean, usages: Iterable<string>]
  ) {
    const [format, data, algorithm, extractable, usageList] = given;
    const asked = this.#algorithm(algorithm, ["HMAC"]);
    const usages = hmacUsages(usageList);
    const key: ImportedKey = {
      format: formatOf(format),
      data,
      hash: hashOf(asked),
      extractable: Boolean(extractable),
      usages,
    };
    const bytes = secretOf(key);
    if (bytes.length === 0) throw new DOMException("A key has at least one byte", "DataError");
    const lengthBits = asked["length"] === undefined ? bytes.length * 8 : Number(asked["length"]);
    if (Math.ceil(lengthBits / 8) !== bytes.length)
      throw new DOMException(`A key of ${lengthBits} bits does not have ${bytes.length} bytes`, "DataError");
    return makeKey({ ...key, bytes, lengthBits });
  }

  async generateKey(algorithm: unknown, extractable: boolean, usageList: Iterable<string>): Promise<CryptoKey> {
    const asked = this.#algorithm(algorithm, ["HMAC"]);
    const usages = hmacUsages(usageList);
    const hash = hashOf(asked);
    const lengthBits = asked["length"] === undefined ? BLOCK_BITS[hash] : Number(asked["length"]);
    if (!(lengthBits > 0 && lengthBits <= 2 ** 20))
      throw new DOMException(`A key does not have ${quoted(lengthBits)} bits`, "OperationError");
    const bytes = new Uint8Array(Math.ceil(lengthBits / 8));
    fillRandomly(bytes);
    return makeKey({ bytes, lengthBits, hash, extractable: Boolean(extractable), usages });
  }

  async exportKey(format: string, key: CryptoKey): Promise<ArrayBuffer | SecretJwk> {
    const wanted = this.#own && formatOf(format);
    const bytes = keyBytes(key);
    if (!key.extractable) throw new DOMException("The key is not extractable", "InvalidAccessError");
    if (wanted !== "raw" && wanted !== "jwk") throw unsupportedFormat(wanted);
    if (wanted === "raw") return bytes.slice().buffer as ArrayBuffer;
    const k = btoa(String.fromCharCode(...bytes))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    return { kty: "oct", k, alg: jwkAlgorithm(key.algorithm.hash.name), key_ops: [...key.usages], ext: true };
  }

  async sign(algorithm: unknown, key: CryptoKey, data: Data): Promise<ArrayBuffer> {
    this.#algorithm(algorithm, ["HMAC"]);
    return mac("sign", key, data);
  }

  async verify(...[algorithm, key, signature, data]: [unknown, CryptoKey, Data, Data]): Promise<boolean> {
    this.#algorithm(algorithm, ["HMAC"]);
    const given = bytesIn(signature).slice();
    return isEqual(new Uint8Array(mac("verify", key, data)), given);
  }

  async encrypt(algorithm: unknown): Promise<never> {
    throw this.#unsupported(algorithm);
  }

  async decrypt(algorithm: unknown): Promise<never> {
    throw this.#unsupported(algorithm);
  }

  async deriveBits(algorithm: unknown): Promise<never> {
    throw this.#unsupported(algorithm);
  }

  async deriveKey(algorithm: unknown): Promise<never> {
    throw this.#unsupported(algorithm);
  }

  async wrapKey(_format: unknown, _key: unknown, _wrapping: unknown, algorithm: unknown): Promise<never> {
    throw this.#unsupported(algorithm);
  }

  async unwrapKey(_format: unknown, _wrapped: unknown, _unwrapping: unknown, algorithm: unknown): Promise<never> {
    throw this.#unsupported(algorithm);
  }

  #algorithm(given: unknown, known: readonly string[]): Algorithm {
    const algorithm = algorithmOf(given);
    const name = known.find((each) => each === algorithm.name.toUpperCase());
    if (name === undefined) throw unsupportedAlgorithm(algorithm.name);
    return { ...algorithm, name };
  }

  #unsupported(algorithm: unknown): DOMException {
    return unsupportedAlgorithm(algorithmOf(algorithm).name);
  }
}

/** The object behind `crypto.subtle`. */
export const subtle = new SubtleCrypto(newSubtle);

/** Web Cryptography §18.4.4. */
function algorithmOf(given: unknown): Algorithm {
  const { name, ...rest } = typeof given === "object" && given !== null ? (given as Algorithm) : { name: given };
  if (name === undefined) throw new TypeError("An algorithm has a name");
  return { ...rest, name: String(name) };
}

function unsupportedAlgorithm(name: string): DOMException {
  return new DOMException(
    `${quoted(name)} is not supported here; digests are ${HASHES.join(", ")}, keys are for HMAC`,
    "NotSupportedError",
  );
}

function unsupportedFormat(format: string): DOMException {
  return new DOMException(
    `A key for HMAC has no format ${quoted(format)}; "raw" and "jwk" are its formats`,
    "NotSupportedError",
  );
}

function hashOf({ hash }: Algorithm): HashName {
  if (hash === undefined) throw new TypeError("The algorithm names no hash");
  const { name } = algorithmOf(hash);
  const known = HASHES.find((each) => each === name.toUpperCase());
  if (known === undefined) throw unsupportedAlgorithm(name);
  return known;
}

function formatOf(format: unknown): string {
  if (!FORMATS.includes(String(format))) throw new TypeError(`${quoted(format)} is no format of keys`);
  return String(format);
}

function hmacUsages(given: Iterable<string>): string[] {
  const usages = [...given].map(String);
  const unknown = usages.find((usage) => !USAGES.includes(usage));
  if (unknown !== undefined) throw new TypeError(`${quoted(unknown)} is no usage of keys`);
  const wrong = usages.find((usage) => !(HMAC_USAGES as readonly string[]).includes(usage));
  if (wrong !== undefined) throw new DOMException(`A key for HMAC is not used to ${wrong}`, "SyntaxError");
  return usages;
}

function secretOf(key: ImportedKey): Uint8Array {
  const { format, data } = key;
  if (format === "raw") return toBytes(data as Data);
  if (format !== "jwk") throw unsupportedFormat(format);
  if (typeof data === "object" && data !== null) return secretOfJwk(data, key);
  throw new TypeError("A JWK is an object");
}

/** Web Cryptography §29.7.4. */
function secretOfJwk(jwk: SecretJwk, { hash, extractable, usages }: ImportedKey): Uint8Array {
  const { kty, k, alg, use, key_ops: operations, ext } = jwk;
  const wrong = (part: string): DOMException => new DOMException(`The JWK does not fit: "${part}"`, "DataError");
  if (kty !== "oct") throw wrong("kty");
  if (typeof k !== "string" || !/^[\w-]*$/.test(k)) throw wrong("k");
  if (alg !== undefined && alg !== jwkAlgorithm(hash)) throw wrong("alg");
  if (use !== undefined && use !== "sig") throw wrong("use");
  if (operations !== undefined && usages.some((usage) => !operations.includes(usage))) throw wrong("key_ops");
  if (ext === false && extractable) throw wrong("ext");
  return Uint8Array.from(atob(k.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
}

function jwkAlgorithm(hash: HashName): string {
  return `HS${hash.slice("SHA-".length)}`;
}

function mac(usage: (typeof HMAC_USAGES)[number], key: CryptoKey, data: Data): ArrayBuffer {
  if (!((key as unknown) instanceof CryptoKey)) throw new TypeError("The key is no CryptoKey");
  if (!key.usages.includes(usage)) throw new DOMException(`The key may not be used to ${usage}`, "InvalidAccessError");
  return hash(key.algorithm.hash.name, keyBytes(key), bytesIn(data));
}

/** The digest of all bytes, or their HMAC when there is a key. Nothing of the module runs meanwhile. */
function hash(name: HashName, key: Uint8Array | undefined, bytes: Uint8Array): ArrayBuffer {
  let at = 0;
  for (; bytes.length - at > PIECE_BYTES; at += PIECE_BYTES) send(at, at + PIECE_BYTES);
  return send(at, bytes.length);

  function send(start: number, end: number): ArrayBuffer {
    const place = { isFirst: start === 0, isLast: end === bytes.length };
    return callSync("crypto/hash", [
      name,
      start === 0 ? key : undefined,
      bytes.slice(start, end),
      place,
    ]) as ArrayBuffer;
  }
}

/** Takes as long wherever the difference is. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}
