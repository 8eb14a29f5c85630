/**
 * What the user sets for the server, read from whatever a client sends.
 */
import type { AmbitSettings } from "../protocol.ts";

/** What holds when nothing is set. */
export const DEFAULT_SETTINGS: AmbitSettings = { enable: true, root: "", inlayHints: true };

/** Settings out of untrusted data: the section "ambit" itself, or an object that holds it. Wrong values are defaults. */
export function readSettings(from: unknown): AmbitSettings {
  const section = record(record(from)["ambit"] ?? from);
  const { enable, inlayHints, root } = section;
  return {
    enable: typeof enable === "boolean" ? enable : DEFAULT_SETTINGS.enable,
    root: typeof root === "string" ? root : DEFAULT_SETTINGS.root,
    inlayHints: typeof inlayHints === "boolean" ? inlayHints : DEFAULT_SETTINGS.inlayHints,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
