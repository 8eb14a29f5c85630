/**
 * What can stand at the cursor in an expression that a person types: names in scope, or members of the value before the dot.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { CallFrame, Properties, PropertyDescriptor } from "./cdp.ts";
import { ownColumn } from "./convert.ts";
import type { Isolate } from "./debuggee.ts";
import type { Program } from "./program.ts";
import { OBJECT_GROUP } from "./properties.ts";

const MOST_ITEMS = 1000;
const MOST_PROTOTYPES = 20;
const TIMEOUT_MS = 200;
/** `a.b?.c` before the cursor: what the members are of, and what is typed of one. */
const MEMBER =
  /(?<object>[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*(?:\??\.#?[\p{ID_Start}$_][\p{ID_Continue}$]*|\[\d+\])*)\??\.(?<begun>#?[\p{ID_Continue}$]*)$/u;
const NAME = /(?<begun>[\p{ID_Start}$_][\p{ID_Continue}$]*)?$/u;

/** Answers the request "completions". Nothing that is evaluated for it can change anything. */
export async function completions(
  { text, column, line, frameId }: DebugProtocol.CompletionsArguments,
  program: Program,
): Promise<DebugProtocol.CompletionsResponse["body"]> {
  const frame = frameId === undefined ? undefined : program.references.frame(frameId);
  const isolate = frame?.isolate ?? program.target("completions").isolates[0];
  if (isolate === undefined) return { targets: [] };
  const lines = text.split("\n");
  const before = (lines[Math.max(0, (line ?? 1) - 1)] ?? "").slice(0, ownColumn(column, program.client));
  const isMember = /\.\s*#?[\p{ID_Continue}$]*$/u.test(before);
  const { object, begun: member = "" } = MEMBER.exec(before)?.groups ?? {};
  const begun = object === undefined ? (NAME.exec(before)?.groups?.["begun"] ?? "") : member;
  // To know the members of what a call gives, it would have to be called.
  if (isMember && object === undefined) return { targets: [] };
  const found =
    object === undefined
      ? await namesInScope(isolate, frame?.frame)
      : await membersOf(isolate, { object, frame: frame?.frame });
  const targets = [...found]
    .filter(([name]) => name.toLowerCase().startsWith(begun.toLowerCase()))
    .slice(0, MOST_ITEMS);
  const { columnsStartAt1 } = program.client;
  const start = before.length - begun.length + (columnsStartAt1 ? 1 : 0);
  return { targets: targets.map(([label, type]) => ({ label, type, start, length: begun.length })) };
}

type Names = Map<string, NonNullable<DebugProtocol.CompletionItem["type"]>>;

async function namesInScope(isolate: Isolate, frame: CallFrame | undefined): Promise<Names> {
  const names: Names = new Map();
  for (const { object, type } of frame?.scopeChain ?? []) {
    if (object.objectId === undefined || type === "global") continue;
    for (const each of (await isolate.propertiesOf(object.objectId, { named: true })).result)
      add(names, each, "variable");
  }
  if (frame?.this.type !== undefined && frame.this.type !== "undefined") names.set("this", "keyword");
  const global = await evaluated(isolate, { object: "globalThis", frame });
  if (global !== undefined)
    for (const each of (await isolate.propertiesOf(global, { named: true })).result) add(names, each, "variable");
  return names;
}

async function membersOf(
  isolate: Isolate,
  of: { readonly object: string; readonly frame: CallFrame | undefined },
): Promise<Names> {
  const names: Names = new Map();
  let objectId = await evaluated(isolate, of);
  for (let depth = 0; objectId !== undefined && depth < MOST_PROTOTYPES; depth++) {
    const properties: Properties = await isolate.propertiesOf(objectId, { named: true });
    const all = [...properties.result, ...(properties.privateProperties ?? [])];
    for (const each of all) if (/^#?[\p{ID_Start}$_]/u.test(each.name)) add(names, each, "property");
    objectId = properties.internalProperties?.find(({ name }) => name === "[[Prototype]]")?.value?.objectId;
  }
  names.delete("__proto__");
  return names;
}

function add(names: Names, { name, value, symbol }: PropertyDescriptor, otherwise: "variable" | "property"): void {
  if (symbol !== undefined || names.has(name)) return;
  const type =
    value?.type !== "function" ? otherwise : value.description?.startsWith("class") === true ? "class" : "function";
  names.set(name, otherwise === "property" && type === "function" ? "method" : type);
}

/** The id of the object that an expression without effects gives; a text or a number as an object. */
async function evaluated(
  isolate: Isolate,
  { object, frame }: { readonly object: string; readonly frame: CallFrame | undefined },
): Promise<string | undefined> {
  const request = {
    expression: `((value) => Object(typeof value === "string" ? "" : value))(${object})`,
    objectGroup: OBJECT_GROUP,
    silent: true,
    throwOnSideEffect: true,
    timeout: TIMEOUT_MS,
  };
  const answer = await isolate.evaluate(request, frame?.callFrameId);
  return answer.exceptionDetails === undefined ? answer.result.objectId : undefined;
}
