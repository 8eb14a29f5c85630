/** `textDocument/semanticTokens`: calls of host functions that need a permission, those that no grant covers, and names of secrets. */
import type { FilePath, Span } from "../../runtime-core/base/span.ts";
import {
  hostCalls,
  hostCallsIn,
  manifestOutline,
  type ManifestPart,
  type PreparedModule,
} from "../../runtime-core/prepare/index.ts";
import { diagnostics } from "./diagnostics.ts";
import { insideQuotes } from "./quoted-text.ts";

/** A word that is coloured. */
export interface SemanticToken {
  readonly span: Span;
  readonly kind: "host-call" | "refused-call" | "secret";
}

/** The tokens of a file in order of the text; `at.span` bounds them. */
export function semanticTokens(
  prepared: PreparedModule,
  at: { readonly file: FilePath; readonly span?: Span },
): readonly SemanticToken[] {
  const refused = new Set(
    diagnostics(prepared, at.file)
      .filter(({ code }) => code === "symbolic/missing-permission")
      .map(({ span }) => span.start),
  );
  const found = at.span === undefined ? hostCalls(prepared, at.file) : hostCallsIn(prepared, at.file, at.span);
  const leaving = found.filter(({ capability }) => capability.needs.length > 0);
  const calls = leaving.flatMap(({ callee, literals, span }): readonly SemanticToken[] => [
    { span: callee, kind: refused.has(span.start) ? "refused-call" : "host-call" },
    ...literals
      .filter((each) => each.domain === "secrets")
      .map((each) => ({ span: each.span, kind: "secret" }) as const),
  ]);
  const outline = manifestOutline(prepared);
  const source = prepared.files.get(at.file)?.source.text ?? "";
  const declared = outline?.file === at.file ? outline.sections.flatMap((part) => secretsIn(part, source)) : [];
  const { end, start } = at.span ?? { start: 0, end: Infinity };
  return [...declared, ...calls]
    .filter(({ span }) => span.start < end && start < span.end && span.start < span.end)
    .toSorted((a, b) => a.span.start - b.span.start);
}

function secretsIn(part: ManifestPart, source: string): readonly SemanticToken[] {
  const [section, domain] = part.path;
  if (section !== "secrets" && !(section === "permissions" && (domain === undefined || domain === "secrets")))
    return [];
  if (part.kind !== "value") return part.children.flatMap((each) => secretsIn(each, source));
  const span = insideQuotes(source, part.valueSpan);
  return span === undefined ? [] : [{ span, kind: "secret" }];
}
