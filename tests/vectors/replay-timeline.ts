/**
 * Plays a timeline of `limits/timelines.json` on contexts of the product with a fake clock.
 */
import { AmbitError } from "../../runtime-core/base/ambit-error.ts";
import { Context } from "../../runtime-core/context/context.ts";
import { isLimitName, type LimitName } from "../../runtime-core/limits/known-limits.ts";
import type { Lease } from "../../runtime-core/limits/lease.ts";
import { parseLimit } from "../../runtime-core/limits/parse-limit.ts";
import { EMPTY_MANIFEST } from "../../runtime-core/manifest/parse-manifest.ts";
import { FakeClock } from "../fake-clock.ts";

/** A timeline: contexts, parents before children, and what happens when. */
export interface Timeline {
  readonly contexts: readonly { readonly id: string; readonly parent?: string; readonly limits: Readonly<Record<string, unknown>> }[];
  readonly steps: readonly TimelineStep[];
}

/** One step; `id` names its outcome. */
export interface TimelineStep {
  readonly at: number;
  readonly op: string;
  readonly who?: string;
  readonly limit?: string;
  readonly n?: number;
  readonly timeout?: number;
  readonly reason?: string;
  readonly id?: string;
}

/** What came of a timeline: one outcome per step that asks, and the contexts that ended. */
export interface TimelineResult {
  readonly outcomes: readonly Readonly<Record<string, unknown>>[];
  readonly ended: readonly { readonly who: string; readonly at: number; readonly reason: string }[];
}

/** Plays a timeline to its end. */
export async function replayTimeline(timeline: Timeline): Promise<TimelineResult> {
  const replay = new Replay(timeline);
  for (const step of timeline.steps) {
    await replay.clock.settleTo(step.at);
    replay.perform(step);
  }
  await replay.clock.settleAll();
  return replay.result();
}

class Replay {
  readonly clock = new FakeClock();
  readonly #contexts = new Map<string, Context>();
  readonly #outcomes = new Map<string, Readonly<Record<string, unknown>> | undefined>();
  readonly #leases = new Map<string, Lease>();
  readonly #aborts = new Map<string, AbortController>();
  readonly #ended: { who: string; at: number; reason: string }[] = [];

  constructor(timeline: Timeline) {
    for (const { id, parent, limits } of timeline.contexts) {
      const context = new Context({
        id,
        module: `/${id}.ts`,
        manifest: EMPTY_MANIFEST,
        ...(parent === undefined ? {} : { parent: this.#context(parent) }),
        grants: [],
        limits: Object.entries(limits).map(([name, quantity]) => {
          const limit = parseLimit(name, quantity);
          if (!limit.ok) throw new Error(limit.error.message);
          return limit.value;
        }),
        hosts: {},
        env: {},
        clock: this.clock,
        cpuTime: "clock",
      });
      context.events.subscribe((event) => {
        if (event.kind !== "status" || event.status !== "ended") return;
        this.#ended.push({ who: id, at: rounded(event.at), reason: reasonOf(event.cause) });
      });
      this.#contexts.set(id, context);
    }
  }

  perform(step: TimelineStep): void {
    switch (step.op) {
      case "take":
        return this.#take(step);
      case "abort":
        return this.#aborts.get(step.id ?? "")?.abort();
      case "giveBack":
        return this.#leases.get(step.id ?? "")?.giveBack();
      case "cancel":
        return void this.#context(step.who).cancel(new AmbitError("context/cancelled", { cause: step.reason ?? "" }));
      case "end":
        return void this.#context(step.who).finish();
      default:
        return this.#performOnLimiters(step);
    }
  }

  result(): TimelineResult {
    const outcomes = [...this.#outcomes].map(([id, outcome]) => ({ id, ...outcome }));
    return { outcomes, ended: this.#ended };
  }

  #performOnLimiters(step: TimelineStep): void {
    const { limiters } = this.#context(step.who);
    switch (step.op) {
      case "tryTake": {
        const lease = limiters.tryTake(limitOf(step), step.n ?? 0);
        if (lease !== undefined) this.#leases.set(step.id ?? "", lease);
        return this.#answer(step, { granted: lease !== undefined });
      }
      case "available":
        return this.#answer(step, { available: rounded(limiters.available(limitOf(step))) });
      case "hold":
        return limiters.hold(limitOf(step), step.n ?? 0);
      case "start":
      case "pause":
      case "resume":
      case "breakpoint":
      case "continue":
        return limiters[step.op]();
      default:
        throw new Error(`no such step: ${step.op}`);
    }
  }

  #take(step: TimelineStep): void {
    const id = step.id ?? "";
    const abort = new AbortController();
    const context = this.#context(step.who);
    const timeout = step.timeout === undefined ? {} : { timeoutMs: step.timeout };
    this.#aborts.set(id, abort);
    this.#outcomes.set(id, undefined);
    context.limiters.take(limitOf(step), step.n ?? 0, { signal: abort.signal, ...timeout }).then(
      (lease) => {
        this.#leases.set(id, lease);
        this.#outcomes.set(id, { grantedAt: rounded(this.clock.now()) });
      },
      (error: unknown) => this.#outcomes.set(id, { ...errorOf(error, context), at: rounded(this.clock.now()) }),
    );
  }

  #answer(step: TimelineStep, outcome: Readonly<Record<string, unknown>>): void {
    if (step.id !== undefined) this.#outcomes.set(step.id, outcome);
  }

  #context(id: string | undefined): Context {
    const context = this.#contexts.get(id ?? "");
    if (context === undefined) throw new Error(`no such context: ${id}`);
    return context;
  }
}

function limitOf(step: TimelineStep): LimitName {
  const name = step.limit ?? "";
  if (!isLimitName(name)) throw new Error(`no such limit: ${name}`);
  return name;
}

function errorOf(error: unknown, context: Context): Readonly<Record<string, unknown>> {
  if (!(error instanceof AmbitError)) throw error;
  if (error === context.cause) return { error: "cancelled", cause: reasonOf(error) };
  switch (error.code) {
    case "limit/exhausted":
      return { error: "limit-exceeded", available: rounded((error as AmbitError<"limit/exhausted">).data.available) };
    case "limit/timed-out":
      return { error: "timeout" };
    case "context/aborted":
      return { error: "aborted" };
    case "limit/invalid-amount":
      return { error: "invalid" };
    default:
      throw error;
  }
}

function reasonOf(cause: AmbitError): string {
  switch (cause.code) {
    case "limit/exhausted":
      return (cause as AmbitError<"limit/exhausted">).data.limit;
    case "context/cancelled":
      return (cause as AmbitError<"context/cancelled">).data.cause;
    default:
      throw cause;
  }
}

/** A nanosecond, or a millionth of a token, is rounding. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
