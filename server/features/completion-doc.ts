/** `completionItem/resolve`: what a proposal means. */
import type { Capability } from "../../runtime-core/capabilities/capability.ts";
import { CAPABILITIES } from "../../runtime-core/capabilities/table.ts";
import { isLimitName } from "../../runtime-core/limits/known-limits.ts";
import { SECTIONS } from "../../runtime-core/manifest/sections.ts";
import type { CompletionSubject } from "./completion.ts";
import { limitBlocks } from "./limit-prose.ts";
import { type Block, code, paragraph, point } from "./prose.ts";

/** The explanation; none when the subject is not known. */
export function completionDoc({ kind, name }: CompletionSubject): readonly Block[] {
  if (kind === "limit") return isLimitName(name) ? limitBlocks(name, undefined) : [];
  if (kind === "permission-kind") return callsThatNeed(name);
  if (!Object.hasOwn(SECTIONS, name)) return [];
  const section = SECTIONS[name as keyof typeof SECTIONS];
  return [paragraph(section.doc), paragraph("Example: ", code(`${name}: ${section.example}`))];
}

/** The host functions that a kind of permission is for; none when no kind has this name. */
export function callsThatNeed(kind: string): readonly Block[] {
  const rows: readonly Capability[] = Object.values(CAPABILITIES);
  const calls = rows.filter(({ needs }) => needs.some((need) => kindsOf(need).includes(kind)));
  if (calls.length === 0) return [];
  return [
    paragraph("Lets the module call"),
    ...calls.map((row) =>
      point(code(row.object === undefined ? row.name : `${row.object}.${row.name}`), ` — ${row.doc}`),
    ),
  ];
}

function kindsOf({ domain, kind }: Capability["needs"][number]): readonly string[] {
  if (typeof kind === "string") return [`${domain}.${kind}`];
  const kinds = "httpMethod" in kind ? ["read", "write", "delete"] : [...Object.values(kind.kinds), kind.otherwise];
  return kinds.map((each) => `${domain}.${each}`);
}
