/**
 * Calls of functions of another host: what they need, what they give, which functions they call.
 */
import type { FunctionModel, NeedModel } from "../../../../capabilities/profiles/profile.ts";
import { argument, methodsOf } from "../../closures.ts";
import { knownSpecifier } from "../../commonjs.ts";
import { covers } from "../../effects/covers-resource.ts";
import { withoutFileScheme } from "../../effects/path-resource.ts";
import type { Resource } from "../../effects/resource.ts";
import type { Call, Native } from "../../machine.ts";
import type { AbstractObject } from "../../values/object.ts";
import { hole } from "../../values/text.ts";
import { type Atom, NEVER, NULL, truthOf, UNDEFINED, unknownValue, type Value } from "../../values/value.ts";
import { defer, deferListener } from "../deferred.ts";
import { hostEssence } from "../host-values.ts";
import { resultOf } from "../results.ts";
import { requestedBy } from "./http-request.ts";
import { foreignKinds } from "./kinds.ts";
import { optionOf } from "./options.ts";
import { record } from "./record-effect.ts";
import { textsOf } from "../../texts.ts";
import { withoutUrlSlash } from "./roots.ts";
import { resourcesOf } from "./resources.ts";
import { changeFolder } from "./working-folder.ts";

/** Records what a call does, and gives what it returns. */
export function callForeign(object: AbstractObject, call: Call): Value {
  const { model, resource } = hostEssence(object);
  const { frame } = call;
  const { machine } = frame;
  if (model.kind !== "function") return unknownValue("model");
  if (model.runs === true && runsText(call)) return machine.operations.call(unknownValue("reflection"), call);
  for (const need of model.needs) recordNeed(call, { model, need, own: resource });
  frame.mayThrow();
  if (model.runs === true) runFile(call);
  if (model.moves === true) changeFolder(call);
  if (model.hands !== undefined) handOver(call, model.hands);
  callBack(call, model);
  if (machine.dead) return NEVER;
  if (model.result.kind === "never") {
    (machine.recorder.phaseEnd ?? frame.returns).jump();
    return NEVER;
  }
  return resultOf(call, model);
}

/** Whether the first argument of a worker is its code. */
function runsText(call: Call): boolean {
  const options = argument(call.args, 1).filter((atom) => atom.kind === "object");
  return options.length > 0 && !truthOf(optionOf(call, options, "eval")).false;
}

/** A file of the project that runs elsewhere, for what it does. */
function runFile(call: Call): void {
  const { machine } = call.frame;
  for (const text of textsOf(call.frame, argument(call.args, 0), call.site)) {
    const path = knownSpecifier(withoutUrlSlash(withoutFileScheme(text)));
    if (path !== undefined && machine.input.files.has(path)) machine.operations.loadModule(path);
  }
}

interface Asked {
  readonly model: FunctionModel;
  readonly need: NeedModel;
  readonly own: Value | undefined;
}

function recordNeed(call: Call, asked: Asked): void {
  const { need, own } = asked;
  const { kinds, all } = foreignKinds(call, need);
  if (need.resource.form === "http-request") {
    const { urls, connections } = requestedBy(call, need.resource);
    const only = urls.length + connections.length === 1;
    for (const kind of kinds)
      for (const resource of urls)
        record(call, asked, { kind: `http.${kind}`, resource, must: only && kinds.length === 1 });
    for (const resource of connections) record(call, asked, { kind: "net.connect", resource, must: only });
    return;
  }
  const found = resourcesOf(call, need.resource, own);
  for (const kind of kinds) {
    const full = `${need.domain}.${kind}`;
    const resources = found.filter((each) => !found.some((other) => isWithin(full, each, other)));
    for (const resource of resources)
      record(call, asked, { kind: full, resource, must: resources.length === 1 && (all || kinds.length === 1) });
  }
}

function isWithin(kind: string, narrow: Resource, wide: Resource): boolean {
  if (wide === narrow || wide.resolution === "exact" || narrow.resource === null || wide.resource === null)
    return false;
  return covers(kind, wide.resource, narrow.resource);
}

/** Functions among the arguments run later: once with the result, or any number of times with anything. */
function callBack(call: Call, model: FunctionModel): void {
  const { machine } = call.frame;
  const { values, rest } = call.args;
  const given = rest === undefined ? values : [...values, rest];
  if (model.callback === true) {
    const last = given.findLast((value) => value.some(isCallable));
    if (last === undefined) return;
    defer(machine, { callee: [settler(call, model, last.filter(isCallable))], call, max: 1 });
    return;
  }
  if (model.calls !== true) return;
  for (const index of model.listeners ?? given.keys()) {
    for (const atom of given[index] ?? []) {
      if (isCallable(atom)) deferListener(call, [atom], model.gives);
      else if (atom.kind === "object" && atom.type === "object") callMembers(call, atom, model);
    }
  }
}

/** Calls back with the result, or with an error when the host fails. */
function settler(call: Call, model: FunctionModel, callee: Value): AbstractObject {
  const { machine } = call.frame;
  const back = (error: Value, result: Value): Value =>
    machine.operations.call(callee, {
      ...call,
      self: UNDEFINED,
      args: { values: [error, result], rest: unknownValue("callee") },
    });
  const implementation: Native = () =>
    machine.branch([
      () => back(NULL, resultOf(call, { ...model, sync: true })),
      () => {
        machine.journal.implicit = true;
        return back([{ kind: "unknown", hole: hole("callee"), truthy: true }], UNDEFINED);
      },
    ]);
  return machine.newObject("native", { essence: { name: "callback", implementation, bound: callee } });
}

/** Calls one of its arguments once, with others. */
function handOver(call: Call, { callee, from, to }: NonNullable<FunctionModel["hands"]>): void {
  const { rest, values } = call.args;
  const args = { values: values.slice(from, to), rest: to === undefined ? rest : undefined };
  defer(call.frame.machine, { callee: argument(call.args, callee), call: { ...call, self: UNDEFINED, args }, max: 1 });
}

/** Functions in options: `{ onListen() {} }`. */
function callMembers(call: Call, options: AbstractObject, model: FunctionModel): void {
  for (const value of methodsOf(options))
    for (const atom of value) if (isCallable(atom)) deferListener({ ...call, self: [options] }, [atom], model.gives);
}

function isCallable(atom: Atom): boolean {
  return (
    atom.kind === "object" &&
    (atom.type === "function" || atom.type === "native" || atom.type === "host" || atom.type === "proxy")
  );
}
