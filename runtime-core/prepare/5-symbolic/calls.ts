/**
 * Calling a value, whatever it is: a function of the source, of the platform, of the host, or one that is not known.
 */
import type { UnknownReason } from "../effect.ts";
import { constructClosure } from "./classes.ts";
import { callClosure } from "./functions.ts";
import { callHost } from "./hosts/call-host.ts";
import { callForeign } from "./hosts/foreign/call-foreign.ts";
import { calledBinding } from "./hosts/foreign/environment.ts";
import { isHostPlace, placeOf } from "./hosts/foreign/place.ts";
import { escape } from "./hosts/escape.ts";
import type { Call, NativeEssence } from "./machine.ts";
import { callProxy } from "./proxies.ts";
import { textsOf } from "./texts.ts";
import type { AbstractObject } from "./values/object.ts";
import { joinedHole } from "./values/text.ts";
import { ANY_FUNCTION, type Atom, NEVER, UNDEFINED, unknownValue, type Value } from "./values/value.ts";

/** The value of a call; several callees are alternatives. */
export function callValue(callee: Value, call: Call): Value {
  const { machine } = call.frame;
  if (machine.dead) return NEVER;
  const [first] = callee;
  if (callee.length === 1 && first !== undefined && isCallable(first)) return callAtom(first, call);
  const callable = callee.filter(isCallable);
  const [only] = callable;
  if (only === undefined) return notCallable(call);
  if (callable.length === 1) return callAtom(only, call);
  return machine.branch(callable.map((atom) => () => callAtom(atom, call)));
}

function isCallable(atom: Atom): boolean {
  return atom.kind === "object" || atom.kind === "unknown";
}

/** Calling what is no function throws; the run goes on with an unknown value, for what is missing here may exist there. */
function notCallable(call: Call): Value {
  call.frame.mayThrow();
  return unknownValue("callee");
}

function callAtom(atom: Atom, call: Call): Value {
  if (atom.kind === "unknown") {
    const binding = calledBinding(call.frame.machine, atom.hole);
    return binding === undefined ? callUnknown(call, atom.hole.reason) : callForeign(binding, call);
  }
  if (atom.kind !== "object") return NEVER;
  switch (atom.type) {
    case "function":
      return callClosure(atom, call);
    case "native":
      return callNative(atom, call);
    case "host":
      return call.frame.machine.profile.foreign === undefined ? callHost(atom, call) : callForeign(atom, call);
    case "proxy":
      return call.frame.machine.deeper(() => callProxy(atom, call));
    default:
      return callUnknown(call, "callee");
  }
}

function callNative(object: AbstractObject, call: Call): Value {
  const { implementation, name } = object.essence as NativeEssence;
  const { machine } = call.frame;
  machine.step();
  call.frame.mayThrow();
  if (!machine.enter()) return unknownValue("budget");
  if (!name.startsWith("console.")) machine.absentResults.give(call.args, machine.journal);
  try {
    const value = implementation(call);
    return machine.dead ? NEVER : value;
  } finally {
    machine.leave();
  }
}

const DATA_REASONS = new Set<UnknownReason>([
  "file-content",
  "net-content",
  "data-content",
  "env",
  "random",
  "clock",
  "secret",
]);

/** A function that is not known can do what was given to it. */
function callUnknown(call: Call, reason: UnknownReason): Value {
  call.frame.mayThrow();
  call.frame.machine.absentResults.give(call.args, call.frame.machine.journal);
  const kinds = escape(call);
  const isImport = ANY_FUNCTION.has(reason) || isUnmodelled(call, reason);
  const place = placeOf(call);
  if ((kinds.length > 0 || isImport || isLost(call)) && !isHostPlace(place)) {
    call.frame.machine.recorder.unknown({
      file: place.frame.file,
      site: place.site,
      reason: isImport ? reason : "callee",
      detail: "the function that is called is not known",
      kinds: isImport || kinds.length === 0 ? null : kinds,
    });
  }
  const passes =
    DATA_REASONS.has(reason) || reason === "import" || reason === "reflection" || isUnmodelled(call, reason);
  return unknownValue(passes ? reason : "callee");
}

/** Where the run did not come by, nothing is known of the functions that a function is given. */
function isLost(call: Call): boolean {
  return !call.frame.machine.followsCalls && call.self.every((atom) => atom.kind === "undefined");
}

/** A function of another host that has no model can do anything. */
function isUnmodelled(call: Call, reason: UnknownReason): boolean {
  return (reason === "model" || reason === "budget") && call.frame.machine.profile.foreign !== undefined;
}

/** The value of `new callee(…)`. */
export function constructValue(callee: Value, call: Call): Value {
  const { machine } = call.frame;
  if (machine.dead) return NEVER;
  const callable = callee.filter(isCallable);
  const [only] = callable;
  if (only === undefined) return unknownValue("callee");
  const construct = (atom: Atom): Value => {
    if (atom.kind === "object" && atom.type === "function") return constructClosure(atom, { ...call, self: UNDEFINED });
    const value = callAtom(atom, call);
    return value.some(({ kind }) => PRIMITIVES.has(kind)) ? value.flatMap((each) => wrapped(call, each)) : value;
  };
  return callable.length === 1 ? construct(only) : machine.branch(callable.map((atom) => () => construct(atom)));
}

const PRIMITIVES: ReadonlySet<string> = new Set(["string", "number", "range", "boolean"]);

/** `new String("a")` is an object, of which only the text is followed. */
function wrapped(call: Call, atom: Atom): Value {
  if (!PRIMITIVES.has(atom.kind)) return [atom];
  const text = textsOf(call.frame, [atom], call.site).flat();
  return [{ kind: "unknown", hole: joinedHole(text, "model"), truthy: true }];
}
