/** Secrets: what a module has of one is its name, and the host puts the value into requests. */
import { AmbitError } from "../../base/ambit-error.ts";
import { namedSubject } from "../../permissions/granted-names.ts";
import type { EffectCall } from "../effect.ts";

/** Finds out that there is such a secret; its value stays here. */
export function useSecret(call: EffectCall): void {
  valueOf(call, String(call.args[0]));
}

/**
 * The text that stands in the place of a secret, as it comes out of an isolate: nothing of its shape is believed, and its grant is
 * checked again. Undefined for what names no secret.
 */
export function writtenSecret(call: EffectCall, given: unknown): string | undefined {
  const { secret, scheme, user } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof secret !== "string") return undefined;
  const asked = namedSubject("secrets", secret);
  if (!asked.ok) throw invalid(call, asked.error.message);
  call.context.require(asked.value);
  const value = valueOf(call, secret);
  if (scheme === "bearer") return `Bearer ${value}`;
  return scheme === "basic" ? `Basic ${Buffer.from(`${String(user)}:${value}`).toString("base64")}` : value;
}

function valueOf(call: EffectCall, name: string): string {
  const value = call.powers.secretOf(name);
  if (value !== undefined) return value;
  throw invalid(call, `no secret "${name}" was given to this run; ambit run takes them with --secrets`);
}

function invalid({ call }: EffectCall, detail: string): AmbitError {
  return new AmbitError("host/invalid-argument", { call, detail });
}
