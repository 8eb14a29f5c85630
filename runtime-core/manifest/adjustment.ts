/** What a person changes in the rights of a module while it is debugged; its manifest stays as it is. */
import type { PermissionText } from "../permissions/parse-permission.ts";

/** One change, for the rest of the run. */
export type Adjustment =
  | { readonly kind: "refill"; readonly limit: string }
  | { readonly kind: "limit"; readonly limit: string; /** As a manifest writes it. */ readonly quantity: unknown }
  | { readonly kind: "grant"; readonly permission: PermissionText };

/** Whether something that came from outside has the shape of a change. */
export function isAdjustment(given: unknown): given is Adjustment {
  if (typeof given !== "object" || given === null || !("kind" in given)) return false;
  const { kind, limit, permission } = given as Readonly<Record<string, unknown>>;
  if (kind === "refill" || kind === "limit") return typeof limit === "string";
  if (kind !== "grant" || typeof permission !== "object" || permission === null) return false;
  return ["domain", "kind", "resource"].every(
    (name) => typeof (permission as Record<string, unknown>)[name] === "string",
  );
}
