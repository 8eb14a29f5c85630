/**
 * Exceptions: which ones stop a thread, and what is told of them.
 *
 * V8 cannot say what is uncaught, because the host awaits every entry. So it pauses at all, and the thrown value and
 * the text of the program decide.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { STOP_AT_LONG_WAITS } from "../runtime-core/base/inspector-message.ts";
import type { ContextSnapshot } from "../runtime-core/index.ts";
import { placesOf } from "./awaiting.ts";
import type { CallFrame, Paused, RemoteObject } from "./cdp.ts";
import type { ProjectPaths } from "./convert.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";
import { limitText } from "./limits-scope.ts";
import type { Place } from "./stack.ts";
import { syntaxError } from "./syntax-error.ts";
import type { StoppedThread } from "./threads.ts";
import { parseThrottled, throttledCall, type ThrottledFilter } from "./throttled.ts";
import { cut, typeText, valueText } from "./value-text.ts";
import { thrownText } from "./variables.ts";
import { boundedRequest, callBounded, callOn } from "./properties.ts";

const CONDITION = {
  supportsCondition: true,
  conditionDescription: 'An expression about `error`, such as `error.name === "TypeError"`',
};

/** The filters that a client can choose; DAP §ExceptionBreakpointsFilter. */
export const EXCEPTION_FILTERS = [
  {
    filter: "permission-denied",
    label: "Permission Denied",
    description: "Stop where the host refuses a call for want of a grant",
    ...CONDITION,
    default: true,
  },
  {
    filter: "limit-exceeded",
    label: "Limit Exceeded",
    description: "Stop where the host refuses a call because a limit is used up",
    ...CONDITION,
    default: true,
  },
  {
    filter: "throttled",
    label: "Throttled",
    description: "Stop where a call waits long for a limit",
    supportsCondition: true,
    conditionDescription:
      "How long (default: 1s), and an expression about `wait`: > 500ms && wait.limit === 'http/request'",
    default: false,
  },
  {
    filter: "uncaught",
    label: "Uncaught Exceptions",
    description: "Stop at exceptions that nothing in the module catches",
    ...CONDITION,
    default: true,
  },
  {
    filter: "all",
    label: "All Exceptions",
    description: "Stop at every exception, caught or not",
    ...CONDITION,
    default: false,
  },
] as const satisfies readonly DebugProtocol.ExceptionBreakpointsFilter[];

type Filter = Exclude<(typeof EXCEPTION_FILTERS)[number]["filter"], "throttled">;

/** A thrown value, read without running code of the module. */
export interface Thrown {
  readonly value: RemoteObject;
  /** The code of a refusal of the host. */
  readonly code: string | undefined;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Places of the module's code in the error's own stack, the innermost first. */
  readonly places: readonly Place[];
}

/** Of a stack so many characters are told. */
const LONGEST_STACK = 20_000;

/** A copy that is made by way of the host. */
const NOT_CLONED =
  / could not be cloned\.\n {4}at callSync \(ambit:prelude:.*\n {4}at structuredClone \(ambit:prelude:/;

/** What is cheap to know, and what says more, comes first. */
const ORDER: readonly Filter[] = ["permission-denied", "limit-exceeded", "all", "uncaught"];

/** What filters ask and tell. */
export interface FilterLinks {
  /** Asked only when it matters. */
  readonly isCaught: () => Promise<boolean>;
  readonly conditionThrew: (condition: string, error: string) => void;
}

/** Which exceptions stop. One for a session. */
export class Exceptions {
  readonly #isolates = new Set<Isolate>();
  /** With the condition under which it stops, an expression about `error`; "" for always. */
  #filters = new Map<Filter, string>();
  #throttled: ThrottledFilter | undefined;
  /** Conditions of which was said that they throw. */
  readonly #complained = new Set<string>();

  /** Chooses filters; gives for each whether its condition is an expression. */
  async choose({
    filters,
    filterOptions = [],
  }: DebugProtocol.SetExceptionBreakpointsArguments): Promise<DebugProtocol.SetExceptionBreakpointsResponse["body"]> {
    const asked = [...filters.map((filterId) => ({ filterId, condition: "" })), ...filterOptions];
    this.#filters = new Map();
    this.#throttled = undefined;
    this.#complained.clear();
    const problems = asked.map(({ filterId, condition = "" }) => this.#choose(filterId, condition));
    await Promise.allSettled([...this.#isolates].map((isolate) => this.#apply(isolate)));
    const breakpoints = problems.map((problem) =>
      problem === undefined ? { verified: true } : { verified: false, message: problem },
    );
    return { breakpoints };
  }

  /** Gives why a filter cannot be chosen. */
  #choose(filterId: string, condition: string): string | undefined {
    const known = EXCEPTION_FILTERS.find(({ filter }) => filter === filterId)?.filter;
    if (known === undefined) return `There is no filter "${filterId}"`;
    if (known === "throttled") {
      const parsed = parseThrottled(condition);
      if (typeof parsed === "string") return parsed;
      this.#throttled = parsed;
      return undefined;
    }
    const problem = syntaxError(condition);
    if (problem === undefined) this.#filters.set(known, condition);
    return problem;
  }

  /** Sets what is chosen in a new isolate. The request has left when this returns. */
  async addIsolate(isolate: Isolate): Promise<void> {
    this.#isolates.add(isolate);
    await this.#apply(isolate);
  }

  /** Forgets an isolate. */
  removeIsolate(isolate: Isolate): void {
    this.#isolates.delete(isolate);
  }

  /**
   * The filter that stops at an exception; undefined for none.
   *
   * @param at.inSkipped It is thrown in a file that steps pass by: then that it is thrown does not matter.
   */
  async filterFor(
    isolate: Isolate,
    { thrown, inSkipped }: { readonly thrown: Thrown; readonly inSkipped: boolean },
    { isCaught, conditionThrew }: FilterLinks,
  ): Promise<Filter | undefined> {
    const stops: Readonly<Record<Filter, () => boolean | Promise<boolean>>> = {
      "permission-denied": () => thrown.code === "permission/denied",
      "limit-exceeded": () => thrown.code?.startsWith("limit/") === true,
      all: () => !inSkipped,
      uncaught: async () => !(await isCaught()),
    };
    for (const filter of ORDER) {
      const condition = this.#filters.get(filter);
      if (condition === undefined || !(await stops[filter]())) continue;
      if (condition.trim() === "") return filter;
      const met = await isMet(isolate, thrown, condition);
      if (met === true) return filter;
      if (met !== false) this.#once(conditionThrew)(condition, met.threw);
    }
    return undefined;
  }

  /** What waits where an isolate stands, when that is to stop. */
  async throttledAt(
    isolate: Isolate,
    frame: CallFrame,
    conditionThrew: FilterLinks["conditionThrew"],
  ): Promise<Thrown | undefined> {
    if (this.#throttled === undefined) return undefined;
    const links = { conditionThrew: this.#once(conditionThrew) };
    return await throttledCall(isolate, frame, { ...this.#throttled, ...links });
  }

  /** Of a condition that throws that is told once. */
  #once(conditionThrew: FilterLinks["conditionThrew"]): FilterLinks["conditionThrew"] {
    return (condition, error) => {
      if (this.#complained.has(condition)) return;
      this.#complained.add(condition);
      conditionThrew(condition, error);
    };
  }

  async #apply(isolate: Isolate): Promise<void> {
    const state = this.#filters.size > 0 ? "all" : "none";
    await Promise.all([
      isolate.inspector.request("Debugger.setPauseOnExceptions", { state }),
      isolate.inspector.request(STOP_AT_LONG_WAITS, { afterMs: this.#throttled?.afterMs }),
    ]);
  }
}

/** Whether an isolate stands at an exception. */
export function isException({ reason }: Paused): boolean {
  return reason === "exception" || reason === "promiseRejection";
}

/** Whether the host's own code catches it where it is thrown, and throws what the module gets: what cannot be cloned is a DataCloneError there. */
export function isReplaced({ name, stack = "" }: Thrown): boolean {
  return name === "TypeError" && NOT_CLONED.test(stack);
}

/** Reads a thrown value. */
export async function readThrown(isolate: Isolate, value: RemoteObject): Promise<Thrown> {
  const fields = value.objectId === undefined ? new Map<string, unknown>() : await fieldsOf(isolate, value.objectId);
  const text = (name: string): string | undefined => {
    const field = fields.get(name);
    return typeof field === "string" ? field : undefined;
  };
  const description = value.subtype === "error" ? value.description : undefined;
  const stack = text("stack") ?? description;
  const message = text("message") ?? (description === undefined ? await shownText(isolate, value) : valueText(value));
  return {
    value,
    code: text("code"),
    name: text("name") ?? typeText(value),
    message: cut(message),
    stack: stack === undefined ? undefined : cut(stack, LONGEST_STACK),
    places: placesOf(stack ?? ""),
  };
}

/** Answers the request "exceptionInfo": what was thrown, and for a refusal what can be done about it. */
export async function exceptionInfo(
  { isolate, stop }: StoppedThread,
  { threadId }: DebugProtocol.ExceptionInfoArguments,
  paths: ProjectPaths,
): Promise<DebugProtocol.ExceptionInfoResponse["body"]> {
  if (stop.thrown === undefined) throw new DapError("noException", { threadId });
  const { thrown, filter } = stop.thrown;
  const advice = thrown.code === undefined ? [] : adviceOn(thrown, await isolate.debuggee.snapshot(isolate));
  return {
    exceptionId: thrown.code ?? thrown.name,
    description: [thrown.message, ...advice].join("\n"),
    breakMode: filter === "all" ? "always" : filter === "uncaught" ? "unhandled" : "userUnhandled",
    details: {
      message: thrown.message,
      typeName: thrown.name,
      ...(thrown.stack === undefined ? {} : { stackTrace: paths.ownStack(thrown.stack) }),
    },
  };
}

/** The grant that is missing, or how the limit stands, and the ways to go on. */
function adviceOn({ code, message }: Thrown, context: ContextSnapshot | undefined): readonly string[] {
  if (code === "permission/denied") {
    const denied = context?.permissions
      .filter((use) => use.verdict === "denied" && message.includes(use.permission))
      .toSorted((one, other) => other.permission.length - one.permission.length)[0];
    const permission = denied?.permission ?? "it";
    return [
      `To allow it: add ${permission} to "permissions" in the manifest, or for this session set its row in Permissions to "grant" (in VS Code "Grant for This Session"). This call stays refused, the next one is allowed`,
    ];
  }
  const limit = context?.limits.find(({ name }) => message.includes(`"${name}"`));
  if (code?.startsWith("limit/") !== true || limit === undefined) return [];
  const held = limit.holders.length === 0 ? "" : `, held by ${limit.holders.join(", ")}`;
  return [
    `${limit.name}: ${limitText(limit)}${held}, declared by ${limit.own ? "this module" : "a parent"}`,
    `To go on: raise it in "limits" of the manifest, or for this session set its row in Limits to "refill" or to a quantity (in VS Code "Refill Limit" and "Change Limit…")`,
  ];
}

/** Whether a condition about the thrown value holds, or what it throws. */
async function isMet(
  isolate: Isolate,
  { value }: Thrown,
  condition: string,
): Promise<boolean | { readonly threw: string }> {
  const answer =
    value.objectId === undefined
      ? await isolate.evaluate(boundedRequest(`((error) => !!(${condition}\n))(${literalOf(value)})`), undefined)
      : await callBounded(isolate, value.objectId, {
          declaration: `function () { const error = this; return !!(${condition}\n); }`,
          args: [],
        });
  return answer.exceptionDetails === undefined ? answer.result.value === true : { threw: thrownText(answer) };
}

function literalOf({ unserializableValue, value }: RemoteObject): string {
  return unserializableValue ?? JSON.stringify(value) ?? "undefined";
}

/** The text of a value with what stands in it, which V8 does not tell of what is thrown. */
async function shownText(isolate: Isolate, value: RemoteObject): Promise<string> {
  if (value.objectId === undefined) return valueText(value);
  const { result } = await callOn(isolate, value.objectId, { declaration: "function () { return this; }", args: [] });
  return valueText(result);
}

async function fieldsOf(isolate: Isolate, objectId: string): Promise<Map<string, unknown>> {
  const { result } = await isolate.propertiesOf(objectId, { named: true });
  return new Map(result.map((property) => [property.name, property.value?.value]));
}
