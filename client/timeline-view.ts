/**
 * The view "Isolate Timeline": a page of its own, told twice a second what is new and only while it is seen.
 */
import { randomUUID } from "node:crypto";
import { type Disposable, type ExtensionContext, Uri, type WebviewView, window } from "vscode";
import type { LiveSessions } from "./live-sessions.ts";
import { SLOT_MS } from "./timeline.ts";
import {
  type FromTimelinePage,
  namedLanes,
  type NamedLane,
  pageHtml,
  pageLane,
  slotText,
  type ToTimelinePage,
} from "./timeline-page.ts";

/** Registers it. */
export function registerTimeline({ extensionUri }: ExtensionContext, sessions: LiveSessions): Disposable {
  const media = Uri.joinPath(extensionUri, "media");
  return window.registerWebviewViewProvider("ambit.timeline", {
    resolveWebviewView: (view) => {
      const { webview } = view;
      webview.options = { enableScripts: true, localResourceRoots: [media] };
      const part = (name: string): string => webview.asWebviewUri(Uri.joinPath(media, name)).toString();
      listen(view, sessions);
      webview.html = pageHtml({
        script: part("timeline.js"),
        style: part("timeline.css"),
        source: webview.cspSource,
        nonce: randomUUID(),
      });
    },
  });
}

function listen(view: WebviewView, sessions: LiveSessions): void {
  let lanes: readonly NamedLane[] = [];
  const send = (message: ToTimelinePage): void => void view.webview.postMessage(message);
  const sendLanes = (): void => {
    if (!view.visible) return;
    lanes = namedLanes(sessions.all);
    send({ kind: "lanes", lanes: lanes.map(pageLane) });
  };
  const timer = setInterval(() => {
    if (sessions.all.some(({ hasEnded }) => !hasEnded)) sendLanes();
  }, SLOT_MS);
  view.webview.onDidReceiveMessage((message: FromTimelinePage) => {
    if (message.kind === "ready") sendLanes();
    else send({ ...message, text: slotText(lanes, message) });
  });
  view.onDidDispose(() => clearInterval(timer));
}
