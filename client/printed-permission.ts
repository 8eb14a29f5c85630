/**
 * A permission as it is printed, "fs.read /a.txt": what the server and the adapter tell, and rows show.
 *
 * What is taken apart and printed again is the same text.
 */
import type { AdjustArguments } from "../debug-adapter/protocol.ts";

type PermissionText = Extract<AdjustArguments["adjustment"], { kind: "grant" }>["permission"];

/** Its parts. A part that is not there is empty. */
export function readPermission(printed: string): PermissionText {
  const [, domain = "", kind = "", resource = ""] = /^([^. ]*)\.?([^ ]*) ?(.*)$/s.exec(printed) ?? [];
  return { domain, kind, resource };
}

/** A permission of these parts. */
export function printPermission({ domain, kind, resource }: PermissionText): string {
  return `${domain}.${kind} ${resource}`;
}
