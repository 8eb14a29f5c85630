/** Codes of the fifth step: what the symbolic evaluation finds. */
import type { CodeTable } from "./code.ts";

export const SYMBOLIC_CODES = {
  "symbolic/missing-permission": {
    severity: "error",
    message: (data: {
      /** As it is to be granted. */
      readonly permission: { readonly domain: string; readonly kind: string; readonly resource: string };
      /** The call happens in every run of its phase. */
      readonly must: boolean;
      /** The host function: "fetch". */
      readonly call: string;
      /** The grant that comes closest as printed, and what keeps it from covering the call. */
      readonly nearest?: { readonly grant: string; readonly why: string };
    }) => {
      const { call, must, nearest, permission } = data;
      const asked = `\`${call}\` ${must ? "needs" : "may need"} ${permission.domain}.${permission.kind} ${permission.resource}`;
      return nearest === undefined
        ? `${asked}, which no grant covers`
        : `${asked}; the nearest grant is ${nearest.grant}, but ${nearest.why}`;
    },
  },
  "symbolic/unused-grant": {
    severity: "warning",
    message: (data: { /** As printed. */ readonly grant: string }) => `Nothing uses the grant ${data.grant}; remove it`,
  },
  "symbolic/unknown-resource": {
    severity: "hint",
    message: (data: { readonly call: string; readonly kind: string; readonly reason: string }) =>
      `Cannot tell what \`${data.call}\` reaches (${data.kind}): ${data.reason}`,
  },
  "symbolic/open-host": {
    severity: "warning",
    message: (data: { /** "https://a.example", without "/". */ readonly origin: string; readonly call: string }) =>
      `What follows "${data.origin}" in this \`${data.call}\` can change the host; write "${data.origin}/" and then the rest`,
  },
} as const satisfies CodeTable;
