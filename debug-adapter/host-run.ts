/**
 * A run of a runtime that is inspected, as it is seen from here.
 */
import {
  type Adjustment,
  AmbitError,
  type InspectorMessage,
  type RunEvent,
  type RunReport,
  type RunSnapshot,
} from "../runtime-core/index.ts";
import type { FromDebugger, ToDebugger } from "../runtime-core/runtime/inspect-protocol.ts";
import type { InspectedRun } from "./debuggee.ts";

type Answer = Extract<ToDebugger, { kind: "snapshot" | "adjusted" }>;

/** A run of the host. */
export class HostRun implements InspectedRun {
  readonly id: number;
  readonly module: string;
  /** Never settles when the host is gone before. */
  readonly report: Promise<RunReport>;
  readonly #send: (message: FromDebugger) => void;
  readonly #ended = Promise.withResolvers<RunReport>();
  readonly #listeners = new Set<(event: RunEvent) => void>();
  readonly #asked = new Map<number, (answer: Answer | undefined) => void>();
  #lastRequest = 0;
  #isOver = false;

  constructor({ run, module }: Extract<ToDebugger, { kind: "run" }>, send: (message: FromDebugger) => void) {
    this.id = run;
    this.module = module;
    this.report = this.#ended.promise;
    this.#send = send;
  }

  subscribe(listener: (event: RunEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  async snapshot(): Promise<RunSnapshot> {
    const answer = await this.#ask((request) => ({ kind: "snapshot", run: this.id, request }));
    return answer?.kind === "snapshot" ? answer.snapshot : { contexts: [] };
  }

  async adjust(isolate: string, adjustment: Adjustment): Promise<void> {
    const answer = await this.#ask((request) => ({ kind: "adjust", run: this.id, request, isolate, adjustment }));
    const problem = answer?.kind === "adjusted" ? answer.problem : "the run has ended";
    if (problem !== undefined) throw new AmbitError("run/cannot-adjust", { detail: problem });
  }

  go(isolate: string): void {
    this.#send({ kind: "go", run: this.id, isolate });
  }

  inspect(isolate: string): void {
    this.#send({ kind: "inspect", run: this.id, isolate });
  }

  sendToInspector(isolate: string, message: InspectorMessage): void {
    this.#send({ kind: "inspector", run: this.id, isolate, message });
  }

  cancel(reason: string, isolate?: string): void {
    this.#send({ kind: "cancel", run: this.id, reason, ...(isolate === undefined ? {} : { isolate }) });
  }

  kill(reason: string): void {
    this.#send({ kind: "kill", run: this.id, reason });
  }

  /** The host does that when the connection ends. */
  detach(): void {}

  /** Takes what happened. */
  receive(event: RunEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Takes an answer. */
  answer(answer: Answer): void {
    this.#asked.get(answer.request)?.(answer);
    this.#asked.delete(answer.request);
  }

  /** Takes the end. */
  end(report: RunReport): void {
    this.#ended.resolve(report);
    this.lose();
  }

  /** No answer comes any more. */
  lose(): void {
    this.#isOver = true;
    for (const give of this.#asked.values()) give(undefined);
    this.#asked.clear();
  }

  async #ask(message: (request: number) => FromDebugger): Promise<Answer | undefined> {
    if (this.#isOver) return undefined;
    this.#lastRequest += 1;
    const place = Promise.withResolvers<Answer | undefined>();
    this.#asked.set(this.#lastRequest, place.resolve);
    this.#send(message(this.#lastRequest));
    return await place.promise;
  }
}
