/** Which code a cache of V8's belongs to: the last line of the code, and the beginning of the cache. */
import { createHash } from "node:crypto";
import { MARK_LENGTH } from "../runtime-core/isolate/built-files.ts";

/** Code with its mark, which is another one where something else is different that a cache depends on. */
export function marked(code, others) {
  const mark = createHash("sha256")
    .update([code, ...others].join("\0"))
    .digest("hex");
  return `${code}\n//${mark}`;
}

/** The mark of marked code. */
export function markOf(code) {
  return code.slice(-MARK_LENGTH);
}
