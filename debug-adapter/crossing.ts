/**
 * Where an isolate calls the host: two functions of the prelude. V8 can stop there while the caller's frames are on the stack.
 */
import { type CapabilityName, capability } from "../runtime-core/capabilities/table.ts";
import type { Capability } from "../runtime-core/capabilities/capability.ts";
import type { CallFrame } from "./cdp.ts";
import type { Isolate } from "./debuggee.ts";
import { preludePlaces } from "./prelude-places.ts";

/** How they begin in the text of the prelude, with or without spaces. */
const ENTRIES = [/function call\(name, ?args\) ?\{/, /function callSync\(name, ?args\) ?\{/] as const;

/** A call of the host that has not been made yet. */
export interface ComingCall {
  readonly row: Capability;
  /** What the permissions depend on; other arguments are left out. */
  readonly args: readonly unknown[];
}

/** Stops isolates at their calls of the host. */
export class Crossing {
  /** Breakpoint ids of V8. */
  readonly #set = new WeakMap<Isolate, readonly string[]>();
  readonly #last = new WeakMap<Isolate, Promise<void>>();

  /** Has an isolate stop at its calls of these functions, and of no others. */
  async watch(isolate: Isolate, names: readonly CapabilityName[]): Promise<void> {
    // One after the other: what is taken away must have been set.
    const last = this.#last.get(isolate) ?? Promise.resolve();
    const watching = last.catch(() => {}).then(() => this.#watch(isolate, names));
    this.#last.set(isolate, watching);
    await watching;
  }

  async #watch(isolate: Isolate, names: readonly CapabilityName[]): Promise<void> {
    const before = this.#set.get(isolate) ?? [];
    this.#set.set(isolate, []);
    await isolate.breakpoints.remove(before);
    if (names.length === 0) return;
    const condition = names.map((name) => `name === ${JSON.stringify(name)}`).join(" || ");
    const places = await preludePlaces(isolate, ENTRIES);
    const set = places.map((location) =>
      isolate.breakpoints.set({ method: "Debugger.setBreakpoint", params: { location, condition } }),
    );
    this.#set.set(
      isolate,
      (await Promise.all(set)).map(({ id }) => id),
    );
  }

  /** The call at which an isolate stands, when one of these breakpoints was hit. */
  async callAt(
    isolate: Isolate,
    frame: CallFrame | undefined,
    hit: readonly string[],
  ): Promise<ComingCall | undefined> {
    const set = this.#set.get(isolate) ?? [];
    if (frame === undefined || !hit.some((id) => set.includes(id))) return undefined;
    const read = (expression: string): Promise<unknown> => isolate.inspector.valueInFrame(frame, expression);
    const row = capability((await read("name")) as CapabilityName);
    return { row, args: (await read(`[${argumentsOf(row).join()}]`)) as readonly unknown[] };
  }
}

/** Expressions for the arguments that the needs of a row depend on: texts, and objects of the options. */
function argumentsOf({ needs }: Capability): readonly string[] {
  const options = new Map<number, Set<string>>();
  const note = (index: number, name: string): unknown =>
    options.set(index, (options.get(index) ?? new Set()).add(name));
  const texts = new Set<number>();
  for (const { kind, resource } of needs) {
    texts.add(resource.argument);
    if (resource.below !== undefined) note(resource.below.argument, resource.below.option);
    if (typeof kind === "object" && "option" in kind) note(kind.option.argument, kind.option.name);
    if (typeof kind === "object" && "httpMethod" in kind) note(kind.httpMethod.argument, "method");
  }
  const last = Math.max(-1, ...texts, ...options.keys());
  return Array.from({ length: last + 1 }, (_, index) => {
    const names = [...(options.get(index) ?? [])].map((name) => `${name}: args[${index}]?.${name}`);
    if (names.length > 0) return `{ ${names.join()} }`;
    return texts.has(index) ? `args[${index}]` : "null";
  });
}
