/**
 * What a module can reach, as rows of a list: by kind of permission, each resource once, with the call that reaches it.
 */
import type { ModuleEffects } from "../server/protocol.ts";

/** One row. */
export interface Reach {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly location: ModuleEffects["effects"][number]["location"];
}

/** The rows of a kind. */
export interface ReachOfKind {
  /** "http.read". */
  readonly kind: string;
  readonly reaches: readonly Reach[];
}

/** The rows by kind, sorted; last what is not known. */
export function reachOf({ effects, unknowns }: ModuleEffects): readonly ReachOfKind[] {
  const kinds = [...new Set(effects.map(({ kind }) => kind))].toSorted();
  const known = kinds.map((kind) => {
    const ofKind = effects.filter((effect) => effect.kind === kind);
    const labels = [...new Set(ofKind.map(labelOf))].toSorted();
    return {
      kind,
      reaches: labels.flatMap((label) =>
        rowOf(
          label,
          ofKind.filter((effect) => labelOf(effect) === label),
        ),
      ),
    };
  });
  if (unknowns.length === 0) return known;
  const reaches = unknowns.map(({ detail, kinds: possible, location, reason }) => ({
    label: detail,
    description: possible === null ? "may do anything" : `may ask for ${possible.join(", ")}`,
    detail: reason,
    location,
  }));
  return [...known, { kind: "not known", reaches }];
}

function labelOf({ resource, worstCase }: ModuleEffects["effects"][number]): string {
  return resource ?? worstCase;
}

function rowOf(label: string, effects: ModuleEffects["effects"]): readonly Reach[] {
  const [first] = effects;
  if (first === undefined) return [];
  const calls = [...new Set(effects.map(({ call }) => call))].join(", ");
  return [
    {
      label,
      description: effects.length === 1 ? calls : `${calls}, ${effects.length} calls`,
      detail: first.worstCase === label ? "" : `at worst ${first.worstCase}`,
      location: first.location,
    },
  ];
}
