/**
 * The profile of Node.
 */
import { CONTENT, direct, named, NOTHING, pure, type Table, value } from "./models.ts";
import { FS, FS_PROMISES } from "./node-fs.ts";
import { NET_MODULES, NET_OBJECTS } from "./node-net.ts";
import { MACHINE_MODULES, MACHINE_OBJECTS, PROCESS_GLOBAL } from "./node-process.ts";
import { NODE_PROGRAMS } from "./node-programs.ts";
import type { HostModel, ObjectModel, Profile } from "./profile.ts";
import { EVENT_SOURCE, FETCH, PURE_GLOBALS, WEB_OBJECTS, WEB_SOCKET, WEB_SOCKET_STREAM } from "./web.ts";

/** Modules of Node that do nothing but compute, without "node:". */
const PURE =
  "zlib crypto perf_hooks string_decoder punycode diagnostics_channel trace_events test test/reporters tty readline " +
  "readline/promises util/types stream/web stream/consumers constants domain sys sea inspector/promises console repl ";

export const NODE_PURE: ReadonlySet<string> = new Set(
  PURE.trim()
    .split(" ")
    .map((name) => `node:${name}`),
);

export const NODE_MODULES: Readonly<Record<string, Table>> = Object.fromEntries(
  Object.entries({ fs: FS, "fs/promises": FS_PROMISES, ...NET_MODULES, ...MACHINE_MODULES }).map(([name, members]) => [
    `node:${name}`,
    named(name, members),
  ]),
);

/** What programs of `node-programs.ts` import. */
export const BUILT_IN: Readonly<Record<string, Table>> = {
  "host:calls": { later: pure(NOTHING), anything: pure(CONTENT) },
  "host:path": {},
  "host:url": {},
};

export const NODE_OBJECTS: Readonly<Record<string, ObjectModel>> = Object.fromEntries(
  Object.entries({ ...NET_OBJECTS, ...WEB_OBJECTS, ...MACHINE_OBJECTS }).map(([name, model]) => [
    name,
    { ...model, members: named(model.name, model.members) },
  ]),
);

export const NODE_GLOBALS: Readonly<Record<string, HostModel>> = {
  ...PURE_GLOBALS,
  ...named("", { fetch: FETCH, WebSocket: WEB_SOCKET, WebSocketStream: WEB_SOCKET_STREAM, EventSource: EVENT_SOURCE }),
  process: { ...PROCESS_GLOBAL, name: "process", members: named("process", PROCESS_GLOBAL.members) },
  Buffer: value(CONTENT),
  gc: direct([]),
};

/** The specifier with "node:" in front; undefined for what is no module of Node. */
export function nodeSpecifier(specifier: string): string | undefined {
  const full = specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  const known = Object.hasOwn(NODE_MODULES, full) || Object.hasOwn(NODE_PROGRAMS, full) || NODE_PURE.has(full);
  return known || specifier.startsWith("node:") ? full : undefined;
}

export const NODE_PROFILE: Profile = {
  name: "node",
  modules: { ...NODE_MODULES, ...BUILT_IN },
  globals: NODE_GLOBALS,
  objects: NODE_OBJECTS,
  foreign: {
    pure: NODE_PURE,
    programs: NODE_PROGRAMS,
    canonical: (specifier) => (specifier.startsWith("host:") ? specifier : nodeSpecifier(specifier)),
    conditions: ["node", "module-sync", "default"],
  },
};
