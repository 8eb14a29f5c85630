/** The arguments of requests other than `launch` and `attach`: whatever a client sends, checked before it is used. */
import { isJsonObject } from "../runtime-core/base/json-object.ts";
import { DapError } from "./dap-errors.ts";
import { faultIn, type Fields, type Fits, isFlag, listOf } from "./fields.ts";

const isText: Fits = (value) => typeof value === "string";
const isNumber: Fits = (value) => typeof value === "number" && Number.isSafeInteger(value);
const objectOf =
  (fields: Fields): Fits =>
  (value) =>
    isJsonObject(value) && faultIn(fields, value) === undefined;

const TEXT = [isText, "a text", "required"] as const;
const NUMBER = [isNumber, "a whole number", "required"] as const;
const MAYBE_TEXT = [isText, "a text"] as const;
const MAYBE_NUMBER = [isNumber, "a whole number"] as const;
const CONDITIONS = { condition: MAYBE_TEXT, hitCondition: MAYBE_TEXT };
const SOURCE = [objectOf({ path: MAYBE_TEXT }), "a source", "required"] as const;
const OF_THREAD = { threadId: NUMBER };
const STEP = { ...OF_THREAD, singleThread: [isFlag, "true or false"], targetId: MAYBE_NUMBER } as const;

const FIELDS: Readonly<Record<string, Fields>> = {
  setBreakpoints: {
    source: [objectOf({ path: TEXT }), "a source with a path", "required"],
    breakpoints: [
      listOf(objectOf({ ...CONDITIONS, line: NUMBER, column: MAYBE_NUMBER, logMessage: MAYBE_TEXT })),
      "a list of breakpoints with their lines",
    ],
  },
  setFunctionBreakpoints: {
    breakpoints: [
      listOf(objectOf({ ...CONDITIONS, name: TEXT })),
      "a list of breakpoints with their names",
      "required",
    ],
  },
  setDataBreakpoints: {
    breakpoints: [
      listOf(objectOf({ ...CONDITIONS, dataId: TEXT })),
      "a list of breakpoints with their data",
      "required",
    ],
  },
  setExceptionBreakpoints: {
    filters: [listOf(isText), "a list of filters", "required"],
    filterOptions: [listOf(objectOf({ filterId: TEXT, condition: MAYBE_TEXT })), "a list of filters"],
  },
  modules: { startModule: MAYBE_NUMBER, moduleCount: MAYBE_NUMBER },
  source: { sourceReference: NUMBER },
  stackTrace: { ...OF_THREAD, startFrame: MAYBE_NUMBER, levels: MAYBE_NUMBER },
  scopes: { frameId: NUMBER },
  variables: { variablesReference: NUMBER, start: MAYBE_NUMBER, count: MAYBE_NUMBER, filter: MAYBE_TEXT },
  setVariable: { variablesReference: NUMBER, name: TEXT, value: TEXT },
  evaluate: { expression: TEXT, context: MAYBE_TEXT, frameId: MAYBE_NUMBER },
  setExpression: { expression: TEXT, value: TEXT, frameId: MAYBE_NUMBER },
  completions: { text: TEXT, column: NUMBER, line: MAYBE_NUMBER, frameId: MAYBE_NUMBER },
  breakpointLocations: {
    source: SOURCE,
    line: NUMBER,
    column: MAYBE_NUMBER,
    endLine: MAYBE_NUMBER,
    endColumn: MAYBE_NUMBER,
  },
  readMemory: {
    memoryReference: [(value) => isText(value) || isNumber(value), "that of a variable", "required"],
    count: NUMBER,
    offset: MAYBE_NUMBER,
  },
  dataBreakpointInfo: { name: TEXT, variablesReference: MAYBE_NUMBER },
  restartFrame: { frameId: NUMBER },
  stepInTargets: { frameId: NUMBER },
  exceptionInfo: OF_THREAD,
  continue: STEP,
  next: STEP,
  stepIn: STEP,
  stepOut: STEP,
  pause: OF_THREAD,
  terminateThreads: { threadIds: [listOf(isNumber), "a list of threads"] },
  "ambit/heapSnapshot": { ...OF_THREAD, path: MAYBE_TEXT },
  "ambit/adjust": OF_THREAD,
};

/**
 * The arguments of a request. What is null is taken for absent, as some clients send it.
 *
 * @throws {DapError} `invalidArgument`
 */
export function checkedArguments(command: string, given: unknown): unknown {
  const fields = FIELDS[command];
  if (fields === undefined) return given ?? {};
  const args = isJsonObject(given) ? (withoutNulls(given) as object) : {};
  const fault = faultIn(fields, args);
  if (fault !== undefined) throw new DapError("invalidArgument", { command, ...fault });
  return args;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNulls(each)]));
}
