/**
 * What a module can reach, as rows of a tree: by sort, by host or folder, each resource once for each kind of permission, with its
 * calls and what covers them; last what is not known, with the reason.
 */
import type { ModuleEffects } from "../server/protocol.ts";
import { readPermission } from "./printed-permission.ts";
import { code, type Row } from "./row.ts";

type Effect = ModuleEffects["effects"][number];
type Unknown = ModuleEffects["unknowns"][number];
type Place = Effect["location"];

/** What a click and the menu of a row lead to. */
export interface Reached {
  /** The call, or the first one. */
  readonly call: Place;
  /** The grant that covers it. */
  readonly grant?: Place;
  /** As it is printed: "fs.read /stations/*.json". */
  readonly permission: string;
}

/** A row; undefined for the heading of a sort. */
export type ReachRow = Row<Reached | undefined>;

interface Sort {
  readonly label: string;
  readonly icon: string;
  readonly domains: readonly string[];
  /** Where a resource lies, and what it is called there; undefined: resources stand for themselves. */
  readonly split?: (resource: string) => Whereabouts;
}

interface Whereabouts {
  readonly parent: string;
  readonly name: string;
}

const SORTS: readonly Sort[] = [
  { label: "Hosts", icon: "globe", domains: ["http", "websocket"], split: splitUrl },
  { label: "Folders", icon: "folder", domains: ["fs"], split: splitPath },
  { label: "Variables", icon: "symbol-variable", domains: ["env"] },
  { label: "Secrets", icon: "key", domains: ["secrets"] },
  { label: "Databases", icon: "database", domains: ["database"] },
  { label: "Stores", icon: "archive", domains: ["store"] },
  { label: "Children", icon: "symbol-namespace", domains: ["modules"] },
];

/** @param textOf What stands at a place. */
export function reachRows(
  { effects: all, unknowns }: ModuleEffects,
  textOf: (place: Place) => string,
): readonly ReachRow[] {
  const effects = all.filter((effect) => !isUnknown(effect));
  const sorts = SORTS.flatMap((sort) => {
    const ofSort = effects.filter(({ kind }) => sort.domains.includes(readPermission(kind).domain));
    const permissions = [...new Set(ofSort.map(permissionOf))].toSorted();
    const rowOf = (permission: string): ReachRow => {
      const calls = distinct(ofSort.filter((effect) => permissionOf(effect) === permission));
      return resourceRow(permission, calls, { textOf, sort });
    };
    return group(sort, missingFirst(sort.split ? grouped(sort, permissions, rowOf) : permissions.map(rowOf)));
  });
  const notKnown = distinct(all.filter(isUnknown)).map(({ call, kind, location }): Unknown => {
    return { detail: call, kinds: [kind], location, reason: "what it reaches is known only when it runs" };
  });
  return [...sorts, ...group({ label: "Not known", icon: "question" }, [...notKnown, ...unknowns].map(unknownRow))];
}

/** Whether nothing is known of what a call reaches, and nothing that is granted can be for it. */
function isUnknown({ grants, resource }: Effect): boolean {
  return resource === null && grants.length === 0;
}

/** A row for each host or folder, with what is reached of it. */
function grouped(
  { label, icon, split }: Sort,
  permissions: readonly string[],
  rowOf: (permission: string) => ReachRow,
): readonly ReachRow[] {
  const parentOf = (permission: string): string => split?.(readPermission(permission).resource).parent ?? "";
  const groups = Map.groupBy(permissions, parentOf);
  return [...groups].map(([parent, own]) => {
    const children = missingFirst(own.map(rowOf));
    const missing = children.filter(isMissing).length;
    return {
      id: `${label}/${parent}`,
      kind: "group",
      label: parent,
      description: missing === 0 ? "" : "not all is granted",
      tooltip: () => code(parent),
      icon: { name: icon, ...(missing === 0 ? {} : { color: "testing.iconFailed" }) },
      children,
      open: true,
      about: undefined,
    };
  });
}

function missingFirst(rows: readonly ReachRow[]): readonly ReachRow[] {
  return [...rows.filter(isMissing), ...rows.filter((row) => !isMissing(row))];
}

/** Also a host or a folder of which something is missing. */
function isMissing({ children = [], kind }: ReachRow): boolean {
  return kind === "missing" || (kind === "group" && children.some(isMissing));
}

/** "https://a.example/v1/*" is "/v1/*" of "a.example"; what is not encrypted, and WebSockets, keep their scheme. */
function splitUrl(url: string): Whereabouts {
  const [, origin = url, name = ""] = /^([a-z+*]+:\/\/[^/?]*)(.*)$/s.exec(url) ?? [];
  return { parent: origin.replace(/^https:\/\//, ""), name: name === "" ? "/" : name };
}

/** "/stations/*.json" is "*.json" of "/stations/". */
function splitPath(pattern: string): Whereabouts {
  const parent = /^(?:[^*{]*\/)?/.exec(pattern)?.[0] ?? "";
  return { parent, name: pattern.slice(parent.length) || "./" };
}

function group({ icon, label }: Pick<Sort, "label" | "icon">, children: readonly ReachRow[]): readonly ReachRow[] {
  if (children.length === 0) return [];
  const description = String(children.length);
  const tooltip = (): string => `${label}: ${description}`;
  return [
    {
      id: label,
      kind: "group",
      label,
      description,
      tooltip,
      icon: { name: icon },
      children,
      open: true,
      about: undefined,
    },
  ];
}

/** One call can be reached from several exports. */
function distinct(effects: readonly Effect[]): readonly Effect[] {
  return [...new Map(effects.map((effect) => [JSON.stringify([effect.call, effect.location]), effect])).values()];
}

function permissionOf({ kind, resource, worstCase }: Effect): string {
  return `${kind} ${resource ?? worstCase}`;
}

function resourceRow(
  permission: string,
  calls: readonly Effect[],
  { sort, textOf }: { readonly sort: Sort; readonly textOf: (place: Place) => string },
): ReachRow {
  const [first] = calls as readonly [Effect, ...Effect[]];
  const isCovered = calls.every(({ grants }) => grants.length > 0);
  const children = calls.map((call, index) => callRow(call, { id: `${permission}/${index}`, permission, textOf }));
  const where = calls.length === 1 ? `${first.call} in ${placeText(first.location)}` : `${calls.length} calls`;
  const { kind, resource } = readPermission(permission);
  return {
    id: permission,
    kind: isCovered ? "reached" : "missing",
    label: sort.split?.(resource).name ?? resource,
    description: [kind, where, ...(isCovered ? [] : ["no grant covers it"])].join(" · "),
    tooltip: () => tooltipOf(permission, calls, textOf),
    icon: isCovered ? { name: "pass", color: "testing.iconPassed" } : { name: "error", color: "testing.iconFailed" },
    ...(calls.length === 1 ? {} : { children }),
    about: aboutOf(first, permission),
  };
}

function callRow(
  effect: Effect,
  {
    id,
    permission,
    textOf,
  }: { readonly id: string; readonly permission: string; readonly textOf: (place: Place) => string },
): ReachRow {
  const isCovered = effect.grants.length > 0;
  return {
    id,
    kind: isCovered ? "reached" : "missing",
    label: effect.call,
    description: placeText(effect.location) + (isCovered ? "" : " · no grant covers it"),
    tooltip: () => tooltipOf(permission, [effect], textOf),
    icon: { name: isCovered ? "symbol-method" : "error" },
    about: aboutOf(effect, permission),
  };
}

function unknownRow({ detail, kinds, location, reason }: Unknown, index: number): ReachRow {
  const may = kinds === null ? "may do anything" : `may ask for ${kinds.join(", ")}`;
  return {
    id: `unknown ${index} ${detail}`,
    kind: "unknown",
    label: detail,
    description: `${may}: ${reason}`,
    tooltip: () => `${code(detail)} in ${placeText(location)} ${may}: ${reason}`,
    icon: { name: "question", color: "testing.iconQueued" },
    about: { call: location, permission: "" },
  };
}

function aboutOf({ grants: [grant], location }: Effect, permission: string): Reached {
  return { call: location, permission, ...(grant === undefined ? {} : { grant }) };
}

function tooltipOf(permission: string, calls: readonly Effect[], textOf: (place: Place) => string): string {
  const worst = calls.map(({ worstCase }) => worstCase).filter((text) => !permission.endsWith(` ${text}`));
  const grants = new Set(
    calls.flatMap(({ grants: each }) => each.map((at) => `${code(textOf(at))} (${placeText(at)})`)),
  );
  return [
    code(permission),
    ...(worst.length === 0 ? [] : [`At worst ${[...new Set(worst)].map(code).join(", ")}.`]),
    grants.size === 0 ? "No grant covers it." : `Granted by ${[...grants].join(", ")}.`,
  ].join("\n\n");
}

/** "main.ts:12" */
function placeText({ range, uri }: Place): string {
  return `${decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1))}:${range.start.line + 1}`;
}
