/**
 * Proxies: reading, writing and calling go to the traps of the handler, or to the target.
 */
import type { ts } from "../1-parse/syntax.ts";
import type { Frame } from "./frame.ts";
import type { Call } from "./machine.ts";
import { arrayOf } from "./objects.ts";
import type { AbstractObject } from "./values/object.ts";
import { NEVER, type Value } from "./values/value.ts";

interface Parts {
  readonly target: Value;
  readonly handler: Value;
}

function partsOf(proxy: AbstractObject): Parts {
  return { target: proxy.state.slots.get("target") ?? NEVER, handler: proxy.state.slots.get("handler") ?? NEVER };
}

function trapOf(frame: Frame, handler: Value, at: { readonly name: string; readonly site: ts.Node }): Value {
  const trap = frame.machine.operations.get(frame, handler, at.name, at.site);
  return trap.filter((atom) => atom.kind === "object" || atom.kind === "unknown");
}

/** `proxy[key]` */
export function getOfProxy(
  frame: Frame,
  proxy: AbstractObject,
  at: { readonly key: Value; readonly site: ts.Node },
): Value {
  const { target, handler } = partsOf(proxy);
  const trap = trapOf(frame, handler, { name: "get", site: at.site });
  if (trap.length === 0) return frame.machine.operations.element(frame, target, at);
  const values = [target, at.key, [proxy]];
  return frame.machine.operations.call(trap, { frame, self: handler, args: { values }, site: at.site });
}

/** `proxy.name = value` */
export function setOfProxy(
  frame: Frame,
  proxy: AbstractObject,
  at: { readonly name: Value; readonly value: Value; readonly site: ts.Node },
): void {
  const { target, handler } = partsOf(proxy);
  const trap = trapOf(frame, handler, { name: "set", site: at.site });
  if (trap.length === 0) return frame.machine.operations.set(frame, target, at);
  frame.machine.operations.call(trap, {
    frame,
    self: handler,
    args: { values: [target, at.name, at.value, [proxy]] },
    site: at.site,
  });
}

/** `proxy(…)` and `new proxy(…)` */
export function callProxy(proxy: AbstractObject, call: Call): Value {
  const { target, handler } = partsOf(proxy);
  const { frame, site, args } = call;
  const { operations } = frame.machine;
  const trap = trapOf(frame, handler, { name: call.construct === true ? "construct" : "apply", site });
  if (trap.length === 0)
    return call.construct === true ? operations.construct(target, call) : operations.call(target, call);
  const list: Value = [arrayOf(frame.machine, args.values, { more: args.rest, site })];
  const values = call.construct === true ? [target, list] : [target, call.self, list];
  return operations.call(trap, { frame, self: handler, args: { values }, site });
}
