/** Random bytes, digests and HMAC, by Node. They need no permission; what they cost is CPU time of the module. */
import type { Hash, Hmac } from "node:crypto";
import { AmbitError } from "../base/ambit-error.ts";
import { bytesOf } from "./effect.ts";
import { nodeCrypto } from "./node-later.ts";

/** As in the isolate: Web Cryptography's names and Node's. */
const HASHES: ReadonlyMap<unknown, string> = new Map([
  ["SHA-1", "sha1"],
  ["SHA-256", "sha256"],
  ["SHA-384", "sha384"],
  ["SHA-512", "sha512"],
]);
/** No wish of the prelude is larger. */
const MAX_RANDOM_BYTES = 131_072;

/** Calls of one isolate. */
export class NodeCrypto {
  /** What has some of its pieces. */
  #open: Hash | Hmac | undefined;

  /** Random bytes. */
  random(count: unknown): Uint8Array {
    if (typeof count === "number" && count >= 0 && count <= MAX_RANDOM_BYTES)
      return plain(nodeCrypto().randomBytes(count));
    throw new AmbitError("host/invalid-argument", { call: "crypto", detail: "so many random bytes are not given" });
  }

  /** Takes a piece of what is hashed; gives the hash after the last one. With a key, it is an HMAC. */
  hash(name: unknown, key: unknown, piece: unknown, place: unknown): ArrayBufferLike | undefined {
    const { isFirst, isLast } = place as { readonly isFirst: boolean; readonly isLast: boolean };
    const open = isFirst ? begin(name, key) : this.#open;
    this.#open = isLast ? undefined : open;
    open?.update(bytesOf(piece, "crypto"));
    return isLast && open !== undefined ? plain(open.digest()).buffer : undefined;
  }
}

function begin(name: unknown, key: unknown): Hash | Hmac {
  const algorithm = HASHES.get(name);
  if (algorithm === undefined)
    throw new AmbitError("host/invalid-argument", { call: "crypto", detail: "the hash is not known" });
  const { createHash, createHmac } = nodeCrypto();
  return key === undefined ? createHash(algorithm) : createHmac(algorithm, bytesOf(key, "crypto"));
}

/** A buffer of Node may lie in a larger one, which would cross as well. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer);
}
