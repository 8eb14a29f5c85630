/**
 * What the adapter answers when it cannot do a request. Ids are never changed or used again.
 */

/** One row per error; `{name}` stands for a value. */
export const DAP_ERRORS = {
  unknownRequest: { id: 1001, format: 'There is no request "{command}"' },
  wrongOrder: { id: 1002, format: 'Cannot do "{command}" now: {reason}' },
  internal: { id: 1003, format: 'This is a fault of Ambit, not of your module: "{command}" failed: {detail}' },
  invalidArgument: { id: 1004, format: 'Cannot do "{command}": "{name}" must be {expected}' },
  cancelled: { id: 1005, format: "cancelled" },
  missingProgram: { id: 2001, format: 'There is no file "{program}"' },
  programIsFolder: { id: 2002, format: '"{program}" is a folder; name the module in it' },
  programOutsideRoot: { id: 2003, format: '"{program}" lies outside the project root "{root}"; set "root"' },
  missingRoot: { id: 2004, format: 'There is no folder "{root}"' },
  refused: { id: 2005, format: "{message}" },
  programUnreadable: { id: 2006, format: '"{program}" cannot be read: {reason}' },
  cannotAttach: { id: 2007, format: "Cannot attach at {at}: {reason}" },
  missingThread: { id: 3001, format: "There is no thread {threadId}; its isolate has ended" },
  notPaused: { id: 3002, format: "The thread {threadId} is running; pause it first" },
  staleReference: { id: 3003, format: "The value is no longer there: the thread has run on since it was shown" },
  cannotEvaluate: { id: 3004, format: "{message}" },
  cannotSet: { id: 3005, format: 'Cannot set "{name}": {reason}' },
  inspector: { id: 3007, format: 'Cannot do "{command}": {reason}' },
  cannotRestart: { id: 3008, format: "Cannot restart this frame: {reason}" },
  cannotWrite: { id: 3009, format: 'Cannot write "{path}": {reason}' },
  noException: { id: 3006, format: "The thread {threadId} does not stand at an exception" },
} as const satisfies Readonly<Record<string, { readonly id: number; readonly format: string }>>;

/** The name of a row. */
export type DapErrorName = keyof typeof DAP_ERRORS;

/** A request that cannot be done. */
export class DapError extends Error {
  readonly row: { readonly id: number; readonly format: string };
  readonly variables: Readonly<Record<string, string>>;

  constructor(name: DapErrorName, variables: Readonly<Record<string, string | number>> = {}) {
    const texts = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));
    const row = DAP_ERRORS[name];
    super(row.format.replace(/\{(\w+)\}/g, (whole, key: string) => texts[key] ?? whole));
    this.name = "DapError";
    this.row = row;
    this.variables = texts;
  }
}

/** Whether the program has only moved on since the client asked, which is nothing to tell a person. */
export function isOvertaken(row: DapError["row"]): boolean {
  const { missingThread, notPaused, staleReference } = DAP_ERRORS;
  return [missingThread, notPaused, staleReference].some(({ id }) => id === row.id);
}
