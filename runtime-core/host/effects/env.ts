/** Variables of the environment. */
import { namedSubject } from "../../permissions/granted-names.ts";
import type { EffectCall } from "../effect.ts";

export function envGet({ args, context }: EffectCall): string | undefined {
  return Object.hasOwn(context.env, String(args[0])) ? context.env[String(args[0])] : undefined;
}

export function envHas({ args, context }: EffectCall): boolean {
  return Object.hasOwn(context.env, String(args[0]));
}

/** Those that a grant covers; each is an ask of its own. */
export function envToObject({ context }: EffectCall): Record<string, string> {
  const granted = Object.entries(context.env).filter(([name]) => {
    const subject = namedSubject("env", name);
    return subject.ok && context.check(subject.value).verdict === "allowed";
  });
  return Object.fromEntries(granted);
}
