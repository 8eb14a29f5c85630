/** Arguments of a program on their way to a module. */
import { AmbitError } from "../base/ambit-error.ts";
import type { FilePath } from "../base/span.ts";

/**
 * Arguments as JSON; what JSON does not have at all becomes `{}`.
 *
 * @throws {AmbitError} `run/invalid-arguments`
 */
export function argumentText(module: FilePath, args: unknown): string {
  try {
    return JSON.stringify(args) ?? "{}";
  } catch (error) {
    const problem = `they cannot be written as JSON: ${textOf(error)}`;
    throw new AmbitError("run/invalid-arguments", { module, problems: [problem] });
  }
}

/** Anything that was thrown, or is a reason, for people. */
export function textOf(reason: unknown): string {
  try {
    return reason instanceof Error ? String(reason.message) : String(reason);
  } catch {
    return "the reason cannot be shown";
  }
}
