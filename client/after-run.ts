/**
 * One quiet word after a run that leaves something to do, with the report and the manifest a click away.
 */
import path from "node:path";
import {
  commands,
  debug,
  type DebugSessionCustomEvent,
  Disposable,
  EventEmitter,
  Uri,
  window,
  workspace,
} from "vscode";
import type { LiveEvents, LiveReport } from "../debug-adapter/protocol.ts";
import { DEBUG_TYPE } from "./debug.ts";
import type { LanguageServer } from "./language-client.ts";
import { showInManifest } from "./manifest-places.ts";
import { reportPage, thingsToDo } from "./run-report.ts";

/** The scheme of pages that show the report of the last run of a module: `ambit-report:/folder/main.ts.md`. */
const SCHEME = "ambit-report";

/** Begins to listen; ends when disposed. */
export function watchRuns(server: LanguageServer): Disposable {
  const pages = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const onReport = async (program: string, report: LiveReport): Promise<void> => {
    const uri = Uri.file(`${program}.md`).with({ scheme: SCHEME });
    pages.set(uri.path, reportPage(path.basename(program), report));
    changed.fire(uri);
    const said = thingsToDo(report);
    if (said === undefined) return;
    const [showReport, openManifest] = ["Show Report", "Open Manifest"];
    const chosen = await window.showInformationMessage(`${path.basename(program)}: ${said}`, showReport, openManifest);
    if (chosen === showReport) await commands.executeCommand("markdown.showPreview", uri);
    if (chosen === openManifest) await showInManifest(server, program, firstToDo(report));
  };
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ path: key }) => pages.get(key) ?? "",
    }),
    debug.onDidReceiveDebugSessionCustomEvent(({ body, event, session }: DebugSessionCustomEvent) => {
      if (session.type !== DEBUG_TYPE || event !== ("ambit/report" satisfies keyof LiveEvents)) return;
      const { report } = body as LiveEvents["ambit/report"];
      void onReport(String(session.configuration["program"]), report);
    }),
  );
}

/** What the manifest is opened at: a refused call's place, else a grant that was not used. */
function firstToDo({ grants, permissions }: LiveReport): string {
  const refused = permissions.find(({ verdict }) => verdict === "denied")?.permission;
  return refused ?? grants.find(({ count }) => count === 0)?.grant ?? "";
}
