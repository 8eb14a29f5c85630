/**
 * `textDocument/documentHighlight`: a grant together with the calls that use it, in one file.
 *
 * Only from the text of a grant and from a literal in a host call: names are TypeScript's.
 */
import { type Span, touches } from "../../runtime-core/base/span.ts";
import { type HostCall, hostCalls, hostCallsIn, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { effectsAt, type FilePlace, grantAt, grantsFor, usesOf } from "./grant-uses.ts";

/** A place that belongs to the one under the cursor. */
export interface DocumentHighlight {
  readonly span: Span;
  readonly kind: "grant" | "call";
}

/** What belongs together; undefined where nothing is known. */
export function documentHighlights(prepared: PreparedModule, at: FilePlace): readonly DocumentHighlight[] | undefined {
  const grant = grantAt(prepared, at);
  const grants = grant === undefined ? grantsOfLiteral(prepared, at) : [grant];
  if (grants.length === 0) return undefined;
  const calls = new Map(hostCalls(prepared, at.file).map((call) => [call.span.start, call]));
  const uses = grants.flatMap((each) => usesOf(prepared, each)).filter(({ file }) => file === at.file);
  const spans = new Map(uses.map(({ span }) => [span.start, shownOf(calls.get(span.start)) ?? span]));
  return [
    ...grants.filter(({ file }) => file === at.file).map(({ span }) => ({ span, kind: "grant" }) as const),
    ...[...spans.values()].map((span) => ({ span, kind: "call" }) as const),
  ];
}

function grantsOfLiteral(prepared: PreparedModule, at: FilePlace) {
  const literal = hostCallsIn(prepared, at.file, { start: at.offset, end: at.offset })
    .flatMap(({ literals }) => literals)
    .find(({ span }) => touches(span, at.offset));
  return literal === undefined
    ? []
    : [...new Set(effectsAt(prepared, at).flatMap((effect) => grantsFor(prepared, effect)))];
}

/** What of a call names the resource: its literal, or the function. */
function shownOf(call: HostCall | undefined): Span | undefined {
  return call?.literals[0]?.span ?? call?.callee;
}
