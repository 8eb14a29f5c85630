/**
 * The evaluation stopped before its end: what else the module does is decided when it runs.
 */
import { type Diagnostic, diagnostic } from "../../../base/diagnostic.ts";
import type { FilePath } from "../../../base/span.ts";
import type { EffectReport } from "../../effect.ts";

/** One finding, at the beginning of the module. */
export function cutOffs(entry: FilePath, { degraded }: EffectReport): readonly Diagnostic[] {
  return degraded ? [diagnostic("symbolic/cut-off", { file: entry, span: { start: 0, end: 1 } }, undefined)] : [];
}
