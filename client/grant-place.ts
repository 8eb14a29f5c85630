/**
 * Where a grant stands in a manifest that is written with constants, so that its text is not that of the grant.
 */
import type { ManifestTreeItem } from "../server/protocol.ts";
import { itemAt } from "./manifest-tree.ts";
import { readPermission } from "./printed-permission.ts";

/**
 * The item of a grant as it is printed ("fs.read /data/*.json"): of those of its kind the one whose end is most like its end;
 * else the list that it would be added to, as far as there is one.
 */
export function placeOfGrant(manifest: readonly ManifestTreeItem[], grant: string): ManifestTreeItem | undefined {
  const { domain, kind, resource } = readPermission(grant);
  let place = itemAt(manifest, ["permissions"]);
  for (const name of [domain, kind]) {
    const below = place && itemAt(place.children, [name]);
    if (below === undefined) return place;
    place = below;
  }
  const alike = (item: ManifestTreeItem): number => commonEnd(item.value.replace(/["'`]$/, ""), resource);
  return place?.children.toSorted((a, b) => alike(b) - alike(a))[0] ?? place;
}

/** Of the titles of fixes that which adds a permission as it is printed; a path may stand there from the module's folder. */
export function fixForGrant(titles: readonly string[], permission: string): string | undefined {
  const exact = `Grant "${permission}"`;
  const [, kind, path = ""] = /^(fs\.\w+|modules\.spawn) (\/.*)$/s.exec(permission) ?? [];
  const isRelative = (title: string): boolean => {
    const below = title.startsWith(`Grant "${kind} ./`) ? title.slice(`Grant "${kind} .`.length, -1) : undefined;
    return below !== undefined && path.endsWith(below);
  };
  return titles.find((title) => title === exact) ?? titles.find(isRelative);
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}
