/** Objects of JSON files whose fields nobody has checked: package.json, tsconfig.json, deno.json. */

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value of JSON is an object, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that a text of JSON is; one without fields when it is something else or broken, as Node and npm take a broken package.json. */
export function parseJsonObject(text: string): JsonObject {
  try {
    const json: unknown = JSON.parse(text);
    return isJsonObject(json) ? json : {};
  } catch {
    return {};
  }
}
