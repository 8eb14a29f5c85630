/**
 * Host functions whose names and needs are settled but which no runtime has yet.
 *
 * The analysis knows them, so that a module written for them can be examined; importing one is a finding.
 */
import type { Capability, Need } from "./capability.ts";

const FS_READ: Need = { domain: "fs", kind: "read", resource: { argument: 0, as: "path" } };
const NAME_0 = { argument: 0, as: "name" } as const;

export const PLANNED_CAPABILITIES = {
  "fs/watch": {
    module: "ambit:fs",
    name: "watch",
    sync: true,
    signature: "(path: string | URL, options?: { recursive?: boolean }): AsyncIterable<{ path: string }>",
    doc: "Tells of changes as they happen.",
    needs: [{ ...FS_READ, resource: { ...FS_READ.resource, below: { argument: 1, option: "recursive" } } }],
    takes: [],
  },
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
