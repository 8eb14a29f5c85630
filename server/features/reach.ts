/** What effects come to in a few words: "2 folders, 1 host", for code lenses and hover. */
import { folderOf } from "../../runtime-core/base/file-path.ts";
import type { Effect } from "../../runtime-core/prepare/index.ts";

/** One sort of thing that is reached. */
export interface ReachedSort {
  readonly noun: string;
  readonly plural: string;
  /** Each once, in order of first use. */
  readonly names: readonly string[];
}

interface Sort {
  readonly noun: string;
  readonly plural: string;
  readonly nameOf: (resource: string) => string;
}

const itself = (resource: string): string => resource;

const SORTS: Readonly<Record<string, Sort>> = {
  fs: { noun: "folder", plural: "folders", nameOf: folderOfPattern },
  http: { noun: "host", plural: "hosts", nameOf: hostOf },
  websocket: { noun: "host", plural: "hosts", nameOf: hostOf },
  env: { noun: "variable", plural: "variables", nameOf: itself },
  secrets: { noun: "secret", plural: "secrets", nameOf: itself },
  database: { noun: "database", plural: "databases", nameOf: (table) => table.split("/", 1)[0] ?? table },
  store: { noun: "store", plural: "stores", nameOf: itself },
  modules: { noun: "module", plural: "modules", nameOf: itself },
};

/** What is reached, in the order of the table. */
export function reachedBy(effects: readonly Effect[]): readonly ReachedSort[] {
  const found = new Map<string, { readonly sort: Sort; readonly names: Set<string> }>();
  for (const { kind, resource, worstCase } of effects) {
    const sort = SORTS[kind.slice(0, kind.indexOf("."))];
    if (sort === undefined) continue;
    let known = found.get(sort.noun);
    if (known === undefined) found.set(sort.noun, (known = { sort, names: new Set() }));
    known.names.add(sort.nameOf(resource ?? worstCase));
  }
  return Object.values(SORTS).flatMap((sort) => {
    const known = found.get(sort.noun);
    found.delete(sort.noun);
    return known === undefined ? [] : [{ noun: sort.noun, plural: sort.plural, names: [...known.names] }];
  });
}

/** "2 folders, 1 host"; "nothing" when there is none. */
export function countReached(sorts: readonly ReachedSort[]): string {
  if (sorts.length === 0) return "nothing";
  return sorts.map(({ names, noun, plural }) => `${names.length} ${names.length === 1 ? noun : plural}`).join(", ");
}

function hostOf(url: string): string {
  return /^[a-z+*]+:\/\/([^/?]*)/.exec(url)?.[1] ?? url;
}

/** The folder before the first wildcard. */
function folderOfPattern(pattern: string): string {
  return folderOf(pattern.replace(/[*{].*$/s, ""));
}
