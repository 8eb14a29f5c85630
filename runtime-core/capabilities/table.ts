/**
 * All host functions there are.
 *
 * `host/effects` has exactly one effect for each name: a row without an effect, or the reverse, does not compile.
 */
import type { Capability } from "./capability.ts";
import { CONSOLE_CAPABILITIES } from "./console.ts";
import { ENV_CAPABILITIES } from "./env.ts";
import { FS_CAPABILITIES } from "./fs.ts";
import { HTTP_CAPABILITIES } from "./http.ts";
import { MODULES_CAPABILITIES } from "./modules.ts";
import { SECRETS_CAPABILITIES } from "./secrets.ts";

export const CAPABILITIES = {
  ...FS_CAPABILITIES,
  ...HTTP_CAPABILITIES,
  ...ENV_CAPABILITIES,
  ...SECRETS_CAPABILITIES,
  ...MODULES_CAPABILITIES,
  ...CONSOLE_CAPABILITIES,
} as const satisfies Record<string, Capability>;

/** The name of a host function: "fs/read-text". */
export type CapabilityName = keyof typeof CAPABILITIES;

/** The row of a name, without the narrow type of its literal. */
export function capability(name: CapabilityName): Capability {
  return CAPABILITIES[name];
}
