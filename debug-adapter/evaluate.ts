/**
 * Expressions: for a hover without side effects, for a watch, and typed by a person.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { CallFrame, Evaluation, RemoteObject } from "./cdp.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";
import type { Program } from "./program.ts";
import {
  awaited,
  awaitedDeclaration,
  type ContextPath,
  COPY,
  type Declarator,
  kept,
  keptDeclaration,
  needsTurns,
  ownerPath,
  parseContextPath,
} from "./expressions.ts";
import { callBounded, callOn, OBJECT_GROUP } from "./properties.ts";
import { argumentOf, setInContext } from "./set-variable.ts";
import { namesPrivate } from "./syntax-error.ts";
import { CUT_LONG_TEXT, cutResult, valueText } from "./value-text.ts";
import { contextRows, thrownText, variableOf, withHex } from "./variables.ts";

const SHOWN_TIMEOUT_MS = 500;
const TYPED_TIMEOUT_MS = 10_000;
const LOOK_MS = 50;

/** Source of a function of the isolate: holds a value, however long, and shows it when it is a promise. */
const HOLD = "(value) => ({ give: () => value, promise: value instanceof Promise ? value : undefined })";

type Asked = Pick<DebugProtocol.EvaluateArguments, "expression" | "context" | "frameId" | "format">;

/** Answers the request "evaluate"; without a frame it is done in the root's isolate. @throws {DapError} `cannotEvaluate` */
export async function evaluate(args: Asked, program: Program): Promise<DebugProtocol.EvaluateResponse["body"]> {
  const { references } = program;
  const { isolate, frame } = placeOf(args, program);
  const named = parseContextPath(args.expression);
  if (named !== undefined) return await rowOf(named, isolate, program);
  const answer = await ask(args, { isolate, frame }, program);
  if (answer.exceptionDetails !== undefined) throw new DapError("cannotEvaluate", { message: thrownText(answer) });
  const { value } = answer.result;
  if (args.context === "clipboard" && typeof value === "string") return { result: value, variablesReference: 0 };
  const path = ownerPath(args.expression);
  const found = variableOf("", answer.result, { isolate, frame, references, path });
  const {
    name: _name,
    evaluateName: _path,
    value: result,
    ...rest
  } = args.format?.hex === true ? withHex(found) : found;
  return { result, ...rest };
}

/** Answers the request "setExpression". @throws {DapError} `cannotEvaluate`, `cannotSet` */
export async function setExpression(
  { expression, value, frameId, format }: DebugProtocol.SetExpressionArguments,
  program: Program,
): Promise<DebugProtocol.SetExpressionResponse["body"]> {
  const of = frameId === undefined ? {} : { frameId };
  const named = parseContextPath(expression);
  if (named !== undefined) {
    const { isolate } = placeOf(of, program);
    return await setInContext({ kind: named.kind, isolate }, { name: named.name, value }, program);
  }
  const assignment = `(${expression}\n) = (${value}\n)`;
  // Code of modules is strict, what is evaluated is not: it would keep silent about what cannot be set.
  const held = ownerPath(expression) === undefined ? assignment : `${assignment}, (${expression}\n)`;
  const strict = `(() => { "use strict"; return ${held}; })()`;
  const asked = {
    expression: namesPrivate(assignment) ? assignment : strict,
    context: "repl",
    ...of,
    ...(format === undefined ? {} : { format }),
  };
  const { result, ...rest } = await evaluate(asked, program);
  return { value: result, ...rest };
}

function placeOf({ frameId }: Pick<Asked, "frameId">, program: Program): EvaluationPlace {
  if (frameId !== undefined) return program.references.frame(frameId);
  const [isolate] = program.target("evaluate").isolates;
  if (isolate === undefined) throw new DapError("cannotEvaluate", { message: "No thread is there to evaluate it in" });
  return { isolate, frame: undefined };
}

/** A limit or a permission, as its scope shows it. */
async function rowOf(
  { kind, name }: ContextPath,
  isolate: Isolate,
  program: Program,
): Promise<DebugProtocol.EvaluateResponse["body"]> {
  const row = (await contextRows({ kind, isolate }, program)).find((each) => each.name === name);
  if (row === undefined)
    throw new DapError("cannotEvaluate", {
      message: `There is no row "${name}" in ${kind === "limits" ? "Limits" : "Permissions"}`,
    });
  return { result: row.value, variablesReference: row.variablesReference };
}

/** Where something is evaluated. */
interface EvaluationPlace {
  readonly isolate: Isolate;
  readonly frame: CallFrame | undefined;
}

async function ask({ expression, context }: Asked, at: EvaluationPlace, program: Program): Promise<Evaluation> {
  const { frame, isolate } = at;
  const callFrameId = frame?.callFrameId;
  const shown = context === "hover" || context === "watch";
  const typed = context === "repl";
  const stands = isolate.pause !== undefined;
  const operand = stands && typed ? awaited(expression) : undefined;
  if (operand !== undefined)
    return await settled(isolate, await ask({ expression: operand, context: "repl" }, at, program));
  const declared = stands && typed ? awaitedDeclaration(expression) : undefined;
  if (declared !== undefined) return await declare(declared, at);
  const declaration = typed ? keptDeclaration(expression) : undefined;
  const copies = context === "clipboard" && !namesPrivate(expression);
  const request = {
    expression: copies ? `(${COPY})((${expression}\n))` : cutResult(declaration ?? expression),
    objectGroup: OBJECT_GROUP,
    generatePreview: true,
    silent: true,
    throwOnSideEffect: context === "hover",
    timeout: shown ? SHOWN_TIMEOUT_MS : TYPED_TIMEOUT_MS,
  };
  // Where an isolate stands nothing that is awaited comes, and where it spins it comes late: only what asks for it waits.
  const waits = typed && callFrameId === undefined && !stands && needsTurns(declaration ?? expression);
  if (!waits) {
    const answer = await isolate.evaluate(request, callFrameId);
    if (ownerPath(expression) === undefined) await keepRejection(isolate, answer);
    return answer;
  }
  // With a declaration that is there already, another one takes its place.
  const asked = isolate.evaluate({ ...request, replMode: true, awaitPromise: true }, undefined);
  const { control } = program.target("evaluate");
  return await inTime(asked, () => control.stopOf(isolate) !== undefined);
}

/** Keeps what is declared where a thread stands, with what promises have come to. */
async function declare(declared: readonly Declarator[], { isolate, frame }: EvaluationPlace): Promise<Evaluation> {
  let answer: Evaluation = { result: { type: "undefined" } };
  for (const { target, value } of declared) {
    const operand = awaited(value);
    const request = { objectGroup: OBJECT_GROUP, silent: true, timeout: TYPED_TIMEOUT_MS };
    const expression = `(${HOLD})((${operand ?? value}\n))`;
    const held = await isolate.evaluate({ ...request, expression }, frame?.callFrameId);
    const { objectId } = held.result;
    if (held.exceptionDetails !== undefined || objectId === undefined) return held;
    const { result } = await isolate.propertiesOf(objectId);
    const promise = operand === undefined ? undefined : result.find(({ name }) => name === "promise")?.value;
    if (promise !== undefined) await keepRejection(isolate, { result: promise });
    const isPromise = promise?.subtype === "promise";
    const args = isPromise ? [argumentOf((await settled(isolate, { result: promise })).result)] : [];
    const keep = `const value = come.length === 0 ? this.give() : come[0]; return (${CUT_LONG_TEXT})(${kept({ target, value: "value" })});`;
    answer = await callBounded(isolate, objectId, { declaration: `function (...come) { ${keep} }`, args });
    if (answer.exceptionDetails !== undefined) return answer;
  }
  return answer;
}

/** A promise that an expression made is the debugger's: when it is rejected, the module has not failed. */
async function keepRejection(isolate: Isolate, { result }: Evaluation): Promise<void> {
  if (result.subtype !== "promise" || result.objectId === undefined) return;
  const declaration = "async function () { try { await this; } catch {} }";
  await callOn(isolate, result.objectId, { declaration, args: [], generatePreview: false });
}

/** What a promise has come to. Where a thread stands none that is open comes to anything. */
async function settled(isolate: Isolate, answer: Evaluation): Promise<Evaluation> {
  const { objectId, subtype } = answer.result;
  if (answer.exceptionDetails !== undefined || objectId === undefined || subtype !== "promise") return answer;
  const { internalProperties = [] } = await isolate.propertiesOf(objectId, { generatePreview: true });
  const slot = (name: string): RemoteObject | undefined => internalProperties.find((each) => each.name === name)?.value;
  const state = slot("[[PromiseState]]")?.value;
  const result = slot("[[PromiseResult]]") ?? { type: "undefined" };
  if (state === "fulfilled") return { result };
  const message =
    state === "rejected"
      ? valueText(result)
      : "The promise is pending, and stays so while the thread stands: continue, and look at it at a later stop";
  throw new DapError("cannotEvaluate", { message });
}

/** What is awaited may never come, and comes to nothing where the thread has stopped meanwhile. */
async function inTime<T>(asked: Promise<T>, stands: () => boolean): Promise<T> {
  const late = Promise.withResolvers<never>();
  const give = (message: string): void => late.reject(new DapError("cannotEvaluate", { message }));
  const timer = setTimeout(
    () => give(`What is awaited has not come within ${TYPED_TIMEOUT_MS / 1000} s`),
    TYPED_TIMEOUT_MS,
  );
  const look = setInterval(() => {
    if (stands()) give("The thread stands before what is awaited has come: continue, and look at it at a later stop");
  }, LOOK_MS);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
    clearInterval(look);
  }
}
