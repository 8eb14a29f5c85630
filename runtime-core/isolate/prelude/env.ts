/** `ambit:env`: the variables that the manifest declares. */
import { callSync } from "./wall.ts";

export const env = Object.freeze({
  get: (name: unknown): string | undefined => callSync("env/get", [String(name)]) as string | undefined,
  has: (name: unknown): boolean => callSync("env/has", [String(name)]) as boolean,
  toObject: (): Record<string, string> => callSync("env/to-object", []) as Record<string, string>,
});
