/** Variables of the environment that the manifest declares: `env` of `ambit:env`. */
import type { Capability, Need } from "./capability.ts";

const READ: Need = { domain: "env", kind: "read", resource: { argument: 0, as: "name" } };

export const ENV_CAPABILITIES = {
  "env/get": {
    module: "ambit:env",
    object: "env",
    name: "get",
    sync: true,
    signature: "(name: string): string | undefined",
    doc: "The value of a variable of the environment.",
    needs: [READ],
    takes: [],
  },
  "env/has": {
    module: "ambit:env",
    object: "env",
    name: "has",
    sync: true,
    signature: "(name: string): boolean",
    doc: "Whether a variable of the environment is set.",
    needs: [READ],
    takes: [],
  },
  "env/to-object": {
    module: "ambit:env",
    object: "env",
    name: "toObject",
    sync: true,
    signature: "(): Record<string, string>",
    doc: "The variables of the environment that this module may read.",
    needs: [{ domain: "env", kind: "read", resource: { argument: -1, as: "name" } }],
    takes: [],
  },
} as const satisfies Record<string, Capability>;
