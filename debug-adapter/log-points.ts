/** Log points: text with expressions in braces, evaluated where the breakpoint is. */
import type { CallFrame, Evaluation } from "./cdp.ts";
import type { Isolate } from "./debuggee.ts";
import { cutResult, valueText } from "./value-text.ts";
import { OBJECT_GROUP } from "./properties.ts";
import { thrownText } from "./variables.ts";

const TIMEOUT_MS = 500;

/** The text with its expressions evaluated in a frame. Doubled braces stand for themselves. */
export async function logText(isolate: Isolate, frame: CallFrame, message: string): Promise<string> {
  const parts = message.split(/(\{\{|\}\}|\{[^{}]*\})/);
  const texts = parts.map(async (part) => {
    if (part === "{{" || part === "}}") return part[0];
    return part.startsWith("{") && part.length > 2 ? await expressionText(isolate, frame, part.slice(1, -1)) : part;
  });
  return (await Promise.all(texts)).join("");
}

async function expressionText(isolate: Isolate, { callFrameId }: CallFrame, expression: string): Promise<string> {
  const request = {
    callFrameId,
    expression: cutResult(expression),
    objectGroup: OBJECT_GROUP,
    generatePreview: true,
    silent: true,
    timeout: TIMEOUT_MS,
  };
  const answer = await isolate.inspector.request<Evaluation>("Debugger.evaluateOnCallFrame", request);
  if (answer.exceptionDetails !== undefined) return `{${thrownText(answer)}}`;
  const { value } = answer.result;
  return typeof value === "string" ? value : valueText(answer.result);
}
