/** Which code a cache of V8's belongs to: the last line of the code, `// SHA-256`, and the beginning of the cache. */
import { createHash } from "node:crypto";

const LENGTH = 64;

/** Code with its mark. */
export function marked(code) {
  return `${code}\n//${createHash("sha256").update(code).digest("hex")}`;
}

/** The mark of marked code. */
export function markOf(code) {
  return code.slice(-LENGTH);
}
