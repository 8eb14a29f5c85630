/**
 * The calls of host functions as they are written, and the literals that name what they touch: for colours, links, completion.
 *
 * Read off names and imports alone, so that it is there for code that nothing reaches and that is not finished yet.
 */
import type { Capability, HostModule, ResourceSource } from "../capabilities/capability.ts";
import { CAPABILITIES } from "../capabilities/table.ts";
import type { FilePath, Span } from "../base/span.ts";
import { spanOf, ts } from "./1-parse/syntax.ts";
import { bare, RuleContext } from "./4-static-check/rule.ts";
import { type ManifestPart, partsOf } from "./manifest-outline.ts";
import type { PreparedModule } from "./prepared-module.ts";

/** A call of a host function. */
export interface HostCall {
  readonly capability: Capability;
  readonly span: Span;
  /** The name of the function: `readText` of `fs.readText(…)`, `get` of `env.get(…)`. */
  readonly callee: Span;
  /** Between the parentheses. */
  readonly inside: Span;
  /** Where each argument stands. */
  readonly arguments: readonly Span[];
  /** Its arguments that name something and are literals. */
  readonly literals: readonly HostLiteral[];
  /** The folders that its template literals begin with: "./orders" of `./orders/${name}`. */
  readonly folders: readonly HostLiteral[];
  /** Of `spawn` its options, with bounds that are written as in a manifest. */
  readonly options: readonly ManifestPart[];
}

/** A string literal that says what a call touches. */
export interface HostLiteral {
  /** Between the quotes. */
  readonly span: Span;
  readonly text: string;
  readonly domain: string;
  readonly as: ResourceSource["as"];
}

/** The calls of host functions that touch a part of a file, in order of the text. Cost: those calls, and a look at the others. */
export function hostCallsIn(prepared: PreparedModule, path: FilePath, part: Span): readonly HostCall[] {
  return callsIn(prepared, path, (call) => call.pos <= part.end && part.start <= call.end).filter(
    ({ span }) => span.start <= part.end,
  );
}

/** The calls of host functions in a file, in order of the text. Cost: the calls of the file, once for each module. */
export function hostCalls(prepared: PreparedModule, path: FilePath): readonly HostCall[] {
  let byFile = CALLS.get(prepared);
  if (byFile === undefined) CALLS.set(prepared, (byFile = new Map()));
  let calls = byFile.get(path);
  if (calls === undefined) byFile.set(path, (calls = callsIn(prepared, path, () => true)));
  return calls;
}

const CALLS = new WeakMap<PreparedModule, Map<FilePath, readonly HostCall[]>>();

function callsIn(
  { parsed }: PreparedModule,
  path: FilePath,
  isWanted: (call: ts.Node) => boolean,
): readonly HostCall[] {
  const file = parsed.files.get(path);
  if (file === undefined) return [];
  const { syntax } = file;
  const context = new RuleContext(file);
  return file.look.calls.filter(isWanted).flatMap((call) => {
    const callee = bare(call.expression);
    const capability = capabilityOf(callee, context);
    if (capability === undefined) return [];
    const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
    const given = [...(call.arguments ?? [])];
    return {
      capability,
      span: spanOf(call, syntax),
      callee: spanOf(name, syntax),
      inside: insideOf(call, syntax),
      arguments: given.map((each) => spanOf(each, syntax)),
      literals: literalsOf(capability, given, (node) => wholeLiteral(node, syntax)),
      folders: literalsOf(capability, given, (node, as) =>
        as === "path" ? folderOfTemplate(node, syntax) : undefined,
      ),
      options: capability.name === "spawn" && given[1] !== undefined ? partsOf(given[1], [], syntax) : [],
    };
  });
}

function capabilityOf(callee: ts.Expression, context: RuleContext): Capability | undefined {
  if (ts.isIdentifier(callee) && BY_NAME.has(`global ${callee.text}`))
    return context.scopes.isGlobal(callee.text, callee) ? BY_NAME.get(`global ${callee.text}`) : undefined;
  const imported = context.importedBy(callee);
  if (imported !== undefined) return BY_NAME.get(`${imported.specifier} ${imported.imported}`);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const object = context.importedBy(callee.expression);
  return object && BY_NAME.get(`${object.specifier} ${object.imported}.${callee.name.text}`);
}

const BY_NAME: ReadonlyMap<string, Capability> = new Map(
  (Object.values(CAPABILITIES) as readonly Capability[]).map((row) => [
    `${row.module satisfies HostModule} ${row.object === undefined ? "" : `${row.object}.`}${row.name}`,
    row,
  ]),
);

function insideOf(call: ts.CallExpression | ts.NewExpression, file: ts.SourceFile): Span {
  const open = file.text.indexOf("(", call.expression.end);
  const start = open < 0 || open >= call.end ? call.end : open + 1;
  return { start, end: Math.max(start, file.text.charAt(call.end - 1) === ")" ? call.end - 1 : call.end) };
}

function literalsOf(
  { needs }: Capability,
  given: readonly ts.Expression[],
  partOf: (node: ts.Expression, as: HostLiteral["as"]) => Pick<HostLiteral, "span" | "text"> | undefined,
): readonly HostLiteral[] {
  const literals = needs.flatMap(({ domain, resource: { argument, as } }) => {
    const node = given[argument];
    const part = node && partOf(node, as);
    return part === undefined ? [] : [[argument, { ...part, domain, as }] as const];
  });
  return [...new Map(literals).values()];
}

function wholeLiteral(node: ts.Expression, file: ts.SourceFile): Pick<HostLiteral, "span" | "text"> | undefined {
  if (!ts.isStringLiteralLike(node)) return undefined;
  const start = node.getStart(file) + 1;
  const closes = node.isUnterminated !== true && node.end > start;
  return { span: { start, end: closes ? node.end - 1 : node.end }, text: node.text };
}

function folderOfTemplate(node: ts.Expression, file: ts.SourceFile): Pick<HostLiteral, "span" | "text"> | undefined {
  if (!ts.isTemplateExpression(node)) return undefined;
  const text = node.head.text.slice(0, Math.max(0, node.head.text.lastIndexOf("/")));
  const start = node.head.getStart(file) + 1;
  return text === "" ? undefined : { span: { start, end: start + text.length }, text };
}
