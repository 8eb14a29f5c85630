/**
 * A call of a host function that nothing reaches.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { EffectReport, Unreached } from "../../effect.ts";

/** One finding for each call. */
export function deadEffects({ unreached }: EffectReport): readonly Diagnostic[] {
  return unreached.map((found) => {
    const data = { call: found.call, why: textOf(found.why) };
    return diagnostic("symbolic/dead-effect", found, data, { related: found.explanation, tags: ["unnecessary"] });
  });
}

function textOf(why: Unreached): string {
  switch (why.kind) {
    case "uncalled":
      return `nothing calls \`${why.name}\``;
    case "behind":
      return `it stands behind a \`${why.keyword}\``;
    case "condition":
      return `\`${why.text}\` never lets it through`;
    case "before":
      return "the code before it always goes another way";
    default:
      return why satisfies never;
  }
}
