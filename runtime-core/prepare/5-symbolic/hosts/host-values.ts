/**
 * Host modules and globals as values.
 */
import type { HostModel, ObjectModel } from "../../../capabilities/profiles/profile.ts";
import { PATH_FUNCTIONS } from "../builtins/paths.ts";
import type { Machine } from "../machine.ts";
import { AbstractObject, EMPTY_CONTENT } from "../values/object.ts";
import type { Value } from "../values/value.ts";

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

const modules = new WeakMap<Machine, Map<string, AbstractObject>>();

/** The namespace of a host module; undefined when the profile has no such module. */
export function hostModule(machine: Machine, specifier: string): AbstractObject | undefined {
  const models = machine.profile.modules[specifier];
  if (models === undefined) return undefined;
  const known = modules.get(machine) ?? new Map<string, AbstractObject>();
  modules.set(machine, known);
  let object = known.get(specifier);
  if (object === undefined) {
    const model: ObjectModel = { kind: "object", name: specifier, members: models };
    object = hostObject({ model });
    if (specifier === "ambit:path") {
      const members = Object.entries(PATH_FUNCTIONS).map(([name, native]): [string, Value] => [
        name,
        [machine.native(`path.${name}`, native)],
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
export function hostObject(essence: HostEssence): AbstractObject {
  const { model, resource } = essence;
  const object = new AbstractObject("host", 0, { essence });
  if (model.kind === "object") {
    const members = Object.entries(model.members).map(([name, member]): [string, Value] => [
      name,
      [hostObject({ model: member, resource })],
    ]);
    object.state = { ...EMPTY_CONTENT, members: new Map(members) };
  }
  return object;
}
