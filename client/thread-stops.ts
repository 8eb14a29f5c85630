/**
 * Which threads of a debug session stand, read from the messages between the editor and the adapter: plain data.
 */

/** That a thread has stopped or goes on. */
export interface ThreadStop {
  readonly isolate: string;
  readonly isStopped: boolean;
}

const RESUMING: ReadonlySet<unknown> = new Set(["continue", "next", "stepIn", "stepOut"]);

/** What an event of the adapter, or a request to it, says of a thread. */
export function threadStop(message: unknown): ThreadStop | undefined {
  const { arguments: asked, body, command, event } = message as Readonly<Record<string, unknown>>;
  if (event === "stopped") return stopOf(body, true);
  if (event === "continued") return stopOf(body, false);
  return RESUMING.has(command) && asked !== undefined ? stopOf(asked, false) : undefined;
}

function stopOf(about: unknown, isStopped: boolean): ThreadStop | undefined {
  const { threadId } = about as { readonly threadId?: number };
  return threadId === undefined ? undefined : { isolate: String(threadId), isStopped };
}
