/**
 * Requests that anyone on the way can read and change: "http:" and "ws:" to a host of the public internet.
 *
 * Hosts of this machine, of a private network or without a dot are left alone; so is a host that is not known.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { isPublicAddress } from "../../../permissions/addresses.ts";
import type { Effect, EffectReport } from "../../effect.ts";
import { isPackageFile } from "../../../base/file-path.ts";

/** Endings of names that are no names of the public internet. */
const LOCAL_NAMES = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa|test)$/;

/** One finding for each call. */
export function insecureUrls(report: EffectReport): readonly Diagnostic[] {
  const seen = new Set<string>();
  return report.effects.flatMap((effect) => {
    const instead = secureOrigin(effect);
    if (instead === undefined || isPackageFile(effect.file)) return [];
    const key = `${effect.file}:${effect.span.start}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const data = { call: effect.call, problem: "scheme", instead } as const;
    return [diagnostic("symbolic/insecure-url", effect, data, { related: effect.explanation })];
  });
}

/** The origin to use; undefined when the one that is used does not matter. */
function secureOrigin({ kind, resource }: Effect): string | undefined {
  const match = /^(http|ws):\/\/([^/?{]+)(?:[/?]|$)/.exec(resource ?? "");
  if (match === null || !/^(?:http\.(?:read|write|delete)|websocket\.connect)$/.test(kind)) return undefined;
  const [, scheme = "", authority = ""] = match;
  const host = authority.replace(/:[\d*]+$/, "");
  if (!isPublic(host)) return undefined;
  return `${scheme}s://${host}`;
}

function isPublic(host: string): boolean {
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return isPublicAddress(host.replace(/^\[|\]$/g, ""));
  return host.includes(".") && !LOCAL_NAMES.test(host);
}
