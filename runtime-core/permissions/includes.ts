/**
 * Inclusion between permissions: the one function that the static check, the child's check and a run use.
 *
 * Exact: `granted` includes `asked` when its kind does and every resource that `asked` matches is one that `granted`
 * matches. Patterns are compiled when parsed; nothing is parsed here.
 */
import { hostIncludes, hostsMeet } from "./host-pattern.ts";
import type { EndpointPattern, NamePattern, TablePattern } from "./name-pattern.ts";
import { includesKind, type Permission, type Resource, type ResourcePattern, type Subject } from "./permission.ts";
import { listIncludes, listsMeet } from "./segment-list.ts";
import { urlIncludes, urlsMeet, urlTouches } from "./url-includes.ts";

/** Whether `granted` covers all of `asked`. Total; cost: well under 1 µs for usual patterns, see `segment-list.ts`. */
export function includes(granted: Permission, asked: Permission | Subject): boolean {
  return (
    granted.domain === asked.domain &&
    includesKind(granted.domain, { granted: granted.kind, asked: asked.kind }) &&
    resourceIncludes(granted.resource, asked.resource)
  );
}

/** Whether `granted` covers one resource. */
export function matches(granted: Permission, subject: Subject): boolean {
  return includes(granted, subject);
}

/** Whether `granted` matches every resource that `asked` matches; resources of two sorts never include each other. */
export function resourceIncludes(granted: ResourcePattern, asked: ResourcePattern | Resource): boolean {
  switch (granted.kind) {
    case "path":
      return asked.kind === "path" && listIncludes(granted.list, asked.list);
    case "url-pattern":
      return (asked.kind === "url-pattern" || asked.kind === "url") && urlIncludes(granted, asked);
    case "endpoint":
      return asked.kind === "endpoint" && endpointIncludes(granted, asked);
    case "name":
      return asked.kind === "name" && nameIncludes(granted, asked);
    case "table":
      return asked.kind === "table" && tableIncludes(granted, asked);
    default:
      return granted satisfies never;
  }
}

/**
 * Whether `dropped` and `asked` share a resource, under kinds of which one includes the other.
 *
 * A URL with an escaped slash is also taken for the one that a server sees which decodes it.
 */
export function overlaps(dropped: Permission, asked: Permission | Subject): boolean {
  if (dropped.domain !== asked.domain) return false;
  const related =
    includesKind(dropped.domain, { granted: dropped.kind, asked: asked.kind }) ||
    includesKind(dropped.domain, { granted: asked.kind, asked: dropped.kind });
  return related && resourcesMeet(dropped.resource, asked.resource);
}

function resourcesMeet(dropped: ResourcePattern, asked: ResourcePattern | Resource): boolean {
  switch (dropped.kind) {
    case "path":
      return asked.kind === "path" && listsMeet(dropped.list, asked.list);
    case "url-pattern":
      if (asked.kind === "url") return urlTouches(dropped, asked);
      return asked.kind === "url-pattern" && urlsMeet(dropped, asked);
    case "endpoint":
      return asked.kind === "endpoint" && endpointsMeet(dropped, asked);
    case "name":
      return asked.kind === "name" && (nameIncludes(dropped, asked) || nameIncludes(asked, dropped));
    case "table":
      return asked.kind === "table" && (tableIncludes(dropped, asked) || tableIncludes(asked, dropped));
    default:
      return dropped satisfies never;
  }
}

function endpointIncludes(granted: EndpointPattern, asked: EndpointPattern): boolean {
  return (granted.port === "any" || granted.port === asked.port) && hostIncludes(granted.host, asked.host);
}

function endpointsMeet(a: EndpointPattern, b: EndpointPattern): boolean {
  return (a.port === "any" || b.port === "any" || a.port === b.port) && hostsMeet(a.host, b.host);
}

function nameIncludes(granted: NamePattern, asked: NamePattern): boolean {
  return granted.prefix ? asked.name.startsWith(granted.name) : !asked.prefix && asked.name === granted.name;
}

function tableIncludes(granted: TablePattern, asked: TablePattern): boolean {
  return granted.database === asked.database && (granted.table === undefined || granted.table === asked.table);
}
