/** Requests that come from outside, as handlers get them. */
import type { FunctionModel } from "../../../capabilities/profiles/profile.ts";
import type { Machine } from "../machine.ts";
import { hole } from "../values/text.ts";
import { memberStore } from "../values/unknown.ts";
import { type Atom, textValue, unknownValue, type Value } from "../values/value.ts";

/** A `Request` from outside: its method can be any. */
export function asRequest(machine: Machine, value: Value, request: "given" | "named" = "given"): Value {
  const marked = value.map((atom) =>
    atom.kind === "unknown" && atom.members === undefined ? { ...atom, hole: { ...atom.hole, request } } : atom,
  );
  return memberStore(machine, marked);
}

/** Whether a value from outside is a request. */
export function isRequest(atom: Atom): boolean {
  return atom.kind === "unknown" && (atom.hole.request === "given" || atom.hole.request === "named");
}

/** What a handler is given first; undefined when nothing is said of it. */
export function givenFirst(machine: Machine, gives: FunctionModel["gives"]): Value | undefined {
  if (gives === undefined) return undefined;
  const value = asRequest(machine, unknownValue("net-content"));
  if (gives === "request") return value;
  const path = textValue(["/", hole("net-content", { deep: true })]);
  for (const atom of value) if (atom.kind === "unknown") atom.members?.member(machine, "url", () => path);
  return value;
}
