/** The calls of the statement at which a thread stands, so that a person can choose one to step into. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { ScriptLocation } from "./cdp.ts";
import { clientColumn, clientLine } from "./convert.ts";
import type { Program } from "./program.ts";
import { placeOfFrame } from "./stack.ts";

/** Answers the request "stepInTargets": nothing for callers, and where code is unknown. */
export async function stepInTargets(
  { frameId }: DebugProtocol.StepInTargetsArguments,
  program: Program,
): Promise<DebugProtocol.StepInTargetsResponse["body"]> {
  const { isolate, frame } = program.references.frame(frameId);
  if (frame === undefined || isolate.pause?.frames[0] !== frame) return { targets: [] };
  const { code } = program.target("stepInTargets");
  const here = placeOfFrame(frame);
  const statement = await code.statementAt(isolate, here);
  if (statement === undefined) return { targets: [] };
  const { scriptId } = frame.location;
  const at = ({ line, column }: { line: number; column: number }): ScriptLocation => ({
    scriptId,
    lineNumber: line,
    columnNumber: column,
  });
  const span = { start: at(statement.start), end: at(statement.end) };
  const stops = await isolate.stopsBetween(span.start, span.end, { inFunction: true });
  const targets = [];
  for (const { lineNumber, columnNumber = 0, type } of stops) {
    if (type !== "call") continue;
    const label = await code.calleeAt(isolate, { ...here, lineNumber, columnNumber }, here);
    if (label === undefined) continue;
    const location = { scriptId, lineNumber, columnNumber };
    targets.push({
      id: program.references.addTarget({ isolate, location, statement: span }),
      label: `${label}()`,
      line: clientLine(lineNumber, program.client),
      column: clientColumn(columnNumber, program.client),
    });
  }
  return { targets };
}
