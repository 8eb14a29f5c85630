/** Requests that last are told to the client as progress, so that a person can see why, and give up. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { SendEvent } from "./announce.ts";

/** Before that nobody has begun to wonder. */
const TOLD_AFTER_MS = 500;
const TITLES: Readonly<Record<string, string>> = {
  launch: "Starting the module",
  attach: "Attaching to the runtime",
  restart: "Starting anew",
  "ambit/heapSnapshot": "Taking a heap snapshot",
};

/** Tells of a request, if it is one that can last and does, until the result is disposed. */
export function reportProgress({ command, seq }: DebugProtocol.Request, send: SendEvent): Disposable {
  const title = TITLES[command];
  const progressId = String(seq);
  let isTold = false;
  const tell = (): void => {
    isTold = true;
    send("progressStart", { progressId, title, requestId: seq, cancellable: command === "launch" });
  };
  const timer = title === undefined ? undefined : setTimeout(tell, TOLD_AFTER_MS);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      if (isTold) send("progressEnd", { progressId });
    },
  };
}
