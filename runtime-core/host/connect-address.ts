/** Where a connection may go: the URL that was granted, and the addresses that its name leads to. */
import { AmbitError } from "../base/ambit-error.ts";
import { isPublicAddress } from "../permissions/addresses.ts";
import { parseSubject, type PermissionText } from "../permissions/parse-permission.ts";
import type { Subject } from "../permissions/permission.ts";
import type { EffectCall } from "./effect.ts";

/** A name may lead to a public address; to another one only if it is "localhost" or a grant covers the address itself. */
export function addressAllowed(call: EffectCall, asked: PermissionText, address: string): boolean {
  const url = new URL(asked.resource);
  if (isPublicAddress(address) || url.hostname === "localhost") return true;
  url.hostname = address.includes(":") ? `[${address}]` : address;
  return call.context.grants.check(connectSubject(call, { ...asked, resource: url.href })).verdict === "allowed";
}

/** What is asked for when a URL is connected. */
export function connectSubject({ call }: EffectCall, asked: PermissionText): Subject {
  const result = parseSubject(asked, "/");
  if (result.ok) return result.value;
  throw new AmbitError("host/invalid-argument", { call, detail: result.error.message });
}
