/**
 * Modules of Node that most runs need not, and that take a runner long to load, which has no compiled code of Node's. They are loaded by the
 * first call that wants them; no module of a program is charged for that time.
 */
import type * as crypto from "node:crypto";
import type { MIMEType } from "node:util";
import type * as v8 from "node:v8";

const loaded = new Map<string, object>();
let loadingMs = 0;

/** Node's cryptography. */
export function nodeCrypto(): typeof crypto {
  return find("node:crypto", () => process.getBuiltinModule("node:crypto"));
}

/** Node's access to V8. */
export function nodeV8(): typeof v8 {
  return find("node:v8", () => process.getBuiltinModule("node:v8"));
}

/** Node's parser of MIME types. */
export function nodeMimeType(): typeof MIMEType {
  return find("MIMEType", () => process.getBuiltinModule("node:util").MIMEType);
}

/** How long was spent on loading since this was asked last, in milliseconds. */
export function takeLoadingMs(): number {
  const takenMs = loadingMs;
  loadingMs = 0;
  return takenMs;
}

function find<T extends object>(name: string, load: () => T): T {
  const known = loaded.get(name);
  if (known !== undefined) return known as T;
  const startedMs = performance.now();
  const fresh = load();
  loadingMs += performance.now() - startedMs;
  loaded.set(name, fresh);
  return fresh;
}
