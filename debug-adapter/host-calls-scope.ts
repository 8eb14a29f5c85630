/** The scope "Host calls": the last calls of an isolate, the newest first. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { HostCall } from "../runtime-core/index.ts";

/** One row for each call, with how it ended and how long it took. */
export function hostCallRows(calls: readonly HostCall[]): DebugProtocol.Variable[] {
  return calls.toReversed().map((call) => ({
    name: `${call.id} ${call.call}`,
    value: hostCallText(call),
    variablesReference: 0,
    presentationHint: { attributes: ["readOnly"] },
  }));
}

/** "done in 3.2 ms", "denied: …". */
function hostCallText({ state, durationMs, message }: HostCall): string {
  if (durationMs === undefined) return state;
  const how = `${state} in ${Math.round(durationMs * 100) / 100} ms`;
  return message === undefined ? how : `${how}: ${message}`;
}
