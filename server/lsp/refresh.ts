/**
 * Tells the client to ask again for what it shows in texts that it has not edited itself: another file has changed what is known of
 * them. LSP 3.18 §Code Lens Refresh and its relatives.
 */
import type { ClientCapabilities, Connection } from "vscode-languageserver/node";
import type { Preparation } from "../documents/prepared-modules.ts";

const REFRESHES: readonly (readonly [string, (client: ClientCapabilities) => boolean | undefined])[] = [
  ["workspace/codeLens/refresh", ({ workspace }) => workspace?.codeLens?.refreshSupport],
  ["workspace/inlayHint/refresh", ({ workspace }) => workspace?.inlayHint?.refreshSupport],
  ["workspace/semanticTokens/refresh", ({ workspace }) => workspace?.semanticTokens?.refreshSupport],
];

/** A request of the server to the client. */
export interface Refresh {
  readonly method: string;
  readonly params?: object;
}

/** Which requests to send after a module has been prepared again, or is none any more. */
export function refreshes(
  client: ClientCapabilities,
  before: Preparation | undefined,
  now: Preparation | undefined,
): readonly Refresh[] {
  const either = now ?? before;
  if (before === undefined || now === undefined)
    return either !== undefined && hasOpenPart(either) ? supportedRefreshes(client) : [];
  const isOwnEdit = before.versions.get(before.path) !== now.versions.get(now.path);
  return isOwnEdit ? [] : supportedRefreshes(client);
}

/** Whether another open text belongs to the module: from now on another module may answer for it. */
function hasOpenPart({ module, path, versions }: Preparation): boolean {
  return versions.keys().some((file) => file !== path && module.files.has(file));
}

/** All that the client can be asked for again. */
export function supportedRefreshes(client: ClientCapabilities): readonly Refresh[] {
  return REFRESHES.filter(([, isSupported]) => isSupported(client) === true).map(([method]) => ({ method }));
}

/** Sends them; what the client answers does not matter. */
export function sendRefreshes(connection: Connection, requests: readonly Refresh[]): void {
  for (const { method, params } of requests)
    connection.sendRequest(method, params).catch((error: unknown) => connection.console.warn(String(error)));
}
