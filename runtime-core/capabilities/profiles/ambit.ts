/**
 * The profile of our own host: the capability table, and what the evaluation alone needs to know about results.
 */
import type { Capability, Need } from "../capability.ts";
import { CAPABILITIES } from "../table.ts";
import type { FunctionModel, HostModel, NeedModel, ObjectModel, Profile, ResultModel } from "./profile.ts";

const FILE_CONTENT: ResultModel = { kind: "content", reason: "file-content" };
const DATA_CONTENT: ResultModel = { kind: "content", reason: "data-content" };
const NOTHING: ResultModel = { kind: "nothing" };

/** Results by the name of the capability; nothing when absent. */
const RESULTS: Readonly<Record<string, ResultModel>> = {
  "fs/read-text": FILE_CONTENT,
  "fs/read-bytes": FILE_CONTENT,
  "fs/read-stream": FILE_CONTENT,
  "fs/stat": FILE_CONTENT,
  "fs/watch": FILE_CONTENT,
  "fs/exists": { kind: "boolean" },
  "fs/list": { kind: "entries" },
  "http/fetch": { kind: "response" },
  "env/get": { kind: "environment" },
  "env/has": { kind: "boolean" },
  "env/to-object": { kind: "content", reason: "callee" },
  "secrets/use": { kind: "secret", from: "name" },
  "websocket/connect": { kind: "object", of: "WebSocket" },
  "modules/spawn": DATA_CONTENT,
};

const DATABASE_KINDS = {
  get: "read",
  list: "read",
  count: "read",
  insert: "create",
  update: "update",
  put: "write",
  delete: "delete",
};
const STORE_KINDS = { get: "read", has: "read", set: "write", delete: "write" };

const TABLE: ObjectModel = {
  kind: "object",
  name: "table",
  members: Object.fromEntries(
    Object.entries(DATABASE_KINDS).map(([name, kind]) => [name, onSelf(`table.${name}`, "database", kind)]),
  ),
};

const DATABASE: ObjectModel = {
  kind: "object",
  name: "database",
  members: {
    table: { kind: "function", name: "db.table", sync: true, needs: [], result: { kind: "object", of: "table" } },
    sql: {
      kind: "function",
      name: "db.sql",
      sync: false,
      needs: [{ domain: "database", kind: "read", resource: { form: "sql", argument: 0, within: true } }],
      result: DATA_CONTENT,
    },
  },
};

const STORE: ObjectModel = {
  kind: "object",
  name: "store",
  members: Object.fromEntries(
    Object.entries(STORE_KINDS).map(([name, kind]) => [name, onSelf(`store.${name}`, "store", kind)]),
  ),
};

const WEB_SOCKET: ObjectModel = {
  kind: "object",
  name: "WebSocket",
  members: {
    send: pureFunction("WebSocket.send", NOTHING),
    close: pureFunction("WebSocket.close", NOTHING),
    addEventListener: { ...pureFunction("WebSocket.addEventListener", NOTHING), listeners: [1] },
    removeEventListener: pureFunction("WebSocket.removeEventListener", NOTHING),
  },
  listenerMembers: ["onmessage", "onopen", "onclose", "onerror"],
};

const SERVE: FunctionModel = {
  kind: "function",
  name: "serve",
  sync: false,
  needs: [{ domain: "http", kind: "serve", resource: { form: "host-port", argument: 0 } }],
  result: { kind: "object", of: "Server" },
  listeners: [1],
  gives: "request",
};

const SERVER: ObjectModel = {
  kind: "object",
  name: "Server",
  members: { close: pureFunction("Server.close", NOTHING) },
};

const OWN_MODULES: Readonly<Record<string, Readonly<Record<string, HostModel>>>> = {
  "ambit:module": {
    defineManifest: pureFunction("defineManifest", { kind: "argument" }),
    files: { kind: "value", value: FILE_CONTENT },
  },
  "ambit:http": { serve: SERVE },
  "ambit:secrets": {
    bearer: pureFunction("bearer", { kind: "secret", from: "arguments" }),
    basic: pureFunction("basic", { kind: "secret", from: "arguments" }),
  },
  "ambit:database": { database: pureFunction("database", { kind: "object", of: "database" }) },
  "ambit:store": { store: pureFunction("store", { kind: "object", of: "store" }) },
  "ambit:path": {},
  "ambit:modules": { parent: pureFunction("parent", DATA_CONTENT) },
  "ambit:context": {},
  "ambit:schema": {
    problemsOf: pureFunction("problemsOf", DATA_CONTENT),
    validate: pureFunction("validate", { kind: "argument", argument: 1 }),
  },
};

/** The host of Ambit. */
export const AMBIT_PROFILE: Profile = buildProfile();

function buildProfile(): Profile {
  const modules: Record<string, Record<string, HostModel>> = {};
  for (const [name, members] of Object.entries(OWN_MODULES)) modules[name] = { ...members };
  const globals: Record<string, HostModel> = {};
  const rows: readonly [string, Capability][] = [...Object.entries(CAPABILITIES)];
  for (const [key, row] of rows) {
    if (row.module === "global") {
      if (row.needs.length > 0) globals[row.name] = functionOf(key, row);
      continue;
    }
    const members = (modules[row.module] ??= {});
    if (row.object === undefined) members[row.name] ??= functionOf(key, row);
    else
      members[row.object] = withMember(members[row.object], {
        name: row.object,
        member: row.name,
        model: functionOf(key, row),
      });
  }
  return {
    name: "ambit",
    modules,
    globals,
    objects: { table: TABLE, database: DATABASE, store: STORE, WebSocket: WEB_SOCKET, Server: SERVER },
  };
}

function withMember(
  known: HostModel | undefined,
  rest: { name: string; member: string; model: FunctionModel },
): ObjectModel {
  const members = known?.kind === "object" ? known.members : {};
  return { kind: "object", name: rest.name, members: { ...members, [rest.member]: rest.model } };
}

function functionOf(key: string, row: Capability): FunctionModel {
  return {
    kind: "function",
    name: row.object === undefined ? row.name : `${row.object}.${row.name}`,
    sync: row.sync ?? false,
    needs: row.needs.map(needOf),
    result: RESULTS[key] ?? NOTHING,
    absent: /: string \| (undefined|null)$/.exec(row.signature)?.[1] as FunctionModel["absent"],
  };
}

function needOf({ domain, kind, resource }: Need): NeedModel {
  if (resource.argument < 0) return { domain, kind, resource: { form: resource.as, constant: "*" } };
  return { domain, kind, resource: { form: resource.as, argument: resource.argument, below: resource.below } };
}

function onSelf(name: string, domain: string, kind: string): FunctionModel {
  const result = kind === "read" ? DATA_CONTENT : NOTHING;
  return {
    kind: "function",
    name,
    sync: false,
    needs: [{ domain, kind, resource: { form: "name", within: true } }],
    result,
    absent: name.endsWith(".get") ? "undefined" : undefined,
  };
}

function pureFunction(name: string, result: ResultModel): FunctionModel {
  return { kind: "function", name, sync: true, needs: [], result };
}
