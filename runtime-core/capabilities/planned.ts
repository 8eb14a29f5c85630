/**
 * Host functions whose names and needs are settled but which no runtime has yet.
 *
 * The analysis knows them, so that a module written for them can be examined; importing one is a finding.
 */
import type { Capability } from "./capability.ts";

const NAME_0 = { argument: 0, as: "name" } as const;

export const PLANNED_CAPABILITIES = {
  "secrets/use": {
    module: "ambit:secrets",
    name: "secret",
    sync: true,
    signature: "(name: string): Secret",
    doc: "An opaque value that only a granted host receives.",
    needs: [{ domain: "secrets", kind: "use", resource: NAME_0 }],
    takes: [],
  },
} as const satisfies Record<string, Capability>;
