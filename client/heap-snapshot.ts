/** "Take Heap Snapshot": writes what the thread in focus holds to a file that Chrome's DevTools read. */
import { commands, debug, type Disposable, ProgressLocation, Uri, window } from "vscode";
import type { HeapSnapshotAnswer, HeapSnapshotArguments } from "../debug-adapter/protocol.ts";
import { DEBUG_TYPE } from "./debug.ts";

/** Registers the command. */
export function registerHeapSnapshot(): Disposable {
  return commands.registerCommand("ambit.takeHeapSnapshot", async () => {
    const session = debug.activeDebugSession;
    if (session?.type !== DEBUG_TYPE) return;
    const threadId = debug.activeStackItem?.threadId ?? 1;
    const filters = { "Heap snapshots": ["heapsnapshot"] };
    const file = await window.showSaveDialog({ title: "Take Heap Snapshot", filters });
    if (file === undefined) return;
    try {
      const asked: HeapSnapshotArguments = { threadId, path: file.fsPath };
      const { path, sizeBytes } = await window.withProgress(
        { location: ProgressLocation.Notification, title: "Taking a heap snapshot" },
        async () => (await session.customRequest("ambit/heapSnapshot", asked)) as HeapSnapshotAnswer,
      );
      const show = "Show in Folder";
      const said = `The heap snapshot has ${(sizeBytes / 1e6).toFixed(1)} MB. The Memory tab of Chrome's DevTools loads it.`;
      if ((await window.showInformationMessage(said, show)) === show)
        await commands.executeCommand("revealFileInOS", Uri.file(path));
    } catch (error) {
      void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  });
}
