/** Random bytes of the host. */
import { callSync } from "./wall.ts";

/** Small wishes are served from bytes that came before: a way to the host and back takes as long as many of them. */
const POOL_BYTES = 2048;

let pool = new Uint8Array();
let poolAt = 0;
let poolEnd = 0;

/** Fills bytes from the pool, or from the host when they are many. */
export function fillRandomly(target: Uint8Array, length = target.length): void {
  if (length > POOL_BYTES / 4) return target.set(callSync("crypto/random", [length]) as Uint8Array);
  if (poolAt + length > poolEnd) {
    pool = callSync("crypto/random", [POOL_BYTES]) as Uint8Array<ArrayBuffer>;
    poolAt = 0;
    poolEnd = POOL_BYTES;
  }
  for (let i = 0; i < length; i++) {
    target[i] = pool[poolAt] as number;
    // What was given is nowhere else.
    pool[poolAt++] = 0;
  }
}
