/** Variables of the environment. */
import type { EffectCall } from "../effect.ts";

export function envGet({ args, context }: EffectCall): string | undefined {
  return Object.hasOwn(context.env, String(args[0])) ? context.env[String(args[0])] : undefined;
}

export function envHas({ args, context }: EffectCall): boolean {
  return Object.hasOwn(context.env, String(args[0]));
}

export function envToObject({ context }: EffectCall): Record<string, string> {
  return { ...context.env };
}
