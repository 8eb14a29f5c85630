/** The arguments of `launch` and `attach`: whatever a client sends, checked. */
import { isJsonObject, type JsonObject } from "../runtime-core/base/json-object.ts";
import { DapError } from "./dap-errors.ts";
import { faultIn, type Field, type Fields, type Fits, isFlag, listOf } from "./fields.ts";
import type { AttachArguments, LaunchArguments } from "./protocol.ts";

/** A shorter one would be found in every message. */
const SHORTEST_SECRET = 4;

const isText: Fits = (value) => typeof value === "string" && value !== "";
const isSecrets: Fits = (value) =>
  isJsonObject(value) &&
  Object.values(value).every((each) => typeof each === "string" && each.length >= SHORTEST_SECRET);
const SKIP_FILES = [listOf((value) => typeof value === "string"), "a list of globs"] as const;

const LAUNCH = {
  program: [isText, "the absolute path of a module", "required"],
  args: [(value) => typeof value === "object" && value !== null, "an object"],
  root: [isText, "the path of a folder"],
  env: [isJsonObject, "an object of strings"],
  grant: [isJsonObject, "an object like `permissions` of a manifest"],
  limits: [isJsonObject, "an object like `limits` of a manifest"],
  secrets: [isSecrets, `an object of texts of ${SHORTEST_SECRET} characters or more`],
  stopOnEntry: [isFlag, "true or false"],
  skipCheck: [isFlag, "true or false"],
  noDebug: [isFlag, "true or false"],
  skipFiles: SKIP_FILES,
  profile: [(value) => isFlag(value) || isText(value), "true, false or the path of a folder"],
  record: [(value) => isFlag(value) || isText(value), "true, false or the path of a file"],
} as const satisfies Record<keyof LaunchArguments, Field>;

const ATTACH = {
  socket: [isText, "the path of a socket"],
  port: [(value) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536, "a number of a port"],
  token: [isText, "the token that the runtime has said", "required"],
  root: [isText, "the path of a folder"],
  stopOnEntry: [isFlag, "true or false"],
  skipFiles: SKIP_FILES,
} as const satisfies Record<keyof AttachArguments, Field>;

/** @throws {DapError} `invalidArgument` */
export function parseLaunchArguments(given: unknown): LaunchArguments {
  return parsed<LaunchArguments>("launch", LAUNCH, given);
}

/** @throws {DapError} `invalidArgument` */
export function parseAttachArguments(given: unknown): AttachArguments {
  const args = parsed<AttachArguments>("attach", ATTACH, given);
  if ((args.socket === undefined) === (args.port === undefined))
    throw new DapError("invalidArgument", { command: "attach", name: "socket", expected: 'given, or "port"' });
  return args;
}

function parsed<T>(command: string, fields: Fields, given: unknown): T {
  const args = isJsonObject(given) ? withEmptyObjects(fields, given) : given;
  const fault = faultIn(fields, args);
  if (fault !== undefined) throw new DapError("invalidArgument", { command, ...fault });
  return args as T;
}

/** Lua has one empty table: its clients write an empty list where an empty object is meant. */
function withEmptyObjects(fields: Fields, given: JsonObject): object {
  const meant = Object.entries(fields)
    .filter(([name, [fits]]) => isEmptyList(given[name]) && !fits(given[name]))
    .map(([name]) => [name, {}] as const);
  return { ...given, ...Object.fromEntries(meant) };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
