/**
 * A child that is spawned with more than its parent has, or than its parent gives it: it would not start.
 */
import type { CodeData } from "../../../base/codes/table.ts";
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import { folderOf } from "../../../base/file-path.ts";
import type { FilePath, Location } from "../../../base/span.ts";
import type { Manifest } from "../../../manifest/manifest.ts";
import { parseManifest } from "../../../manifest/parse-manifest.ts";
import { type Violation, withinParent } from "../../../manifest/within-parent.ts";
import { printQuantity } from "../../../limits/parse-limit.ts";
import { printResource } from "../../../permissions/parse-permission.ts";
import type { ParsedModule } from "../../1-parse/parsed-module.ts";
import { dataOf, type Folded, partAt } from "../../2-pre-init/folded.ts";
import { preInit } from "../../2-pre-init/pre-init.ts";
import { quantityNode } from "../../manifest-edits/quantity-edits.ts";
import { removeGrantEdits } from "../../manifest-edits/remove-grant.ts";
import { boundsOf } from "../../3-manifest/imported-manifests.ts";
import type { Effect } from "../../effect.ts";
import { moduleRelative } from "./asked-permission.ts";
import { knownBounds, type SpawnOptions } from "./spawn-options.ts";
import type { Parent } from "./spawned-children.ts";

/** A module that is spawned, as its manifest has it. */
export interface Child {
  readonly path: FilePath;
  readonly module: ParsedModule;
  readonly manifest: Manifest;
  readonly written: Folded | undefined;
}

/** What a violation is written in. */
interface Source {
  readonly module: ParsedModule;
  readonly written: Folded | undefined;
}

/** Reads the manifest of a child; one that has none declares nothing. */
export function readChild(path: FilePath, module: ParsedModule): Child {
  const written = preInit(module).value.manifest?.folded;
  const { manifest } = parseManifest(written === undefined ? {} : dataOf(written), folderOf(path));
  return { path, module, manifest, written };
}

/** One finding for each thing that the child, or what `spawn` gives it, has beyond the parent, or the child beyond that. */
export function childBeyondParent(
  parent: Parent,
  effect: Effect,
  { child, options }: { readonly child: Child; readonly options: SpawnOptions | undefined },
): readonly Diagnostic[] {
  const bounds = boundsOf(parent.manifest.manifest);
  const find = (violation: Violation, from: { of: "child" | "spawn"; ofParent: boolean }): Diagnostic => {
    const source =
      from.of === "child"
        ? { module: child.module, written: child.written }
        : { module: parent.module, written: options?.written };
    const place = source.written && placeOf(violation, source.written);
    const related =
      place === undefined
        ? []
        : [{ ...place, message: `This is more than ${from.ofParent ? "the parent has" : "it is given"}` }];
    const severity = effect.multiplicity.min > 0 ? "error" : "warning";
    const { permission, ...about } = fixData(violation, parent.module.entry);
    const data = {
      child: child.path,
      of: from.of,
      changeable: isChangeable(violation, source),
      violation: from.ofParent ? violation.message : ofSpawn(violation.message),
      ...about,
      ...(permission && (from.ofParent ? { permission } : { given: permission })),
    };
    return diagnostic("symbolic/child-exceeds-parent", effect, data, { severity, related });
  };
  const own = withinParent(child.manifest, bounds, "script");
  const found = own.map((violation) => find(violation, { of: "child", ofParent: true }));
  const given = options === undefined ? {} : knownBounds(options);
  const { manifest } = parseManifest(given, folderOf(parent.module.entry));
  for (const violation of withinParent(manifest, bounds, "script"))
    found.push(find(violation, { of: "spawn", ofParent: true }));
  const permissions = "permissions" in given ? manifest.permissions : bounds.permissions;
  for (const violation of withinParent(
    child.manifest,
    { permissions, limits: manifest.limits, hosts: {} },
    "inherited",
  )) {
    const isTold = own.some(({ path }) => path.join("\n") === violation.path.join("\n"));
    if (!isTold) found.push(find(violation, { of: "child", ofParent: false }));
  }
  return found;
}

/** Where the part is written that is too much. */
function placeOf({ path }: Violation, written: Folded): Location | undefined {
  const part = partAt(written, path);
  return part.depth === path.length ? part.value.at : undefined;
}

/** Whether what is too much can be taken out or replaced, and nothing else with it. */
function isChangeable(violation: Violation, { module, written }: Source): boolean {
  const place = written && placeOf(violation, written);
  if (written === undefined || place === undefined) return false;
  if (violation.kind === "permission") return removeGrantEdits(module, place).length > 0;
  if (violation.kind !== "limit" || quantityNode(module, place) === undefined) return false;
  const limits = partAt(written, ["limits"]).value;
  const places = limits.kind === "object" ? [...limits.properties.values()].map(({ value }) => value.at) : [];
  return places.filter(({ file, span }) => file === place.file && span.start === place.span.start).length === 1;
}

/** What fixes need to know. */
function fixData(
  violation: Violation,
  parent: FilePath,
): Pick<CodeData<"symbolic/child-exceeds-parent">, "permission" | "written" | "witness" | "limit"> {
  switch (violation.kind) {
    case "permission": {
      const { domain, kind, written } = violation.permission;
      const permission = moduleRelative({ domain, kind, resource: printResource(violation.permission) }, parent);
      const { witness } = violation;
      return { permission, written: `${domain}.${kind} ${written}`, ...(witness === undefined ? {} : { witness }) };
    }
    case "limit": {
      const { bound, name, quantity } = violation;
      return { limit: { name, asked: printQuantity(quantity), bound: printQuantity(bound) } };
    }
    default:
      return {};
  }
}

function ofSpawn(message: string): string {
  return message.replace("the parent has no grant", "this `spawn` gives no grant");
}
