/**
 * Expressions: for a hover without side effects, for a watch, and typed by a person.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { Evaluation } from "./cdp.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";
import type { Program } from "./program.ts";
import { cutResult } from "./value-text.ts";
import { OBJECT_GROUP } from "./properties.ts";
import { thrownText, variableOf } from "./variables.ts";

const SHOWN_TIMEOUT_MS = 500;
const TYPED_TIMEOUT_MS = 10_000;

type Asked = Pick<DebugProtocol.EvaluateArguments, "expression" | "context" | "frameId">;

/** Answers the request "evaluate"; without a frame it is done in the root's isolate. @throws {DapError} `cannotEvaluate` */
export async function evaluate(args: Asked, program: Program): Promise<DebugProtocol.EvaluateResponse["body"]> {
  const { references } = program;
  const of = args.frameId === undefined ? undefined : references.frame(args.frameId);
  const target = of?.isolate ?? program.target("evaluate").isolates[0];
  if (target === undefined) throw new DapError("cannotEvaluate", { message: "No thread is there to evaluate it in" });
  const answer = await ask(args, target, of?.frame?.callFrameId);
  if (answer.exceptionDetails !== undefined) throw new DapError("cannotEvaluate", { message: thrownText(answer) });
  const found = variableOf("", answer.result, { isolate: target, frame: of?.frame, references });
  const { name: _name, value: result, ...rest } = found;
  return { result, ...rest };
}

/** Answers the request "setExpression". @throws {DapError} `cannotEvaluate` */
export async function setExpression(
  { expression, value, frameId }: DebugProtocol.SetExpressionArguments,
  program: Program,
): Promise<DebugProtocol.SetExpressionResponse["body"]> {
  const assignment = `(${expression}\n) = (${value}\n)`;
  const asked = { expression: assignment, context: "repl", ...(frameId === undefined ? {} : { frameId }) };
  const { result, ...rest } = await evaluate(asked, program);
  return { value: result, ...rest };
}

async function ask(
  { expression, context }: Asked,
  isolate: Isolate,
  callFrameId: string | undefined,
): Promise<Evaluation> {
  const shown = context === "hover" || context === "watch";
  // Where an isolate stands nothing that is awaited comes.
  const awaits = context === "repl" && callFrameId === undefined && isolate.pause === undefined;
  const request = {
    expression: cutResult(expression),
    objectGroup: OBJECT_GROUP,
    generatePreview: true,
    silent: true,
    throwOnSideEffect: context === "hover",
    timeout: shown ? SHOWN_TIMEOUT_MS : TYPED_TIMEOUT_MS,
  };
  if (!awaits) return await isolate.evaluate(request, callFrameId);
  // With a declaration that is there already, another one takes its place.
  const asked = isolate.evaluate({ ...request, replMode: true, awaitPromise: true }, undefined);
  return await inTime(asked, TYPED_TIMEOUT_MS);
}

/** What is awaited may never come. */
async function inTime<T>(asked: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const message = `What is awaited has not come within ${ms / 1000} s`;
  const timer = setTimeout(() => late.reject(new DapError("cannotEvaluate", { message })), ms);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
