/** Secrets that requests carry and that modules never see: `ambit:secrets`. */
import type { Capability } from "./capability.ts";

export const SECRETS_CAPABILITIES = {
  "secrets/use": {
    module: "ambit:secrets",
    name: "secret",
    sync: true,
    signature: "(name: string): Secret",
    doc: "An opaque value that stands for a secret: the value of a header or the body of a request. The host puts the secret in its place.",
    needs: [{ domain: "secrets", kind: "use", resource: { argument: 0, as: "name" } }],
    takes: [],
  },
} as const satisfies Record<string, Capability>;
