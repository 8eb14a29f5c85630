/** Random bytes of the host. */
import { callSync } from "./wall.ts";

/** Small wishes are served from bytes that came before: a way to the host and back takes as long as many of them. */
const POOL_BYTES = 2048;

let pool = new Uint8Array();
let poolAt = 0;

/** Fills bytes from the pool, or from the host when they are many. */
export function fillRandomly(target: Uint8Array): void {
  if (target.length > POOL_BYTES / 4) return target.set(callSync("crypto/random", [target.length]) as Uint8Array);
  if (pool.length - poolAt < target.length) {
    pool = callSync("crypto/random", [POOL_BYTES]) as Uint8Array<ArrayBuffer>;
    poolAt = 0;
  }
  for (let i = 0; i < target.length; i++) {
    target[i] = pool[poolAt] as number;
    // What was given is nowhere else.
    pool[poolAt++] = 0;
  }
}
