/**
 * The profile of Deno: its namespace, web APIs, and Node's modules.
 *
 * Source: https://docs.deno.com/api/deno/, https://docs.deno.com/runtime/fundamentals/security/
 */
import { DENO_FS } from "./deno-fs.ts";
import { DENO_MACHINE, DENO_NET, DENO_NET_OBJECTS } from "./deno-system.ts";
import { STD_PROGRAMS, STD_PURE, stdSpecifier } from "./deno-std.ts";
import { named, need, object, type Table } from "./models.ts";
import { BUILT_IN, NODE_GLOBALS, NODE_MODULES, NODE_OBJECTS, NODE_PURE, nodeSpecifier } from "./node.ts";
import { NODE_PROGRAMS } from "./node-programs.ts";
import type { FunctionModel, HostModel, Profile } from "./profile.ts";
import { FETCH, WORKER } from "./web.ts";

/** Children of Node's modules get all variables, which are read for them. */
const STARTING: Readonly<Record<string, Table>> = Object.fromEntries(
  ["node:child_process", "node:worker_threads"].map((name) => [name, withVariables(NODE_MODULES[name] ?? {})]),
);

function withVariables(table: Table): Table {
  const rows = Object.entries(table).map(([name, model]): [string, HostModel] => {
    if (model.kind !== "function" || model.needs.length === 0) return [name, model];
    return [name, { ...model, needs: [...model.needs, need("env.read", { constant: "*" })] }];
  });
  return Object.fromEntries(rows);
}

const FETCH_OR_READ: FunctionModel = { ...FETCH, needs: [...FETCH.needs, need("fs.read", { form: "file-url" })] };

const NAMESPACE: HostModel = object({ ...DENO_FS, ...DENO_NET, ...DENO_MACHINE });

function canonical(specifier: string): string | undefined {
  if (specifier.startsWith("host:")) return specifier;
  return stdSpecifier(specifier) ?? nodeSpecifier(specifier);
}

/** Deno. */
export const DENO_PROFILE: Profile = {
  name: "deno",
  modules: { ...NODE_MODULES, ...BUILT_IN, ...STARTING },
  globals: { ...NODE_GLOBALS, ...named("", { Deno: NAMESPACE, Worker: WORKER, fetch: FETCH_OR_READ }) },
  objects: { ...NODE_OBJECTS, ...DENO_NET_OBJECTS },
  foreign: {
    pure: new Set([...NODE_PURE, STD_PURE]),
    programs: { ...NODE_PROGRAMS, ...STD_PROGRAMS },
    canonical,
    conditions: ["deno", "node", "module-sync", "default"],
  },
};
