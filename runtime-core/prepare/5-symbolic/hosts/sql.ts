/**
 * The tables that a SQL text names, and what it does to them. Not a parser of SQL: verbs and the words before tables.
 */
import { mark, unmark } from "../effects/resource.ts";
import type { Text } from "../values/text.ts";

/** What one statement does to one table. */
export interface TableUse {
  readonly kind: "read" | "create" | "update" | "write" | "delete";
  readonly table: Text;
}

const VERBS: Readonly<Record<string, TableUse["kind"]>> = {
  select: "read",
  with: "read",
  insert: "create",
  update: "update",
  replace: "write",
  delete: "delete",
};
const NAME = String.raw`["\`\[]?([\w.$\ue000-\ue0ff]+)["\`\]]?`;
const TARGETS: Readonly<Record<string, RegExp>> = {
  insert: new RegExp(String.raw`\binsert\s+(?:or\s+(\w+)\s+)?into\s+${NAME}`, "i"),
  replace: new RegExp(String.raw`\breplace\s+(into)\s+${NAME}`, "i"),
  update: new RegExp(String.raw`\bupdate\s+(?:or\s+(\w+)\s+)?${NAME}`, "i"),
  delete: new RegExp(String.raw`\bdelete\s+(from)\s+${NAME}`, "i"),
};
const READS = new RegExp(
  String.raw`\b(?:from|join)\s+${NAME}((?:\s+(?:as\s+)?(?!(?:join|on|where|inner|left|right|full|cross|natural|outer|group|order|having|limit|union|using|set|values|returning)\b)[a-z]\w*)?(?:\s*,\s*["\`\[]?[\w.$\ue000-\ue0ff]+["\`\]]?)*)`,
  "gi",
);
const COMMON = /(?:\bwith\s+(?:recursive\s+)?|,\s*)(\w+)\s*(?:\([^)]*\)\s*)?as\s*(?:not\s+)?(?:materialized\s*)?\(/gi;

/** The uses of a text; undefined when it is not known what it does. */
export function statements(text: Text): readonly TableUse[] | undefined {
  const marked = mark(text);
  const plain = marked.text
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/--[^\n]*/g, " ")
    .replace(/\/\*[\s\S]*?\*\//g, " ");
  const uses: { kind: TableUse["kind"]; table: string }[] = [];
  for (const statement of plain.split(";")) {
    if (statement.trim() === "") continue;
    const found = usesOf(statement);
    if (found === undefined) return undefined;
    uses.push(...found);
  }
  if (uses.length === 0) return undefined;
  const distinct = new Map(uses.map((use) => [`${use.kind} ${use.table}`, use]));
  return [...distinct.values()].map(({ kind, table }) => ({ kind, table: unmark(marked, table) }));
}

function usesOf(statement: string): readonly { kind: TableUse["kind"]; table: string }[] | undefined {
  const first = /^\s*\(?\s*([a-z]+)\b/i.exec(statement)?.[1]?.toLowerCase() ?? "";
  if (VERBS[first] === undefined) return undefined;
  const verb =
    first === "with"
      ? (/\)\s*(insert|update|delete|replace|select)\b/i.exec(statement)?.[1]?.toLowerCase() ?? "select")
      : first;
  const common = new Set([...statement.matchAll(COMMON)].map((match) => match[1]?.toLowerCase()));
  const out: { kind: TableUse["kind"]; table: string }[] = [];
  const target = TARGETS[verb]?.exec(statement);
  if (TARGETS[verb] !== undefined && target === null) return undefined;
  const kind = VERBS[verb] ?? "read";
  const replaces = verb === "insert" && target?.[1]?.toLowerCase() === "replace";
  if (target?.[2] !== undefined) out.push({ kind: replaces ? "write" : kind, table: target[2] });
  for (const match of statement.matchAll(READS)) {
    const listed = [...(match[2] ?? "").matchAll(/,\s*["`[]?([\w.$\ue000-\ue0ff]+)/g)].map((each) => each[1] ?? "");
    for (const table of [match[1] ?? "", ...listed]) {
      const isTarget =
        verb === "delete" && table === target?.[2] && match.index <= (target?.index ?? 0) + target[0].length;
      if (table !== "" && !common.has(table.toLowerCase()) && !isTarget) out.push({ kind: "read", table });
    }
  }
  return out;
}
