/** The files that isolates have loaded. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { isModuleUrl } from "./debuggee.ts";
import type { Program } from "./program.ts";

/** Answers the request "loadedSources". */
export function loadedSources(program: Program): DebugProtocol.LoadedSourcesResponse["body"] {
  const { debuggee, launch } = program.launched("loadedSources");
  const scripts = [...debuggee.isolates.values()].flatMap((isolate) => [...isolate.scripts.values()]);
  const urls = new Set(scripts.map((script) => script.url).filter(isModuleUrl));
  return { sources: [...urls].map((url) => launch.paths.sourceOf(url)) };
}
