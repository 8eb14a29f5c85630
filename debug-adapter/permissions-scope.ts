/**
 * The scope "Permissions": what the module of a frame was granted and what it asked for so far.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { ContextSnapshot } from "../runtime-core/index.ts";
import type { Isolate } from "./debuggee.ts";
import type { References } from "./references.ts";

type Row = DebugProtocol.Variable;

/** The grants with their use, then what was denied. A grant opens to what it allowed. */
export function permissionRows(context: ContextSnapshot, isolate: Isolate, references: References): Row[] {
  const refused = new Map(
    context.permissions.flatMap((use) => (use.verdict === "denied" ? [[use.permission, use]] : [])),
  );
  const granted = context.grants.map(({ grant, count }) => {
    const allowed = context.permissions.filter((use) => use.verdict === "allowed" && use.grant === grant);
    const rows = allowed.map((use) => row(use.permission, `allowed ${times(use.count)}`));
    const before = refused.get(grant);
    refused.delete(grant);
    const used = count === 0 ? "granted, not used" : `granted, used ${times(count)}`;
    return row(
      grant,
      before === undefined ? used : `${used}; denied ${times(before.count)} before`,
      rows.length === 0 ? 0 : references.add({ kind: "rows", isolate, rows }),
    );
  });
  const denied = [...refused.values()].map(({ permission, grant, count }) =>
    row(permission, `denied ${times(count)}${grant === undefined ? "" : `; the nearest grant is ${grant}`}`),
  );
  return [...granted, ...denied];
}

function row(name: string, value: string, variablesReference = 0): Row {
  return { name, value, variablesReference };
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
