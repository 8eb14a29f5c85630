/**
 * Permissions and subjects from text, and back.
 *
 * The domain and the kind decide how the resource is read. Nothing here throws, whatever the text.
 */
import { ok, type Result } from "../base/result.ts";
import type { FilePath } from "../base/span.ts";
import type { TextProblem } from "../base/text-problem.ts";
import {
  parseEndpointPattern,
  parseEndpointSubject,
  parseEnvName,
  parseEnvPattern,
  parseName,
  parseTable,
  printName,
} from "./name-pattern.ts";
import { parsePath, parsePathPattern, printPath, printPathPattern } from "./path-pattern.ts";
import { type PatternWarning, problemAt } from "./pattern-text.ts";
import {
  isPermissionDomain,
  type Permission,
  PERMISSION_KINDS,
  type PermissionDomain,
  type Resource,
  type ResourcePattern,
  type Subject,
} from "./permission.ts";
import { parseUrlPattern, printUrlPattern } from "./url-pattern.ts";
import { parseUrl, type UrlScheme } from "./url.ts";

/** A permission as a manifest or a call writes it. */
export interface PermissionText {
  readonly domain: string;
  readonly kind: string;
  readonly resource: string;
}

interface ParsedResource {
  readonly resource: ResourcePattern;
  readonly warnings: readonly PatternWarning[];
}

const NO_WARNINGS: readonly PatternWarning[] = [];

/**
 * Parses a grant, or a need for all that a pattern matches.
 *
 * @param moduleDir Folder of the (entry) module, for relative paths.
 * @returns The permission, or what is wrong and where in `text.resource`. An unknown domain or kind is a problem of the whole.
 */
export function parsePermission(text: PermissionText, moduleDir: FilePath): Result<Permission, TextProblem> {
  const domain = checkKind(text);
  if (!domain.ok) return domain;
  const parsed = parseResourcePattern({ ...text, domain: domain.value }, moduleDir);
  if (!parsed.ok) return parsed;
  const { resource, warnings } = parsed.value;
  return ok({ domain: domain.value, kind: text.kind, resource, written: text.resource, warnings });
}

/**
 * Parses and normalises what is asked for: one resource, in which no character is a wildcard.
 *
 * @returns The subject, or what is wrong and where in `text.resource`.
 */
export function parseSubject(text: PermissionText, moduleDir: FilePath): Result<Subject, TextProblem> {
  const domain = checkKind(text);
  if (!domain.ok) return domain;
  const resource = parseResource({ ...text, domain: domain.value }, moduleDir);
  return resource.ok ? ok({ domain: domain.value, kind: text.kind, resource: resource.value }) : resource;
}

/** The permission or the subject as text: "fs.read /stations/*.json". Paths are absolute. */
export function printPermission(permission: Permission | Subject): string {
  return `${permission.domain}.${permission.kind} ${printResource(permission)}`;
}

/** The resource as text; parsing that of a permission again gives the same permission. */
export function printResource(permission: Permission | Subject): string {
  const { resource } = permission;
  switch (resource.kind) {
    case "path":
      return "written" in permission ? printPathPattern(resource) : printPath(resource);
    case "url-pattern":
      return printUrlPattern(resource);
    case "url":
      return resource.text;
    case "endpoint":
    case "name":
    case "table":
      return printName(resource);
    default:
      return resource satisfies never;
  }
}

function checkKind(text: PermissionText): Result<PermissionDomain, TextProblem> {
  const whole = { start: 0, end: text.resource.length };
  if (!isPermissionDomain(text.domain)) {
    const domains = Object.keys(PERMISSION_KINDS).join(", ");
    return problemAt(whole, `"${text.domain}" is no domain of permissions; there are ${domains}`);
  }
  const kinds: readonly string[] = PERMISSION_KINDS[text.domain];
  if (kinds.includes(text.kind)) return ok(text.domain);
  return problemAt(whole, `"${text.kind}" is no kind of "${text.domain}"; there are ${kinds.join(", ")}`);
}

function parseResourcePattern(
  text: PermissionText & { readonly domain: PermissionDomain },
  moduleDir: FilePath,
): Result<ParsedResource, TextProblem> {
  switch (text.domain) {
    case "fs":
    case "modules":
      return withoutWarnings(parsePathPattern(text.resource, moduleDir));
    case "http":
      if (text.kind === "serve") return withoutWarnings(parseEndpointPattern(text.resource));
      return parseUrlResource(text);
    case "websocket":
      return parseUrlResource(text);
    case "env":
      return withoutWarnings(parseEnvPattern(text.resource));
    case "secrets":
    case "store":
      return withoutWarnings(parseName(text.resource, `name of a ${text.domain === "store" ? "store" : "secret"}`));
    case "database":
      return withoutWarnings(parseTable(text.resource));
    default:
      return text.domain satisfies never;
  }
}

function parseResource(
  text: PermissionText & { readonly domain: PermissionDomain },
  moduleDir: FilePath,
): Result<Resource, TextProblem> {
  switch (text.domain) {
    case "fs":
    case "modules":
      return parsePath(text.resource, moduleDir);
    case "http":
    case "websocket": {
      if (text.kind === "serve") return parseEndpointSubject(text.resource);
      const url = parseUrl(text.resource);
      return url.ok ? (checkSchemes(text, [url.value.scheme]) ?? url) : url;
    }
    case "env":
      return parseEnvName(text.resource);
    case "secrets":
    case "store":
      return parseName(text.resource, `name of a ${text.domain === "store" ? "store" : "secret"}`);
    case "database":
      return parseTable(text.resource);
    default:
      return text.domain satisfies never;
  }
}

function parseUrlResource(text: PermissionText): Result<ParsedResource, TextProblem> {
  const parsed = parseUrlPattern(text.resource);
  if (!parsed.ok) return parsed;
  const { pattern, warnings } = parsed.value;
  return checkSchemes(text, pattern.schemes) ?? ok({ resource: pattern, warnings });
}

function checkSchemes(text: PermissionText, schemes: readonly UrlScheme[]) {
  const web = schemes[0] === "http" || schemes[0] === "https";
  if (web === (text.domain === "http")) return undefined;
  const message = web
    ? `A WebSocket is opened at a "wss://" or "ws://" URL; "https://" and "http://" stand under "http"`
    : `"wss://" and "ws://" stand under "websocket", "connect"`;
  return problemAt({ start: 0, end: Math.max(0, text.resource.indexOf(":")) }, message);
}

function withoutWarnings(parsed: Result<ResourcePattern, TextProblem>): Result<ParsedResource, TextProblem> {
  return parsed.ok ? ok({ resource: parsed.value, warnings: NO_WARNINGS }) : parsed;
}
