/** `textDocument/codeLens` and `codeLens/resolve`: above the manifest, to run the module, to debug it, and what it reaches. */
import type { FilePath, Location, Span } from "../../runtime-core/base/span.ts";
import { manifestOutline, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { countReached, reachedBy } from "./reach.ts";

/** What a lens is for. */
export type CodeLensKind = "run" | "debug" | "reach";

/** A line above the manifest. */
export interface CodeLens {
  readonly span: Span;
  readonly kind: CodeLensKind;
}

/** The lenses of a module; what they say is worked out by `reachOf`. */
export function codeLenses(prepared: PreparedModule, at: { readonly file: FilePath }): readonly CodeLens[] | undefined {
  const outline = manifestOutline(prepared);
  if (outline?.file !== at.file) return undefined;
  return (["run", "debug", "reach"] as const).map((kind) => ({ span: outline.nameSpan, kind }));
}

/** What a module reaches, and the calls that do. */
export function reachOf(prepared: PreparedModule): { readonly title: string; readonly calls: readonly Location[] } {
  const { effects, unknowns } = prepared.effects;
  const rest = unknowns.length === 0 ? "" : ", and what is not known";
  const calls = [...effects, ...unknowns].map(({ file, span }) => ({ file, span }));
  const unique = new Map(calls.map((call) => [`${call.file} ${call.span.start} ${call.span.end}`, call]));
  return { title: `reaches ${countReached(reachedBy(effects))}${rest}`, calls: [...unique.values()] };
}
