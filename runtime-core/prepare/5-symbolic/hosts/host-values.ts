/**
 * Host modules and globals as values.
 */
import type { HostModel, ObjectModel } from "../../../capabilities/profiles/profile.ts";
import { FILE_URL_FUNCTIONS, PATH_FUNCTIONS } from "../builtins/paths.ts";
import type { Machine, Native } from "../machine.ts";
import { memberResult } from "./foreign/results.ts";
import { AbstractObject, EMPTY_CONTENT } from "../values/object.ts";
import { unknownValue, type Value } from "../values/value.ts";

/** What a host object or function is made of. */
export interface HostEssence {
  readonly model: HostModel;
  /** The resource that the object stands for: the name of a database. */
  readonly resource?: Value | undefined;
  /** What iterating it gives. */
  readonly elements?: Value | undefined;
}

export function hostEssence(object: AbstractObject): HostEssence {
  return object.essence as HostEssence;
}

/** The namespace of a host module; undefined when the profile has no such module. */
export function hostModule(machine: Machine, specifier: string): AbstractObject | undefined {
  const models = Object.hasOwn(machine.profile.modules, specifier) ? machine.profile.modules[specifier] : undefined;
  if (models === undefined) return undefined;
  const known = machine.platform.hostModules;
  let object = known.get(specifier);
  if (object === undefined) {
    const model: ObjectModel = { kind: "object", name: specifier, members: models };
    object = hostObject({ model }, machine);
    const natives = NATIVE_MODULES[specifier];
    if (natives !== undefined) {
      const members = Object.entries(natives).map(([name, native]): [string, Value] => [
        name,
        [machine.native(`${specifier}.${name}`, native)],
      ]);
      object.state = {
        ...EMPTY_CONTENT,
        members: new Map([...object.state.members, ...members, ["sep", [{ kind: "string", text: ["/"] }]]]),
      };
    }
    known.set(specifier, object);
  }
  return object;
}

/** A host object with its members. */
export function hostObject(essence: HostEssence, machine?: Machine): AbstractObject {
  const { model, resource } = essence;
  const object = new AbstractObject("host", 0, { essence });
  const inner = model.kind === "value" ? undefined : model.members;
  if (inner !== undefined) {
    const members = Object.entries(inner).map(([name, member]): [string, Value] => [
      name,
      member.kind === "value" && machine !== undefined
        ? (memberResult(machine, member.value) ?? unknownValue("model"))
        : [hostObject({ model: member, resource }, machine)],
    ]);
    object.state = { ...EMPTY_CONTENT, members: new Map(members) };
  }
  return object;
}

/** A global of the host: an object, a function, or a value. */
export function hostGlobal(machine: Machine, model: HostModel): Value {
  if (model.kind === "value") return memberResult(machine, model.value) ?? unknownValue("model");
  return [hostObject({ model }, machine)];
}

/** Modules whose functions are built in. */
const NATIVE_MODULES: Readonly<Record<string, Readonly<Record<string, Native>>>> = {
  "ambit:path": PATH_FUNCTIONS,
  "host:path": PATH_FUNCTIONS,
  "host:url": FILE_URL_FUNCTIONS,
};
