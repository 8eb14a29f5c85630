/** The door to the analysis: text in, everything that is known before a run out. Pure. */
export { applyEdits, type FileEdit } from "./file-edit.ts";
export type { Effect, EffectReport, Phase, Resolution, UnknownCall, UnknownReason } from "./effect.ts";
export type {
  PreparedFile,
  PreparedImport,
  PreparedManifest,
  PreparedModule,
  WrittenGrant,
  WrittenLimit,
} from "./prepared-module.ts";
export { isWhole } from "./1-parse/parsed-module.ts";
export { childManifest } from "./child-manifest.ts";
export {
  branchAt,
  calleeAt,
  continuationsAt,
  functionAt,
  type FunctionAt,
  isCaught,
  type PlaceOfStack,
  statementAt,
} from "./code-places.ts";
export { effectsOf, type ForeignEffects, type ForeignProfileName } from "./effects-of.ts";
export { type FunctionReach, functionReach } from "./function-reach.ts";
export { grantFor } from "./5-symbolic/rules/asked-permission.ts";
export { emitProgram } from "./emit.ts";
export { type ChildFix, childFixes } from "./fixes/child-fixes.ts";
export { encodableSegment } from "./fixes/encode-segment.ts";
export { fixAllEdits, manifestEdits } from "./fixes/fix-all.ts";
export { movableFunction } from "./fixes/move-to-child.ts";
export { wrappableSecret } from "./fixes/wrap-secret.ts";
export type { Fix } from "./fixes/fix.ts";
export { fixesOf } from "./fixes/fixes-of.ts";
export { type HostCall, hostCalls, hostCallsIn, type HostLiteral } from "./host-calls.ts";
export { type HostMethod, hostMethodAt } from "./host-methods.ts";
export { grantsExactly, type InferredManifest, inferManifest, type ModuleState } from "./infer/infer-manifest.ts";
export { type ManifestOutline, manifestOutline, type ManifestPart } from "./manifest-outline.ts";
export { manifestPieces, type ManifestPiece } from "./manifest-pieces.ts";
export { prepare, type PrepareOptions } from "./prepare.ts";
export { StepCache } from "./step-cache.ts";
export { warmUp, warmUpTyping } from "./warm-up.ts";
export { variablesIn, writtenTexts } from "./written-texts.ts";
