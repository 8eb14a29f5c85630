import { isJsonObject, type JsonObject } from "../../base/json-object.ts";

/**
 * The field `exports` of a package.json as a table by subpaths; one without them is what the package itself stands for.
 *
 * Source: https://nodejs.org/api/esm.html#resolution-algorithm-specification
 */
export function exportsBySubpath(exports: unknown): JsonObject {
  const hasSubpaths = isJsonObject(exports) && Object.keys(exports).some((key) => key.startsWith("."));
  return hasSubpaths ? exports : { ".": exports };
}
