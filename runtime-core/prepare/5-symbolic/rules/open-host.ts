/**
 * A URL whose host is not closed: what is put behind "https://a.example" can be ".evil.example".
 */
import { isPackageFile } from "../../../base/file-path.ts";
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { Effect, EffectReport } from "../../effect.ts";

/** One finding for each call. */
export function openHosts(report: EffectReport): readonly Diagnostic[] {
  const seen = new Set<string>();
  return report.effects.flatMap((effect) => {
    const origin = openOrigin(effect);
    if (origin === undefined || isPackageFile(effect.file)) return [];
    const key = `${effect.file}:${effect.span.start}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [diagnostic("symbolic/open-host", effect, { origin, call: effect.call }, { related: effect.explanation })];
  });
}

/** The origin that is meant, when the worst case is every host of the scheme. */
function openOrigin({ kind, resource, worstCase }: Effect): string | undefined {
  if (
    resource === null ||
    !worstCase.endsWith("://**") ||
    !/^(?:http\.(?:read|write|delete)|websocket\.connect)$/.test(kind)
  )
    return undefined;
  const match = /^([a-z]+:\/\/)([^/*{]+)\/\*\*/.exec(resource);
  return match !== null && worstCase === `${match[1]}**` ? `${match[1]}${match[2]}` : undefined;
}
