/**
 * The profile of Deno: its namespace, web APIs, and Node's modules.
 *
 * Source: https://docs.deno.com/api/deno/, https://docs.deno.com/runtime/fundamentals/security/
 */
import { DENO_FS, DENO_OBJECTS } from "./deno-fs.ts";
import { DENO_MACHINE, DENO_NET, DENO_NET_OBJECTS } from "./deno-system.ts";
import { STD_PROGRAMS, STD_PURE, stdSpecifier } from "./deno-std.ts";
import { named, object } from "./models.ts";
import { BUILT_IN, NODE_GLOBALS, NODE_MODULES, NODE_OBJECTS, NODE_PURE, nodeSpecifier } from "./node.ts";
import { NODE_PROGRAMS } from "./node-programs.ts";
import type { HostModel, Profile } from "./profile.ts";
import { WORKER } from "./web.ts";

const NAMESPACE: HostModel = object({ ...DENO_FS, ...DENO_NET, ...DENO_MACHINE });

function canonical(specifier: string): string | undefined {
  if (specifier.startsWith("host:")) return specifier;
  return stdSpecifier(specifier) ?? nodeSpecifier(specifier);
}

/** Deno. */
export const DENO_PROFILE: Profile = {
  name: "deno",
  modules: { ...NODE_MODULES, ...BUILT_IN },
  globals: { ...NODE_GLOBALS, ...named("", { Deno: NAMESPACE, Worker: WORKER }) },
  objects: { ...NODE_OBJECTS, ...DENO_OBJECTS, ...DENO_NET_OBJECTS },
  foreign: {
    pure: new Set([...NODE_PURE, STD_PURE]),
    programs: { ...NODE_PROGRAMS, ...STD_PROGRAMS },
    canonical,
    conditions: ["deno", "node", "module-sync", "default"],
  },
};
