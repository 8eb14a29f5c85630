/** Which calls a grant allows, and which grants allow a call: for hover, definition and references. */
import type { Capability } from "../../runtime-core/capabilities/capability.ts";
import { CAPABILITIES } from "../../runtime-core/capabilities/table.ts";
import { type FilePath, type Location, type Span, touches } from "../../runtime-core/base/span.ts";
import { includes } from "../../runtime-core/permissions/includes.ts";
import {
  type Effect,
  grantFor,
  manifestOutline,
  type PreparedModule,
  type WrittenGrant,
} from "../../runtime-core/prepare/index.ts";

/** A place in a file of a module. */
export interface FilePlace {
  readonly file: FilePath;
  readonly offset: number;
}

/** The grant that is written at a place. */
export function grantAt(prepared: PreparedModule, at: FilePlace): WrittenGrant | undefined {
  return prepared.manifest?.grants.find((grant) => grant.file === at.file && touches(grant.span, at.offset));
}

/** The effects of the innermost host call at a place; one call can have several. */
export function effectsAt(prepared: PreparedModule, at: FilePlace): readonly Effect[] {
  const around = prepared.effects.effects.filter(
    (effect) => effect.file === at.file && touches(effect.span, at.offset),
  );
  const innermost = around.toSorted((one, other) => length(one.span) - length(other.span))[0]?.span;
  return unique(around.filter(({ span }) => span.start === innermost?.start && span.end === innermost.end));
}

/** The grants that cover an effect, in the order of the manifest. */
export function grantsFor(prepared: PreparedModule, effect: Effect): readonly WrittenGrant[] {
  const asked = grantFor(effect, prepared.path);
  if (asked === undefined) return [];
  return prepared.manifest?.grants.filter((grant) => includes(grant.permission, asked)) ?? [];
}

/** Where it is written that an effect is allowed: its declaration, then the grants that cover it. */
export function allowedBy(prepared: PreparedModule, effect: Effect): readonly Location[] {
  return [...declarationsOf(prepared, effect), ...grantsFor(prepared, effect)];
}

/** Where a variable is declared: in `env`, it may be read without a grant. */
export function declarationsOf(prepared: PreparedModule, { kind, resource }: Effect): readonly Location[] {
  const outline = kind === "env.read" ? manifestOutline(prepared) : undefined;
  const declared = outline?.sections.find(({ name }) => name === "env")?.children ?? [];
  return declared
    .filter(({ name }) => name === resource)
    .map(({ nameSpan }) => ({ file: outline?.file ?? "", span: nameSpan }));
}

/** The effects that a grant covers, each once. */
export function usesOf(prepared: PreparedModule, grant: WrittenGrant): readonly Effect[] {
  const isUse = (effect: Effect): boolean => {
    const asked = grantFor(effect, prepared.path);
    return asked !== undefined && includes(grant.permission, asked);
  };
  return unique(prepared.effects.effects.filter(isUse));
}

/** Without repetitions: the same call is reached in several phases. */
function unique(effects: readonly Effect[]): readonly Effect[] {
  const key = ({ file, kind, resource, span, worstCase }: Effect): string =>
    `${span.start} ${span.end} ${kind} ${resource} ${worstCase} ${file}`;
  return [...new Map(effects.map((effect) => [key(effect), effect])).values()];
}

function length(span: Span): number {
  return span.end - span.start;
}

/** The function of an effect: by the name that the effect has, since the function may be called by another one. */
export function capabilityOf(call: string): Capability | undefined {
  const rows: readonly Capability[] = Object.values(CAPABILITIES);
  return rows.find((row) => row.name === call || (row.object !== undefined && `${row.object}.${row.name}` === call));
}
