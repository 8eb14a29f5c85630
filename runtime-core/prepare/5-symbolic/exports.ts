/**
 * What the host can call: each exported function is a phase of its own, with arguments from outside.
 */
import { ts } from "../1-parse/syntax.ts";
import type { Phase } from "../effect.ts";
import { closureEssence, hasModifier } from "./closures.ts";
import type { Frame } from "./frame.ts";
import type { Machine } from "./machine.ts";
import { exportNames, exportValue, type ModuleRecord } from "./modules.ts";
import { ENVIRONMENT } from "./hosts/foreign/environment-value.ts";
import { parameterValue } from "./parameters.ts";
import type { AbstractObject } from "./values/object.ts";
import { memberStore } from "./values/unknown.ts";
import { isNullish, NEVER, UNDEFINED, unknownValue, type Value } from "./values/value.ts";

/** One function that the host can call. */
export interface EntryPoint {
  readonly phase: Phase;
  run(): void;
}

/** All entry points of a module. */
export function entryPoints(machine: Machine, record: ModuleRecord): readonly EntryPoint[] {
  const { frame } = record;
  if (frame === undefined) return [];
  return exportNames(record).flatMap((name) =>
    exportValue(record, name).flatMap((atom) =>
      atom.kind === "object" ? entriesOf(machine, atom, { frame, name }) : [],
    ),
  );
}

function entriesOf(
  machine: Machine,
  object: AbstractObject,
  at: { frame: Frame; name: string },
): readonly EntryPoint[] {
  const phase: Phase = `export:${at.name}`;
  if (object.type === "native" || object.type === "host")
    return [
      {
        phase,
        run: () => callFromOutside(machine, { callee: [object], self: UNDEFINED, frame: at.frame, main: false }),
      },
    ];
  if (object.type === "function" && closureEssence(object).classNode !== undefined)
    return classEntries(machine, object, at);
  const isMain = at.name === "default" || at.name === "main";
  if (object.type === "function")
    return [
      {
        phase,
        run: () => callFromOutside(machine, { callee: [object], self: UNDEFINED, frame: at.frame, main: isMain }),
      },
    ];
  if (object.type !== "object") return [];
  return [...object.state.members].flatMap(([name, value]) =>
    value.flatMap((atom): readonly EntryPoint[] => {
      if (atom.kind !== "object" || (atom.type !== "function" && atom.type !== "native" && atom.type !== "host"))
        return [];
      return [
        {
          phase: `${phase}.${name}` as Phase,
          run: () => callFromOutside(machine, { callee: [atom], self: [object], frame: at.frame, main: false }),
        },
      ];
    }),
  );
}

/** The constructor and each method of an instance made with arguments from outside; static methods. */
function classEntries(
  machine: Machine,
  object: AbstractObject,
  at: { frame: Frame; name: string },
): readonly EntryPoint[] {
  const { prototype, classNode } = closureEssence(object);
  const phase: Phase = `export:${at.name}`;
  const { frame } = at;
  const site = frame.node ?? object.site;
  if (classNode === undefined || site === undefined) return [];
  const instance = (): Value =>
    machine.operations.construct([object], {
      frame,
      self: UNDEFINED,
      args: { values: constructorArguments(machine, object), rest: fromOutside(machine) },
      site,
      construct: true,
    });
  const entries: EntryPoint[] = hasModifier(classNode, ts.SyntaxKind.AbstractKeyword)
    ? []
    : [{ phase, run: () => void instance() }];
  for (let holder = prototype; holder !== undefined; holder = holder.proto) {
    for (const name of [...holder.state.members.keys(), ...(holder.state.accessors?.keys() ?? [])]) {
      if (name === "constructor" || name.startsWith("#")) continue;
      entries.push({
        phase: `${phase}.${name}` as Phase,
        run: () => {
          machine.recorder.muted++;
          const self = instance();
          machine.recorder.muted--;
          const callee = machine.operations.get(frame, self, name, site);
          if (callee.some((atom) => atom.kind === "object" && atom.type === "function"))
            callFromOutside(machine, { callee, self, frame, main: false });
        },
      });
    }
  }
  for (const [name, value] of object.state.members) {
    if (name === "prototype" || !value.some((atom) => atom.kind === "object" && atom.type === "function")) continue;
    entries.push({
      phase: `${phase}.${name}` as Phase,
      run: () => callFromOutside(machine, { callee: value, self: [object], frame, main: false }),
    });
  }
  return entries;
}

/** What the host gives to a constructor; where the environment holds bindings, it is the second argument. */
function constructorArguments(machine: Machine, object: AbstractObject): readonly Value[] {
  const { foreign } = machine.profile;
  if (foreign === undefined) return [];
  if (foreign.bindings === true) return [fromOutside(machine, "ctx"), ENVIRONMENT];
  const { node } = closureEssence(object);
  return ts.isConstructorDeclaration(node)
    ? node.parameters.map((_, i) => fromOutside(machine, nameOfParameter(machine, node, i)))
    : [];
}

/** A value that the caller gives. */
export function fromOutside(machine: Machine, name?: string): Value {
  const symbol = machine.profile.foreign === undefined || name === undefined ? undefined : `param:${name}`;
  if (symbol !== undefined && name === "env" && machine.profile.foreign?.bindings === true) return ENVIRONMENT;
  return memberStore(machine, unknownValue("parameter", { symbol }));
}

/** Handlers of events, whose second argument is the environment where it holds bindings. */
const HANDLERS = /\.(fetch|scheduled|queue|email|tail|trace|tailStream|alarm|test)$/;

function nameOfParameter(
  machine: Machine,
  node: ts.FunctionLikeDeclaration | undefined,
  index: number,
): string | undefined {
  const name = node?.parameters[index]?.name;
  if (index === 1 && machine.profile.foreign?.bindings === true && HANDLERS.test(machine.recorder.phase)) return "env";
  return name !== undefined && ts.isIdentifier(name) ? name.text : `${index}`;
}

function callFromOutside(machine: Machine, call: { callee: Value; self: Value; frame: Frame; main: boolean }): void {
  const { callee, self, frame } = call;
  const [only] = callee;
  const node = only?.kind === "object" && only.type === "function" ? closureEssence(only).node : undefined;
  const count = node?.parameters.filter((parameter) => parameter.dotDotDotToken === undefined).length ?? 0;
  const values = Array.from({ length: count }, (_, i) =>
    i === 0 && call.main && machine.profile.foreign === undefined
      ? parameterValue(machine)
      : fromOutside(machine, nameOfParameter(machine, node, i)),
  );
  const site = node ?? frame.node;
  if (site === undefined) return;
  const result = machine.operations.call(callee, { frame, self, args: { values, rest: fromOutside(machine) }, site });
  returnToHost(machine, result, { frame, site });
}

/** What the host does with a result: it may call functions in it, and reads what a generator yields. */
function returnToHost(machine: Machine, result: Value, at: { frame: Frame; site: ts.Node }): void {
  const values = result.flatMap((atom): Value =>
    atom.kind === "object" && atom.type === "promise" ? (atom.state.slots.get("value") ?? NEVER) : [atom],
  );
  for (const atom of values) {
    if (isNullish(atom) || atom.kind !== "object") continue;
    const members =
      atom.type === "function" ? [[atom] as Value] : atom.type === "object" ? [...atom.state.members.values()] : [];
    for (const value of members) {
      if (
        !value.some(
          (each) => each.kind === "object" && each.type === "function" && closureEssence(each).classNode === undefined,
        )
      )
        continue;
      machine.deferred.push({
        callee: value,
        call: { frame: at.frame, self: [atom], args: { values: [], rest: fromOutside(machine) }, site: at.site },
        max: Infinity,
      });
    }
  }
}
