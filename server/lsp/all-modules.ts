/** Every module of the workspace, open or not, for requests that are about more than what is open. */
import {
  type CancellationToken,
  LSPErrorCodes,
  ResponseError,
  type TextDocumentPositionParams,
} from "vscode-languageserver/node";
import type { Preparation } from "../documents/prepared-modules.ts";
import { fromPosition, type Place } from "./convert.ts";
import type { LanguageServer } from "./language-server.ts";
import type { ModuleSummary } from "./module-summary.ts";

/** The signal of a request: it fires when the client wants no answer any more. */
export function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

/** @throws {ResponseError} When the client wants no answer any more. */
export function demandWanted(token: CancellationToken): void {
  if (token.isCancellationRequested)
    throw new ResponseError(LSPErrorCodes.RequestCancelled, "The request is cancelled");
}

/**
 * Resolves when all modules of the workspace are known as they are now.
 *
 * @throws {ResponseError} When the client wants no answer any more.
 */
export async function allModules(server: LanguageServer, token: CancellationToken): Promise<void> {
  await settleAll(server, signalOf(token));
  demandWanted(token);
}

/** Resolves when all modules of the workspace are known as they are now, or when the signal fires. */
export async function settleAll(server: LanguageServer, signal: AbortSignal): Promise<void> {
  const { closedModules, documents, isWatched, isWatchedOutside, modules } = server;
  for (const { uri } of [...documents.all()]) await modules.current(uri);
  if (!isWatched) closedModules.doubt();
  else if (!isWatchedOutside) closedModules.findRoots();
  await closedModules.settled(signal);
  server.watchOuter().catch((error: unknown) => server.log(error));
}

/** The modules of the workspace of a certain kind, prepared; those that are not open only while the caller looks at them. */
export async function* preparationsOf(
  server: LanguageServer,
  token: CancellationToken,
  isWanted: (summary: ModuleSummary) => boolean,
): AsyncGenerator<Preparation> {
  await allModules(server, token);
  yield* server.modules.all();
  for await (const preparation of server.closedModules.preparations(isWanted)) {
    demandWanted(token);
    yield preparation;
  }
}

/** What a request about a cursor needs to find its place in several modules. */
export interface CursorSearch {
  readonly params: TextDocumentPositionParams;
  readonly token: CancellationToken;
  /** Whether there is something at a place. Where nothing is, the workspace is not gone through in search of more. */
  readonly isFound: (at: Cursor) => boolean;
}

/** A place in a module. */
export type Cursor = Place & { readonly offset: number };

/**
 * The place of a cursor in each of the modules that its text is part of. The text must be open; the modules need not.
 *
 * @throws {ResponseError} When the request names no place.
 */
export async function* cursorInModules(server: LanguageServer, search: CursorSearch): AsyncGenerator<Cursor> {
  const { isFound, params, token } = search;
  const own = await server.cursor(params);
  if (own !== undefined) yield own;
  const { uri } = params.textDocument;
  const file = server.documents.get(uri)?.file;
  const isWorthIt = server.closedModules.isStarted || (own !== undefined && isFound(own));
  if (file === undefined || !isWorthIt) return;
  for await (const preparation of preparationsOf(server, token, ({ files }) => files.has(file))) {
    const place = preparation === own?.preparation ? undefined : server.placeIn(preparation, file);
    if (place === undefined || !preparation.module.files.has(place.file)) continue;
    yield { ...place, offset: fromPosition(place.sourceOf(place.file), params.position) };
  }
}
