/** The door to running: a runtime that prepares modules and runs them in processes of their own. */
export { AmbitError, isAmbitError } from "./base/ambit-error.ts";
export { type Outcome, type OutcomeCause, OUTCOME_KINDS, type OutcomeKind } from "./base/outcome.ts";
export type { InspectorMessage } from "./base/inspector-message.ts";
export type { Adjustment } from "./manifest/adjustment.ts";
export type { LimitSnapshot } from "./limits/limit-snapshot.ts";
export type { ContextSnapshot, GrantUse, HostCall, PermissionUse, RunReport, RunSnapshot } from "./runner/protocol.ts";
export type { InspectOptions, InspectorAddress } from "./runtime/inspect-server.ts";
export type { AdmissionRequest, ConcurrencyOptions } from "./runtime/admission.ts";
export type { MetricsOptions, PrometheusClient } from "./runtime/metrics.ts";
export { createRuntime, type Runtime, type RuntimeOptions, type StartOptions } from "./runtime/create-runtime.ts";
export type { EventsLost } from "./runtime/event-queue.ts";
export type { CallOptions, Run, RunEvent } from "./runtime/run.ts";
