/**
 * The numbers by which DAP names frames and values. They hold as long as their thread stands still.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { CallFrame, CdpScope, ScriptLocation } from "./cdp.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";

/** A frame of a thread that stands still. */
export interface FrameReference {
  readonly isolate: Isolate;
  /** Absent for a caller that awaits: its values are not within reach. */
  readonly frame: CallFrame | undefined;
}

/** A call in the statement at which a thread stands. */
export interface StepInTarget {
  readonly isolate: Isolate;
  readonly location: ScriptLocation;
  readonly statement: { readonly start: ScriptLocation; readonly end: ScriptLocation };
}

/** Something that has variables. */
export type Container =
  | {
      readonly kind: "scope";
      readonly isolate: Isolate;
      readonly frame: CallFrame;
      readonly scopeNumber: number;
      readonly scope: CdpScope;
    }
  | {
      readonly kind: "object";
      readonly isolate: Isolate;
      readonly objectId: string;
      readonly frame: CallFrame | undefined;
      readonly indexed: number;
      /** Whether looking at it would run code of the module. */
      readonly isProxy: boolean;
      /** How an expression names it; "" for what is in a scope. */
      readonly path: string | undefined;
      /** It is an instance of a class, whose getters it has. */
      readonly isInstance: boolean;
      /** Whether it only shows an entry of a Map or a Set, and does not hold it. */
      readonly isEntry: boolean;
    }
  | {
      readonly kind: "getter";
      readonly isolate: Isolate;
      readonly ownerId: string;
      readonly name: string;
      readonly path: string | undefined;
    }
  /** The value of a property by its place among the keys, which nobody has looked at. */
  | {
      readonly kind: "property";
      readonly isolate: Isolate;
      readonly ownerId: string;
      readonly index: number;
      readonly frame: CallFrame | undefined;
      readonly path: string | undefined;
    }
  | { readonly kind: "limits"; readonly isolate: Isolate }
  | { readonly kind: "permissions"; readonly isolate: Isolate }
  | { readonly kind: "host-calls"; readonly isolate: Isolate }
  | { readonly kind: "rows"; readonly isolate: Isolate; readonly rows: readonly DebugProtocol.Variable[] };

/** All frames and values that the client may ask about. */
export class References {
  readonly #frames = new Map<number, FrameReference>();
  readonly #containers = new Map<number, Container>();
  readonly #targets = new Map<number, StepInTarget>();
  #lastId = 0;

  /** A number for a frame. */
  addFrame(frame: FrameReference): number {
    this.#lastId += 1;
    this.#frames.set(this.#lastId, frame);
    return this.#lastId;
  }

  /** A number for something that has variables. */
  add(container: Container): number {
    this.#lastId += 1;
    this.#containers.set(this.#lastId, container);
    return this.#lastId;
  }

  /** A number for a call that can be stepped into. */
  addTarget(target: StepInTarget): number {
    this.#lastId += 1;
    this.#targets.set(this.#lastId, target);
    return this.#lastId;
  }

  /** @throws {DapError} `staleReference` when the thread has run on. */
  target(id: number): StepInTarget {
    const target = this.#targets.get(id);
    if (target === undefined) throw new DapError("staleReference");
    return target;
  }

  /** @throws {DapError} `staleReference` when the thread has run on. */
  frame(id: number): FrameReference {
    const frame = this.#frames.get(id);
    if (frame === undefined) throw new DapError("staleReference");
    return frame;
  }

  /** @throws {DapError} `staleReference` when the thread has run on. */
  container(id: number): Container {
    const container = this.#containers.get(id);
    if (container === undefined) throw new DapError("staleReference");
    return container;
  }

  /** Forgets all numbers of an isolate that runs on. */
  forget(isolate: Isolate): void {
    for (const [id, { isolate: owner }] of this.#frames) if (owner === isolate) this.#frames.delete(id);
    for (const [id, { isolate: owner }] of this.#containers) if (owner === isolate) this.#containers.delete(id);
    for (const [id, { isolate: owner }] of this.#targets) if (owner === isolate) this.#targets.delete(id);
  }
}
