/**
 * Patterns of what has a name: environment variables, secrets, stores, databases with their tables, and the places
 * where a server listens.
 */
import { ok, type Result } from "../base/result.ts";
import type { TextProblem } from "../base/text-problem.ts";
import { type HostPattern, parseHost, printHost } from "./host-pattern.ts";
import { findLoneSurrogate, problemAt } from "./pattern-text.ts";

/** A name, or all names that begin so. */
export interface NamePattern {
  readonly kind: "name";
  readonly name: string;
  /** Only for environment variables: "APP_*" is the prefix "APP_". */
  readonly prefix: boolean;
}

/** A database with all its tables, or one table of it. */
export interface TablePattern {
  readonly kind: "table";
  readonly database: string;
  readonly table: string | undefined;
}

/** A host and a port to listen on. */
export interface EndpointPattern {
  readonly kind: "endpoint";
  readonly host: HostPattern;
  readonly port: number | "any";
}

/** Parses the name of an environment variable, or `PREFIX_*`. */
export function parseEnvPattern(text: string): Result<NamePattern, TextProblem> {
  const prefix = text.endsWith("_*");
  const name = prefix ? text.slice(0, -1) : text;
  const wrong = checkName(name, "name of an environment variable", /[=*]/);
  if (wrong === undefined) return ok({ kind: "name", name, prefix });
  const star = name.indexOf("*");
  if (star < 0) return problemAt(wrong.span, wrong.message);
  return problemAt({ start: star, end: star + 1 }, `"*" stands only at the end of a prefix that ends in "_": "APP_*"`);
}

/** Parses the name of an environment variable. */
export function parseEnvName(text: string): Result<NamePattern, TextProblem> {
  return parseName(text, "name of an environment variable");
}

/** Parses a name without wildcards: a secret or a store. `what` is for the message. */
export function parseName(text: string, what: string): Result<NamePattern, TextProblem> {
  const wrong = checkName(text, what, what.includes("environment") ? /[=*]/ : /[*{}\\]/);
  return wrong === undefined ? ok({ kind: "name", name: text, prefix: false }) : problemAt(wrong.span, wrong.message);
}

/** Parses `name` or `name/table`. */
export function parseTable(text: string): Result<TablePattern, TextProblem> {
  const slash = text.indexOf("/");
  const database = slash < 0 ? text : text.slice(0, slash);
  const table = slash < 0 ? undefined : text.slice(slash + 1);
  const wrong = checkName(database, "name of a database", /[*{}\\]/);
  if (wrong !== undefined) return problemAt(wrong.span, wrong.message);
  const wrongTable = table === undefined ? undefined : checkName(table, "name of a table", /[*{}\\/]/);
  if (wrongTable === undefined) return ok({ kind: "table", database, table });
  const shift = slash + 1;
  return problemAt({ start: wrongTable.span.start + shift, end: wrongTable.span.end + shift }, wrongTable.message);
}

/** Parses `host:port` or `host:*`. */
export function parseEndpointPattern(text: string): Result<EndpointPattern, TextProblem> {
  return parseEndpoint(text, { least: 1, any: true });
}

/** Parses `host:port`; port 0, any free one, is included in `:*` only. */
export function parseEndpointSubject(text: string): Result<EndpointPattern, TextProblem> {
  return parseEndpoint(text, { least: 0, any: false });
}

/** The pattern or the resource as text. */
export function printName(pattern: NamePattern | TablePattern | EndpointPattern): string {
  switch (pattern.kind) {
    case "name":
      return pattern.prefix ? `${pattern.name}*` : pattern.name;
    case "table":
      return pattern.table === undefined ? pattern.database : `${pattern.database}/${pattern.table}`;
    case "endpoint":
      return `${printHost(pattern.host)}:${pattern.port === "any" ? "*" : pattern.port}`;
    default:
      return pattern satisfies never;
  }
}

function parseEndpoint(
  text: string,
  port: { readonly least: number; readonly any: boolean },
): Result<EndpointPattern, TextProblem> {
  const colon = text.lastIndexOf(":");
  if (colon < 0 || text.endsWith("]")) {
    return problemAt({ start: 0, end: text.length }, `Missing port; write "host:port", such as "localhost:8080"`);
  }
  const digits = text.slice(colon + 1);
  const any = port.any && digits === "*";
  if (!any && !(/^\d{1,5}$/.test(digits) && Number(digits) >= port.least && Number(digits) <= 65535)) {
    const message = port.any ? `A port is a number from 1 to 65535, or "*"` : "A port is a number from 0 to 65535";
    return problemAt({ start: colon, end: text.length }, message);
  }
  const host = parseHost(text, { start: 0, end: colon });
  if (!host.ok) return host;
  if (host.value.kind === "suffix" || (host.value.kind === "address" && !host.value.single)) {
    return problemAt({ start: 0, end: colon }, "A server listens on one host; write a name or an address");
  }
  return ok({ kind: "endpoint", host: host.value, port: any ? "any" : Number(digits) });
}

function checkName(name: string, what: string, forbidden: RegExp): TextProblem | undefined {
  if (name === "") return { span: { start: 0, end: 0 }, message: `Empty ${what}` };
  const surrogate = findLoneSurrogate(name);
  const found = surrogate?.start ?? name.search(/[\p{Cc}\s]/u);
  const at = found >= 0 ? found : name.search(forbidden);
  if (at < 0) return undefined;
  return { span: { start: at, end: at + 1 }, message: `A ${what} has no ${JSON.stringify(name.charAt(at))}` };
}
