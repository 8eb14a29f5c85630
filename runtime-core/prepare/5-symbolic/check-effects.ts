/**
 * What the effects of a module say about its manifest: the findings of the fifth step.
 */
import type { Diagnostic } from "../../base/diagnostic.ts";
import type { FilePath } from "../../base/span.ts";
import type { EffectReport } from "../effect.ts";
import type { PreparedManifest } from "../prepared-module.ts";
import { callFaults } from "./rules/call-faults.ts";
import { callerControlled } from "./rules/caller-controlled.ts";
import { cutOffs } from "./rules/cut-off.ts";
import { deadEffects } from "./rules/dead-effect.ts";
import { insecureUrls } from "./rules/insecure-url.ts";
import { exceededLimits } from "./rules/limit-exceeded.ts";
import { missingPermissions } from "./rules/missing-permission.ts";
import { openHosts } from "./rules/open-host.ts";
import { escapingPaths } from "./rules/path-may-escape.ts";
import { unknownCalls } from "./rules/unknown-call.ts";
import { unknownResources } from "./rules/unknown-resource.ts";
import { unusedGrants } from "./rules/unused-grant.ts";
import { wideGrants } from "./rules/wide-grant.ts";

/** What the rules read. */
export interface EffectCheck {
  readonly entry: FilePath;
  readonly report: EffectReport;
  readonly manifest: PreparedManifest;
  /** No file has a syntax error: what is not found is not there. */
  readonly isWhole: boolean;
}

/** The findings about the effects of a module. Without a manifest nothing is declared, so only the calls are looked at. */
export function checkEffects(
  entry: FilePath,
  report: EffectReport,
  of: { readonly manifest: PreparedManifest | undefined; readonly isWhole: boolean },
): readonly Diagnostic[] {
  const { isWhole, manifest } = of;
  const ofWhole = isWhole ? [...cutOffs(entry, report), ...deadEffects(report)] : [];
  const ofCalls = [...openHosts(report), ...insecureUrls(report), ...callFaults(report), ...ofWhole];
  if (manifest === undefined) return ofCalls;
  const check = { entry, report, manifest, isWhole };
  return [
    ...missingPermissions(check),
    ...unusedGrants(check),
    ...wideGrants(check),
    ...exceededLimits(check),
    ...escapingPaths(check),
    ...callerControlled(check),
    ...unknownResources(check),
    ...unknownCalls(report),
    ...ofCalls,
  ];
}
