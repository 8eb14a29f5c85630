/** Requests that are a feature and a conversion: null where nothing is known. */
import type { Range, TextDocumentIdentifier, TextDocumentPositionParams } from "vscode-languageserver/node";
import type { Span } from "../../runtime-core/base/span.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { type ClientAbilities, fromRange, type Place } from "./convert.ts";
import type { LanguageServer } from "./language-server.ts";

type Feature<At, Data> = (prepared: PreparedModule, at: At) => Data | undefined;
type Convert<Data, Result> = (place: Place, data: Data, abilities: ClientAbilities) => Result;
type Answer<Params, Result> = (server: LanguageServer, params: Params) => Promise<Result | null>;

/** A request about the place of a cursor. */
export function atCursor<Data, Result>(
  feature: Feature<Place & { readonly offset: number }, Data>,
  convert: Convert<Data, Result>,
): Answer<TextDocumentPositionParams, Result> {
  return async (server, params) => {
    const at = await server.cursor(params);
    const data = at === undefined ? undefined : feature(at.preparation.module, at);
    return at === undefined || data === undefined ? null : convert(at, data, server.abilities);
  };
}

/** A request about a whole file. */
export function inFile<Data, Result>(
  feature: Feature<Place, Data>,
  convert: Convert<Data, Result>,
): Answer<{ readonly textDocument: TextDocumentIdentifier }, Result> {
  return async (server, params) => {
    const place = await server.place(params);
    const data = place === undefined ? undefined : feature(place.preparation.module, place);
    return place === undefined || data === undefined ? null : convert(place, data, server.abilities);
  };
}

/** A request about a part of a file. */
export function inRange<Data, Result>(
  feature: Feature<Place & { readonly span: Span }, Data>,
  convert: Convert<Data, Result>,
): Answer<{ readonly textDocument: TextDocumentIdentifier; readonly range: Range }, Result> {
  return async (server, params) => {
    const inSpan: Feature<Place, Data> = (prepared, place) =>
      feature(prepared, { ...place, span: fromRange(place.sourceOf(place.file), params.range) });
    return inFile(inSpan, convert)(server, params);
  };
}
