/** Output for people and time: the globals `console` and the timers. They need no permission but take from limits. */
import type { Capability } from "./capability.ts";

export const CONSOLE_CAPABILITIES = {
  "console/write": {
    module: "global",
    object: "console",
    name: "log",
    sync: true,
    signature: "(...values: unknown[]): void",
    doc: "Writes a line to the output of the run. The same limit holds for `info`, `debug`, `warn` and `error`.",
    needs: [],
    takes: [{ limit: "console/output", per: "byte" }],
  },
  "timers/set": {
    module: "global",
    name: "setTimeout",
    sync: true,
    signature: "(callback: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]): number",
    doc: "Calls a function later.",
    needs: [],
    takes: [{ limit: "timers/simultaneous", per: "lifetime" }],
  },
} as const satisfies Record<string, Capability>;
