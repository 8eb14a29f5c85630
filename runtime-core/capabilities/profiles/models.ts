/**
 * Words in which the tables of other hosts are written.
 */
import type {
  FunctionModel,
  HostModel,
  KindModel,
  NeedModel,
  ResourceModel,
  ResultModel,
  ValueModel,
} from "./profile.ts";

export const NOTHING: ResultModel = { kind: "nothing" };
export const FILE_CONTENT: ResultModel = { kind: "content", reason: "file-content" };
export const NET_CONTENT: ResultModel = { kind: "content", reason: "net-content" };
/** Something of the host that nothing is known about and that does nothing. */
export const CONTENT: ResultModel = { kind: "content", reason: "callee" };

/** Functions by name. */
export type Table = Readonly<Record<string, HostModel>>;

/** What a function is besides its needs and its result. */
export type Manner = Partial<Omit<FunctionModel, "kind" | "name" | "needs" | "result">>;

/** A need: "fs.read" of the first argument, unless the resource says else. */
export function need(permission: string, resource: Partial<ResourceModel> = {}): NeedModel {
  const [domain = "", kind = ""] = permission.split(".");
  return needOfKind(domain, kind, resource);
}

/** A need whose kind depends on the call. */
export function needOfKind(domain: string, kind: KindModel, resource: Partial<ResourceModel> = {}): NeedModel {
  const form = resource.form ?? (domain === "fs" ? "path" : "name");
  const argument = resource.constant === undefined ? (resource.argument ?? 0) : undefined;
  return { domain, kind, resource: { ...resource, form, argument } };
}

/** A function that returns a promise. */
export function deferred(
  needs: readonly NeedModel[],
  result: ResultModel = NOTHING,
  manner: Manner = {},
): FunctionModel {
  return { kind: "function", name: "", sync: false, needs, result, calls: true, ...manner };
}

/** A function that returns at once. */
export function direct(needs: readonly NeedModel[], result: ResultModel = NOTHING, manner: Manner = {}): FunctionModel {
  return { kind: "function", name: "", sync: true, needs, result, calls: true, ...manner };
}

/** A function that returns at once and calls back when it is done. */
export function calledBack(needs: readonly NeedModel[], result: ResultModel = NOTHING): FunctionModel {
  return { kind: "function", name: "", sync: true, needs, result, callback: true };
}

/** A function without needs; functions that are given to it are called. */
export function pure(result: ResultModel = CONTENT): FunctionModel {
  return direct([], result);
}

/** A member that is no function. */
export function value(model: ResultModel): ValueModel {
  return { kind: "value", value: model };
}

/** The same function under several names. */
export function each(names: string, model: HostModel): Table {
  return Object.fromEntries(names.split(" ").map((name) => [name, model]));
}

/** An object of the host. */
export function object(members: Table): HostModel {
  return { kind: "object", name: "", members };
}

/** A table with its names written into its functions. */
export function named(owner: string, table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).map(([name, model]): [string, HostModel] => {
      const full = owner === "" ? name : `${owner}.${name}`;
      if (model.kind === "value") return [name, model];
      if (model.kind === "object") return [name, { ...model, name: full, members: named(full, model.members) }];
      const members = model.members === undefined ? {} : { members: named(full, model.members) };
      return [name, { ...model, name: full, ...members }];
    }),
  );
}
