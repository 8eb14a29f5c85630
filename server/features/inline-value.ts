/** `textDocument/inlineValue`: which variables and limits to show while a program stands still. */
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import {
  functionAt,
  hostCalls,
  manifestOutline,
  type PreparedModule,
  variablesIn,
} from "../../runtime-core/prepare/index.ts";

/** A name that the debugger knows, and where its value is shown. */
export interface InlineValue {
  readonly span: Span;
  readonly name: string;
}

/**
 * The limits of the manifest, those that calls take from, and the variables of the function around `at.stopped` up to there.
 * The debugger's scopes have variables of these names.
 */
export function inlineValues(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly span: Span; readonly stopped: number },
): readonly InlineValue[] {
  const isInside = ({ span }: InlineValue): boolean => span.start < at.span.end && at.span.start < span.end;
  return [...limitsOf(prepared, at), ...variablesOf(prepared, at)].filter(isInside);
}

function limitsOf(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly stopped: number },
): readonly InlineValue[] {
  const named = new Set(prepared.manifest?.limits.map(({ limit }) => limit.name));
  const outline = manifestOutline(prepared);
  const limits = outline?.file === at.file ? outline.sections.find(({ name }) => name === "limits") : undefined;
  const declared = (limits?.children ?? []).map(({ name, nameSpan }) => ({ name, span: nameSpan }));
  const called = hostCalls(prepared, at.file)
    .filter(({ span }) => span.start <= at.stopped)
    .flatMap(({ callee, capability }) =>
      capability.takes.filter(({ limit }) => named.has(limit)).map(({ limit }) => ({ name: limit, span: callee })),
    );
  return [...declared, ...called];
}

function variablesOf(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly stopped: number },
): readonly InlineValue[] {
  const around = functionAt(prepared, at.file, at.stopped);
  return around === undefined ? [] : variablesIn(prepared, at.file, { start: around.body.start, end: at.stopped });
}
