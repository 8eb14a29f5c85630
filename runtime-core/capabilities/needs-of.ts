/**
 * Which permissions one call asks for: made from its row of the capability table and its arguments.
 */
import { AmbitError } from "../base/ambit-error.ts";
import type { FilePath } from "../base/span.ts";
import type { Capability, KindSource, Need } from "./capability.ts";
import { httpKind, refusedMethod } from "./http.ts";
import { parsePermission, parseSubject, type PermissionText } from "../permissions/parse-permission.ts";
import type { Permission, Subject } from "../permissions/permission.ts";
import { printResource } from "../permissions/parse-permission.ts";

/** Far more than file systems and servers take. Reading one takes time, and refusals repeat it. */
const MAX_RESOURCE_CHARACTERS = 32 * 1024;

/**
 * The permissions that a call asks for.
 *
 * @throws {AmbitError} `host/invalid-argument` when an argument is no resource.
 */
export function needsOf(
  row: Capability,
  args: readonly unknown[],
  moduleDir: FilePath,
): readonly (Permission | Subject)[] {
  return row.needs.filter((need) => need.resource.argument >= 0).map((need) => asked(row, need, args, moduleDir));
}

function asked(row: Capability, need: Need, args: readonly unknown[], moduleDir: FilePath): Permission | Subject {
  const { argument, below } = need.resource;
  const kind = kindOf(row, need.kind, args);
  const text: PermissionText = { domain: need.domain, kind, resource: resourceText(row, args[argument]) };
  const subject = parsed(row, parseSubject(text, moduleDir));
  if (below === undefined || option(args, below.argument, below.option) !== true) return subject;
  const folder = printResource(subject).replace(/[*{}\\]/g, "\\$&");
  const pattern = { ...text, resource: folder === "/" ? "/**" : `${folder}/**` };
  return parsed(row, parsePermission(pattern, "/"));
}

function resourceText(row: Capability, given: unknown): string {
  if (typeof given !== "string") throw invalid(row, `what it is for is a text, not ${typeof given}`);
  if (given.length <= MAX_RESOURCE_CHARACTERS) return given;
  const characters = `${given.length} characters, and at most ${MAX_RESOURCE_CHARACTERS} are taken`;
  throw invalid(row, `"${given.slice(0, 20)}…" has ${characters}`);
}

function kindOf(row: Capability, source: KindSource, args: readonly unknown[]): string {
  if (typeof source === "string") return source;
  if ("httpMethod" in source) {
    const given = option(args, source.httpMethod.argument, "method");
    const method = typeof given === "string" ? given : "GET";
    const kind = httpKind(method);
    if (kind !== undefined) return kind;
    throw invalid(row, refusedMethod(method) ?? "");
  }
  const value = option(args, source.option.argument, source.option.name);
  return (typeof value === "string" ? source.kinds[value] : undefined) ?? source.otherwise;
}

function option(args: readonly unknown[], argument: number, name: string): unknown {
  const options = args[argument];
  return typeof options === "object" && options !== null ? (options as Record<string, unknown>)[name] : undefined;
}

function parsed<T>(row: Capability, result: { ok: true; value: T } | { ok: false; error: { message: string } }): T {
  if (result.ok) return result.value;
  throw invalid(row, result.error.message);
}

function invalid(row: Capability, detail: string): AmbitError {
  return new AmbitError("host/invalid-argument", { call: row.name, detail });
}
