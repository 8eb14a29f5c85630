/** Log points: text with expressions in braces, evaluated where the breakpoint is. */
import type { CallFrame, Evaluation } from "./cdp.ts";
import type { Isolate } from "./debuggee.ts";
import { syntaxError } from "./syntax-error.ts";
import { cutResult, valueText } from "./value-text.ts";
import { OBJECT_GROUP } from "./properties.ts";
import { thrownText } from "./variables.ts";

const TIMEOUT_MS = 500;
/** What is no expression at the start of a text. */
const PLAIN = /^(?:\{\{|\}\}|[^{}]+|\})/;

/** A text that is logged: as it is, and expressions that are evaluated. */
export type LogMessage = readonly (string | { readonly expression: string })[];

/** Reads a message: expressions stand in braces and may hold braces themselves; doubled braces stand for themselves. */
export function parseLogMessage(message: string): LogMessage {
  const parts: (string | { readonly expression: string })[] = [];
  for (let at = 0; at < message.length;) {
    const text = PLAIN.exec(message.slice(at))?.[0];
    const expression = text === undefined ? expressionAt(message, at + 1) : undefined;
    if (expression === undefined) {
      const plain = text ?? "{";
      parts.push(plain === "{{" || plain === "}}" ? plain.charAt(0) : plain);
      at += plain.length;
    } else {
      parts.push({ expression });
      at += expression.length + 2;
    }
  }
  return parts;
}

/** Up to the first closing brace before which there is an expression, or else the first one. */
function expressionAt(message: string, start: number): string | undefined {
  let first: string | undefined;
  for (let end = message.indexOf("}", start); end !== -1; end = message.indexOf("}", end + 1)) {
    const text = message.slice(start, end);
    if (text.trim() === "") return undefined;
    if (syntaxError(text) === undefined) return text;
    first ??= text;
  }
  return first;
}

/** The text with its expressions evaluated in a frame. */
export async function logText(isolate: Isolate, frame: CallFrame, message: LogMessage): Promise<string> {
  const texts = message.map(async (part) =>
    typeof part === "string" ? part : await expressionText(isolate, frame, part.expression),
  );
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
