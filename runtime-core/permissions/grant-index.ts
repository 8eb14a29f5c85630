/**
 * Grants by what they can cover, so that a check looks at few of them.
 *
 * By domain and kind, then by host or name, then by the literal segments with which a path begins: a grant can only
 * include what has the same ones. The index narrows; `resourceIncludes` decides.
 */
import type { AddressRange } from "./addresses.ts";
import type { HostPattern } from "./host-pattern.ts";
import { resourceIncludes } from "./includes.ts";
import { kindsWithin, type Permission, type Resource, type ResourcePattern, type Subject } from "./permission.ts";
import type { Segment } from "./segment.ts";

/** Grants whose path begins with the literals on the way here, and goes on with no literal. */
interface Branch {
  readonly grants: Permission[];
  readonly next: Map<string, Branch>;
}

/** The grants of one domain and kind. */
interface Shelf {
  /** By the whole key: a host, a name, a table; "" for paths. */
  readonly exact: Map<string, Branch>;
  /** By the suffix of a host, or by the prefix of a name. */
  readonly wide: Map<string, Branch>;
  /** With a range of addresses. */
  readonly ranges: Branch;
}

type AnyResource = ResourcePattern | Resource;

/** Grants that can be found fast. Cost of a search: the grants with the same host and the same literal beginning. */
export class GrantIndex {
  readonly #shelves = new Map<string, Map<string, Shelf>>();

  add(grant: Permission): void {
    for (const kind of kindsWithin(grant.domain, grant.kind)) {
      let branch = branchOf(this.#shelf(grant.domain, kind), grant.resource);
      for (const segment of lettersOf(grant.resource)) {
        if (segment.kind !== "literal") break;
        branch = getOrAdd(branch.next, segment.word, newBranch);
      }
      branch.grants.push(grant);
    }
  }

  /** A grant that includes `asked`, if there is one. */
  find(asked: Permission | Subject): Permission | undefined {
    const shelf = this.#shelves.get(asked.domain)?.get(asked.kind);
    if (shelf === undefined) return undefined;
    const { resource } = asked;
    switch (resource.kind) {
      case "path":
        return search(shelf.exact.get(""), resource);
      case "url":
        return findByHost(shelf, { host: resource.host, resource });
      case "url-pattern":
        if (resource.matchesNothing) return searchEverywhere(shelf, resource);
        return findByHost(shelf, { host: resource.host, resource });
      case "endpoint":
        return findByHost(shelf, { host: resource.host, resource });
      case "name":
        return findByName(shelf, { ...resource, resource });
      case "table":
        return (
          search(shelf.exact.get(resource.database), resource) ??
          search(shelf.exact.get(keyOfTable(resource)), resource)
        );
      default:
        return resource satisfies never;
    }
  }

  #shelf(domain: string, kind: string): Shelf {
    const kinds = getOrAdd(this.#shelves, domain, () => new Map<string, Shelf>());
    return getOrAdd(kinds, kind, () => ({ exact: new Map(), wide: new Map(), ranges: newBranch() }));
  }
}

function branchOf(shelf: Shelf, resource: ResourcePattern): Branch {
  switch (resource.kind) {
    case "path":
      return getOrAdd(shelf.exact, "", newBranch);
    case "url-pattern":
    case "endpoint":
      return branchOfHost(shelf, resource.host);
    case "name":
      return getOrAdd(resource.prefix ? shelf.wide : shelf.exact, resource.name, newBranch);
    case "table":
      return getOrAdd(shelf.exact, keyOfTable(resource), newBranch);
    default:
      return resource satisfies never;
  }
}

function branchOfHost(shelf: Shelf, host: HostPattern): Branch {
  if (host.kind === "name") return getOrAdd(shelf.exact, host.name, newBranch);
  if (host.kind === "suffix") return getOrAdd(shelf.wide, host.suffix, newBranch);
  return host.single ? getOrAdd(shelf.exact, keyOfAddress(host), newBranch) : shelf.ranges;
}

function findByHost(
  shelf: Shelf,
  at: { readonly host: HostPattern; readonly resource: AnyResource },
): Permission | undefined {
  const { host, resource } = at;
  if (host.kind === "address") {
    const found = host.single ? search(shelf.exact.get(keyOfAddress(host)), resource) : undefined;
    return found ?? search(shelf.ranges, resource);
  }
  const name = host.kind === "name" ? host.name : host.suffix;
  const found = search((host.kind === "name" ? shelf.exact : shelf.wide).get(name), resource);
  if (found !== undefined || shelf.wide.size === 0) return found;
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const wider = search(shelf.wide.get(name.slice(dot + 1)), resource);
    if (wider !== undefined) return wider;
  }
  return undefined;
}

function findByName(
  shelf: Shelf,
  at: { readonly name: string; readonly prefix: boolean; readonly resource: AnyResource },
): Permission | undefined {
  const found = at.prefix ? undefined : search(shelf.exact.get(at.name), at.resource);
  if (found !== undefined || shelf.wide.size === 0) return found;
  for (let end = at.name.indexOf("_"); end >= 0; end = at.name.indexOf("_", end + 1)) {
    const wider = search(shelf.wide.get(at.name.slice(0, end + 1)), at.resource);
    if (wider !== undefined) return wider;
  }
  return undefined;
}

function search(from: Branch | undefined, asked: AnyResource): Permission | undefined {
  let branch = from;
  const letters = lettersOf(asked);
  for (let i = 0; branch !== undefined; i++) {
    for (const grant of branch.grants) if (resourceIncludes(grant.resource, asked)) return grant;
    const letter = letters[i];
    branch = letter?.kind === "literal" && branch.next.size > 0 ? branch.next.get(letter.word) : undefined;
  }
  return undefined;
}

/** For a pattern that matches nothing: where its path begins says nothing about who includes it. */
function searchEverywhere(shelf: Shelf, asked: AnyResource): Permission | undefined {
  const branches = [...shelf.exact.values(), ...shelf.wide.values(), shelf.ranges];
  for (const branch of branches) {
    const found = branch.grants.find((grant) => resourceIncludes(grant.resource, asked));
    if (found !== undefined) return found;
    branches.push(...branch.next.values());
  }
  return undefined;
}

const NO_LETTERS: readonly Segment[] = [];

function lettersOf(resource: AnyResource): readonly Segment[] {
  if (resource.kind === "path") return resource.list.normal;
  return resource.kind === "url" || resource.kind === "url-pattern" ? resource.path.normal : NO_LETTERS;
}

function keyOfTable(resource: { readonly database: string; readonly table: string | undefined }): string {
  return resource.table === undefined ? resource.database : `${resource.database}/${resource.table}`;
}

/** A colon keeps it apart from names. */
function keyOfAddress(address: AddressRange): string {
  return `:${address.bytes.join(".")}`;
}

function newBranch(): Branch {
  return { grants: [], next: new Map() };
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
