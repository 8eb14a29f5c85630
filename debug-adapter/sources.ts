/** The files that isolates have loaded, and where in them can be stopped. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { clientColumn, clientLine, ownColumn, ownLine } from "./convert.ts";
import { PRELUDE_URL } from "./prelude-places.ts";
import { DapError } from "./dap-errors.ts";
import { isModuleUrl } from "./debuggee.ts";
import type { Program } from "./program.ts";

/** Ambit's own code in every isolate. */
const PRELUDE = {
  name: PRELUDE_URL,
  sourceReference: 1,
  origin: "Ambit's own code in the isolate",
  presentationHint: "deemphasize",
} as const satisfies DebugProtocol.Source;

/** Answers the request "loadedSources". */
export function loadedSources(program: Program): DebugProtocol.LoadedSourcesResponse["body"] {
  const { isolates, paths } = program.target("loadedSources");
  const scripts = isolates.flatMap((isolate) => [...isolate.scripts.values()]);
  const urls = new Set(scripts.map((script) => script.url).filter(isModuleUrl));
  const files = [...urls].map((url) => paths.sourceOf(url));
  return { sources: isolates.some((isolate) => isolate.script(PRELUDE_URL)) ? [...files, PRELUDE] : files };
}

/** Answers the request "source": the text of what is no file. @throws {DapError} `staleReference` when no isolate has it. */
export async function sourceText(
  { sourceReference }: DebugProtocol.SourceArguments,
  program: Program,
): Promise<DebugProtocol.SourceResponse["body"]> {
  for (const isolate of program.target("source").isolates) {
    const script = isolate.script(PRELUDE_URL);
    if (script === undefined || sourceReference !== PRELUDE.sourceReference) continue;
    return { content: await isolate.text(script.scriptId), mimeType: "text/javascript" };
  }
  throw new DapError("staleReference");
}

/** Answers the request "breakpointLocations": what V8 knows of a file that an isolate has loaded; nothing of others. */
export async function breakpointLocations(
  { source, line, column, endLine, endColumn }: DebugProtocol.BreakpointLocationsArguments,
  program: Program,
): Promise<DebugProtocol.BreakpointLocationsResponse["body"]> {
  const { isolates, paths } = program.target("breakpointLocations");
  const { client } = program;
  const file = source.path === undefined ? undefined : paths.fileOf(source.path);
  if (file === undefined) return { breakpoints: [] };
  for (const isolate of isolates) {
    const script = isolate.script(paths.urlOf(file));
    if (script === undefined) continue;
    const { scriptId } = script;
    const last = ownLine(endLine ?? line, client);
    const start = {
      scriptId,
      lineNumber: ownLine(line, client),
      columnNumber: column === undefined ? 0 : ownColumn(column, client),
    };
    const end =
      endColumn === undefined
        ? { scriptId, lineNumber: last + 1, columnNumber: 0 }
        : { scriptId, lineNumber: last, columnNumber: ownColumn(endColumn, client) };
    const stops = await isolate.stopsBetween(start, end, { inFunction: false });
    return {
      breakpoints: stops.map(({ lineNumber, columnNumber = 0 }) => ({
        line: clientLine(lineNumber, client),
        column: clientColumn(columnNumber, client),
      })),
    };
  }
  return { breakpoints: [] };
}
