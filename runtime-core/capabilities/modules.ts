/** Other modules, each in an isolate of its own: `ambit:modules`. */
import type { Capability } from "./capability.ts";

/** What the second argument of `spawn` may have. */
export const SPAWN_OPTIONS: readonly string[] = ["args", "permissions", "limits", "timeout", "stay"];

export const MODULES_CAPABILITIES = {
  "modules/spawn": {
    module: "ambit:modules",
    name: "spawn",
    signature:
      "<Result = unknown>(path: string | URL, options?: { args?: object; permissions?: Permissions; limits?: Limits; timeout?: number; stay?: boolean }): Promise<Child<Result>>",
    doc: "Starts a module in an isolate of its own; what it asks for must be within what this module has. After `timeout` milliseconds it is ended. With `stay` no entry is called, and it stays for `call` until `finish`.",
    needs: [{ domain: "modules", kind: "spawn", resource: { argument: 0, as: "path" } }],
    takes: [{ limit: "modules/simultaneous", per: "lifetime" }],
  },
} as const satisfies Record<string, Capability>;
