/**
 * Host functions whose names and needs are settled but which no runtime has yet.
 *
 * The analysis knows them, so that a module written for them can be examined; importing one is a finding.
 */
import type { Capability } from "./capability.ts";

const NAME_0 = { argument: 0, as: "name" } as const;

export const PLANNED_CAPABILITIES = {
  "websocket/connect": {
    module: "global",
    name: "WebSocket",
    sync: true,
    signature: "new (url: string | URL, protocols?: string | string[])",
    doc: "Opens a connection that both sides can send on.",
    needs: [{ domain: "websocket", kind: "connect", resource: { argument: 0, as: "websocket-url" } }],
    takes: [{ limit: "websocket/simultaneous", per: "held" }],
  },
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
