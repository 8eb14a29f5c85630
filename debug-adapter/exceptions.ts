/**
 * Exceptions: which ones stop a thread, and what is told of them.
 *
 * V8 cannot say what is uncaught, because the host awaits every entry. So it pauses at all, and the thrown value and
 * the text of the program decide.
 */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { placesOf } from "./awaiting.ts";
import type { Paused, Properties, RemoteObject } from "./cdp.ts";
import { DapError } from "./dap-errors.ts";
import type { Isolate } from "./debuggee.ts";
import type { StoppedThread } from "./program.ts";
import type { Place } from "./stack.ts";
import { typeText, valueText } from "./value-text.ts";

/** The filters that a client can choose; DAP §ExceptionBreakpointsFilter. */
export const EXCEPTION_FILTERS = [
  {
    filter: "permission-denied",
    label: "Permission Denied",
    description: "Stop where the host refuses a call for want of a grant",
    default: true,
  },
  {
    filter: "limit-exceeded",
    label: "Limit Exceeded",
    description: "Stop where the host refuses a call because a limit is used up",
    default: true,
  },
  {
    filter: "uncaught",
    label: "Uncaught Exceptions",
    description: "Stop at exceptions that nothing in the module catches",
    default: true,
  },
  { filter: "all", label: "All Exceptions", description: "Stop at every exception, caught or not", default: false },
] as const satisfies readonly DebugProtocol.ExceptionBreakpointsFilter[];

type Filter = (typeof EXCEPTION_FILTERS)[number]["filter"];

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

/** Which exceptions stop. One for a session. */
export class Exceptions {
  readonly #isolates = new Set<Isolate>();
  #filters = new Set<Filter>();

  /** Chooses filters. */
  async choose(filters: readonly string[]): Promise<void> {
    this.#filters = new Set(EXCEPTION_FILTERS.map((each) => each.filter).filter((each) => filters.includes(each)));
    await Promise.allSettled([...this.#isolates].map((isolate) => this.#apply(isolate)));
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

  /** The filter that stops at an exception; undefined for none. `isCaught` is asked only when it matters. */
  async filterFor(thrown: Thrown, isCaught: () => Promise<boolean>): Promise<Filter | undefined> {
    const filters = this.#filters;
    if (filters.has("permission-denied") && thrown.code === "permission/denied") return "permission-denied";
    if (filters.has("limit-exceeded") && thrown.code?.startsWith("limit/") === true) return "limit-exceeded";
    if (filters.has("all")) return "all";
    return filters.has("uncaught") && !(await isCaught()) ? "uncaught" : undefined;
  }

  async #apply(isolate: Isolate): Promise<void> {
    await isolate.inspector.request("Debugger.setPauseOnExceptions", {
      state: this.#filters.size > 0 ? "all" : "none",
    });
  }
}

/** Whether an isolate stands at an exception. */
export function isException({ reason }: Paused): boolean {
  return reason === "exception" || reason === "promiseRejection";
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
  return {
    value,
    code: text("code"),
    name: text("name") ?? typeText(value),
    message: text("message") ?? valueText(value),
    stack,
    places: placesOf(stack ?? ""),
  };
}

/** Answers the request "exceptionInfo". */
export function exceptionInfo(
  { stop }: StoppedThread,
  { threadId }: DebugProtocol.ExceptionInfoArguments,
): DebugProtocol.ExceptionInfoResponse["body"] {
  if (stop.thrown === undefined) throw new DapError("noException", { threadId });
  const { thrown, filter } = stop.thrown;
  return {
    exceptionId: thrown.code ?? thrown.name,
    description: thrown.message,
    breakMode: filter === "all" ? "always" : filter === "uncaught" ? "unhandled" : "userUnhandled",
    details: {
      message: thrown.message,
      typeName: thrown.name,
      ...(thrown.stack === undefined ? {} : { stackTrace: thrown.stack }),
    },
  };
}

async function fieldsOf(isolate: Isolate, objectId: string): Promise<Map<string, unknown>> {
  const { result } = await isolate.inspector.request<Properties>("Runtime.getProperties", {
    objectId,
    ownProperties: true,
  });
  return new Map(result.map((property) => [property.name, property.value?.value]));
}
