/**
 * A child that is spawned with more than its parent has, or than its parent gives it: it would not start.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { folderOf } from "../../../base/file-path.ts";
import type { FilePath, Location } from "../../../base/span.ts";
import type { Manifest } from "../../../manifest/manifest.ts";
import { parseManifest } from "../../../manifest/parse-manifest.ts";
import { type Violation, withinParent } from "../../../manifest/within-parent.ts";
import { printResource } from "../../../permissions/parse-permission.ts";
import type { ParsedModule } from "../../1-parse/parsed-module.ts";
import { dataOf, type Folded, partAt } from "../../2-pre-init/folded.ts";
import { preInit } from "../../2-pre-init/pre-init.ts";
import { boundsOf } from "../../3-manifest/imported-manifests.ts";
import type { Effect } from "../../effect.ts";
import { moduleRelative } from "./asked-permission.ts";
import { knownBounds, type SpawnOptions } from "./spawn-options.ts";
import type { Parent } from "./spawned-children.ts";

/** A module that is spawned, as its manifest has it. */
export interface Child {
  readonly path: FilePath;
  readonly manifest: Manifest;
  readonly written: Folded | undefined;
}

/** Reads the manifest of a child; one that has none declares nothing. */
export function readChild(path: FilePath, module: ParsedModule): Child {
  const written = preInit(module).value.manifest?.folded;
  const { manifest } = parseManifest(written === undefined ? {} : dataOf(written), folderOf(path));
  return { path, manifest, written };
}

/** One finding for each thing that the child, or what `spawn` gives it, has beyond the parent, or the child beyond that. */
export function childBeyondParent(
  parent: Parent,
  effect: Effect,
  { child, options }: { readonly child: Child; readonly options: SpawnOptions | undefined },
): readonly Diagnostic[] {
  const bounds = boundsOf(parent.manifest.manifest);
  const find = (violation: Violation, from: { written: Folded | undefined; ofParent: boolean }): Diagnostic => {
    const place = from.written && placeOf(violation, from.written);
    const related =
      place === undefined
        ? []
        : [{ ...place, message: `This is more than ${from.ofParent ? "the parent has" : "it is given"}` }];
    const severity = effect.multiplicity.min > 0 ? "error" : "warning";
    const [message, fix] = from.ofParent
      ? [violation.message, fixOf(violation, parent.module.entry)]
      : [violation.message.replace("the parent has no grant", "this `spawn` gives no grant"), {}];
    const data = { child: child.path, violation: message, ...fix };
    return diagnostic("symbolic/child-exceeds-parent", effect, data, { severity, related });
  };
  const own = withinParent(child.manifest, bounds, "script");
  const found = own.map((violation) => find(violation, { written: child.written, ofParent: true }));
  const given = options === undefined ? {} : knownBounds(options);
  const { manifest } = parseManifest(given, folderOf(parent.module.entry));
  for (const violation of withinParent(manifest, bounds, "script"))
    found.push(find(violation, { written: options?.written, ofParent: true }));
  const permissions = "permissions" in given ? manifest.permissions : bounds.permissions;
  for (const violation of withinParent(
    child.manifest,
    { permissions, limits: manifest.limits, hosts: {} },
    "inherited",
  )) {
    const isTold = own.some(({ path }) => path.join("\n") === violation.path.join("\n"));
    if (!isTold) found.push(find(violation, { written: child.written, ofParent: false }));
  }
  return found;
}

/** Where the part is written that is too much. */
function placeOf({ path }: Violation, written: Folded): Location | undefined {
  const part = partAt(written, path);
  return part.depth === path.length ? part.value.at : undefined;
}

function fixOf(violation: Violation, parent: FilePath) {
  if (violation.kind !== "permission") return {};
  const { domain, kind } = violation.permission;
  const resource = printResource(violation.permission);
  return {
    permission: moduleRelative({ domain, kind, resource }, parent),
    ...(violation.witness === undefined ? {} : { witness: violation.witness }),
  };
}
