/**
 * Grants by what they can cover, so that a check looks at few of them.
 *
 * By domain and kind, then by host or name, then by the literal segments with which a path begins and the one in which it
 * ends: a grant can only include what has the same ones. The index narrows; `resourceIncludes` decides.
 */
import type { AddressRange } from "./addresses.ts";
import { type HostPattern, printHost } from "./host-pattern.ts";
import { resourceIncludes } from "./includes.ts";
import { kindsWithin, type Permission, type Resource, type ResourcePattern, type Subject } from "./permission.ts";
import type { Segment } from "./segment.ts";

/** Most grants that are kept as examples of one beginning. */
const MOST_EXAMPLES = 8;

/** Grants whose path begins with the literals on the way here, and goes on with no literal. */
interface Branch {
  /** Those that end in no literal, or here. */
  readonly grants: Permission[];
  /** Those that end in a literal after some wildcard, by that literal: what they include ends in the same one. */
  byEnd: Map<string, Permission[]> | undefined;
  readonly next: Map<string, Branch>;
}

/** The grants of one domain and kind. */
interface Shelf {
  /** By the whole key: a host, a name, a table; "" for paths. */
  readonly exact: Map<string, Branch>;
  /** By the suffix of a host, or by the prefix of a name. */
  readonly wide: Map<string, Branch>;
  /** Length of the longest key of `wide`: more of a host or a name need not be looked at, however long an ask makes it. */
  longestWide: number;
  /** With a range of addresses. */
  readonly ranges: Branch;
  /** Some of the grants, by what they have in common with others, for explanations: see `likenessesOf`. */
  readonly examples: Map<string, Permission[]>;
}

type AnyResource = ResourcePattern | Resource;

/** Grants that can be found fast. Cost of a search: the grants with the same host and the same literal beginning. */
export class GrantIndex {
  readonly #shelves = new Map<string, Map<string, Shelf>>();

  add(grant: Permission): void {
    for (const kind of kindsWithin(grant.domain, grant.kind)) {
      const shelf = this.#shelf(grant.domain, kind);
      let branch = branchOf(shelf, grant.resource);
      const letters = lettersOf(grant.resource);
      const literals = letters.findIndex((segment) => segment.kind !== "literal");
      for (const segment of literals < 0 ? letters : letters.slice(0, literals)) {
        branch = getOrAdd(branch.next, segment.word, newBranch);
      }
      const end = literals < 0 ? undefined : endOf(letters);
      if (end === undefined) branch.grants.push(grant);
      else getOrAdd((branch.byEnd ??= new Map()), end, () => []).push(grant);
      for (const likeness of likenessesOf(grant.resource)) {
        const examples = getOrAdd(shelf.examples, likeness, () => []);
        if (examples.length < MOST_EXAMPLES) examples.push(grant);
      }
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

  /** Grants that have most in common with `asked`, the likeliest first; at most `most`. Cost: bounded, whatever there is. */
  alike(asked: Permission | Subject, most: number): readonly Permission[] {
    const shelf = this.#shelves.get(asked.domain)?.get(asked.kind);
    if (shelf === undefined) return [];
    const alike = new Set<Permission>();
    for (const beginning of beginningsOf(shelf, asked.resource)) {
      for (const grant of along(beginning, lettersOf(asked.resource))) if (alike.size < most) alike.add(grant);
    }
    for (const likeness of likenessesOf(asked.resource)) {
      for (const grant of shelf.examples.get(likeness) ?? []) if (alike.size < most) alike.add(grant);
    }
    return [...alike];
  }

  #shelf(domain: string, kind: string): Shelf {
    const kinds = getOrAdd(this.#shelves, domain, () => new Map<string, Shelf>());
    return getOrAdd(kinds, kind, () => ({
      exact: new Map(),
      wide: new Map(),
      longestWide: 0,
      ranges: newBranch(),
      examples: new Map(),
    }));
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
      return resource.prefix ? wideBranch(shelf, resource.name) : getOrAdd(shelf.exact, resource.name, newBranch);
    case "table":
      return getOrAdd(shelf.exact, keyOfTable(resource), newBranch);
    default:
      return resource satisfies never;
  }
}

function wideBranch(shelf: Shelf, key: string): Branch {
  shelf.longestWide = Math.max(shelf.longestWide, key.length);
  return getOrAdd(shelf.wide, key, newBranch);
}

function branchOfHost(shelf: Shelf, host: HostPattern): Branch {
  if (host.kind === "name") return getOrAdd(shelf.exact, host.name, newBranch);
  if (host.kind === "suffix") return wideBranch(shelf, host.suffix);
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
  const longest = name.length - shelf.longestWide - 1;
  for (let dot = name.indexOf(".", longest); dot >= 0; dot = name.indexOf(".", dot + 1)) {
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
  for (let end = at.name.indexOf("_"); end >= 0 && end < shelf.longestWide; end = at.name.indexOf("_", end + 1)) {
    const wider = search(shelf.wide.get(at.name.slice(0, end + 1)), at.resource);
    if (wider !== undefined) return wider;
  }
  return undefined;
}

function search(from: Branch | undefined, asked: AnyResource): Permission | undefined {
  let branch = from;
  const letters = lettersOf(asked);
  for (let i = 0; branch !== undefined; i++) {
    const found = firstIncluding(branch.grants, asked);
    if (found !== undefined) return found;
    if (branch.byEnd !== undefined) {
      const alike = firstIncluding(branch.byEnd.get(endOf(letters) ?? ""), asked);
      if (alike !== undefined) return alike;
    }
    const letter = letters[i];
    branch = letter?.kind === "literal" && branch.next.size > 0 ? branch.next.get(letter.word) : undefined;
  }
  return undefined;
}

function firstIncluding(grants: readonly Permission[] | undefined, asked: AnyResource): Permission | undefined {
  if (grants === undefined) return undefined;
  for (const grant of grants) if (resourceIncludes(grant.resource, asked)) return grant;
  return undefined;
}

/** The literal that a path ends in. */
function endOf(letters: readonly Segment[]): string | undefined {
  const last = letters.at(-1);
  return last?.kind === "literal" ? last.word : undefined;
}

/** For a pattern that matches nothing: where its path begins says nothing about who includes it. */
function searchEverywhere(shelf: Shelf, asked: AnyResource): Permission | undefined {
  const branches = [...shelf.exact.values(), ...shelf.wide.values(), shelf.ranges];
  for (const branch of branches) {
    for (const grants of [branch.grants, ...(branch.byEnd?.values() ?? [])]) {
      const found = firstIncluding(grants, asked);
      if (found !== undefined) return found;
    }
    branches.push(...branch.next.values());
  }
  return undefined;
}

/** Where grants with the same host, or one around it, begin. */
function beginningsOf(shelf: Shelf, asked: AnyResource): readonly (Branch | undefined)[] {
  if (asked.kind === "path") return [shelf.exact.get("")];
  if (asked.kind !== "url" && asked.kind !== "url-pattern") return [];
  const { host } = asked;
  if (host.kind === "address") return [shelf.exact.get(keyOfAddress(host)), shelf.ranges];
  const name = host.kind === "name" ? host.name : host.suffix;
  const labels = name
    .slice(-1 - shelf.longestWide)
    .split(".")
    .slice(-MOST_EXAMPLES);
  return [shelf.exact.get(name), ...labels.map((_, i) => shelf.wide.get(labels.slice(i).join(".")))];
}

/** Grants on the way of a path, the furthest first; where the way ends, some of those that go on otherwise. */
function along(from: Branch | undefined, letters: readonly Segment[]): readonly Permission[] {
  const way: Branch[] = [];
  for (let branch = from; branch !== undefined;) {
    way.unshift(branch);
    const letter = letters[way.length - 1];
    branch = letter?.kind === "literal" ? branch.next.get(letter.word) : undefined;
  }
  const [end, ...before] = way.slice(0, 2 * MOST_EXAMPLES);
  const beyond = end === undefined ? [] : [...end.next.values().take(MOST_EXAMPLES)].flatMap(anyGrantOf);
  const last = endOf(letters);
  return [end, ...before].flatMap((branch, i) => [
    ...(branch === undefined ? [] : examplesOf(branch, last)),
    ...(i === 0 ? beyond : []),
  ]);
}

/** Some grants of a branch, those first that end alike. */
function examplesOf(branch: Branch, end: string | undefined): readonly Permission[] {
  const alike = end === undefined ? [] : (branch.byEnd?.get(end) ?? []);
  const others = branch.byEnd?.values().take(MOST_EXAMPLES) ?? [];
  return [
    ...alike.slice(0, MOST_EXAMPLES),
    ...branch.grants.slice(0, MOST_EXAMPLES),
    ...[...others].flatMap((each) => each.slice(0, 1)),
  ];
}

/** One grant at a branch or below it. */
function anyGrantOf(branch: Branch): readonly Permission[] {
  for (let at: Branch | undefined = branch; at !== undefined; [at] = at.next.values()) {
    const [example] = examplesOf(at, undefined);
    if (example !== undefined) return [example];
  }
  return [];
}

/** What a resource may have in common with others of its sort that none includes; "" is the sort itself. */
function likenessesOf(resource: AnyResource): readonly string[] {
  switch (resource.kind) {
    case "path":
      return [""];
    case "url":
    case "url-pattern":
      return [...domainsOf(resource.host), ""];
    case "endpoint":
      return [printHost(resource.host), `:${resource.port}`, ""];
    case "name":
      return [resource.name.slice(0, 4).toLowerCase(), ""];
    case "table":
      return [resource.database, ""];
    default:
      return resource satisfies never;
  }
}

/** The last three and the last two labels of a name. */
function domainsOf(host: HostPattern): readonly string[] {
  if (host.kind === "address") return [];
  const name = host.kind === "name" ? host.name : host.suffix;
  const last = name.lastIndexOf(".");
  const second = last > 0 ? name.lastIndexOf(".", last - 1) : -1;
  if (second < 0) return [name];
  const third = second > 0 ? name.lastIndexOf(".", second - 1) : -1;
  return [name.slice(third + 1), name.slice(second + 1)];
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
  return { grants: [], byEnd: undefined, next: new Map() };
}

function getOrAdd<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
