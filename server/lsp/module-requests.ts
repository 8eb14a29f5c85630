/** Requests about the module as a whole: lenses, hints, symbols, what it may do. */
import type {
  CancellationToken,
  CodeLens,
  CodeLensParams,
  Command,
  InlayHint,
  InlayHintParams,
  InlineValue,
  InlineValueParams,
  TextDocumentContentParams,
  TextDocumentContentResult,
  WorkspaceSymbol,
  WorkspaceSymbolParams,
} from "vscode-languageserver/node";
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { type CodeLensKind, codeLenses, reachOf } from "../features/code-lens.ts";
import { effectiveManifest } from "../features/effective-manifest.ts";
import { allowedBy } from "../features/grant-uses.ts";
import { inlineValues } from "../features/inline-value.ts";
import { inlayHints } from "../features/inlay-hint.ts";
import { fitsQuery, moduleSymbol } from "../features/workspace-symbol.ts";
import { manifestOutline, type ManifestPart } from "../../runtime-core/prepare/index.ts";
import {
  type AmbitCommand,
  type CodeLensData,
  type InlayHintData,
  MANIFEST_SCHEME,
  type ManifestTreeItem,
  type ModuleEffects,
  type ModuleParams,
} from "../protocol.ts";
import { inRange } from "./answer.ts";
import { allModules } from "./all-modules.ts";
import { fromPosition, fromRange, type Place, toLocation, toLocations, toRange, viewOf } from "./convert.ts";
import { toInlayHints, toTooltip, toWorkspaceSymbol } from "./convert-answers.ts";
import type { LanguageServer } from "./language-server.ts";

export async function onInlayHint(server: LanguageServer, params: InlayHintParams): Promise<InlayHint[] | null> {
  return server.inlayHints ? inRange(inlayHints, toInlayHints)(server, params) : null;
}

export async function onResolveInlayHint(server: LanguageServer, hint: InlayHint): Promise<InlayHint> {
  const { offset, uri } = (hint?.data ?? {}) as Partial<InlayHintData>;
  if (typeof uri !== "string" || typeof offset !== "number")
    throw new ResponseError(ErrorCodes.InvalidParams, "The inlay hint is none of this server");
  const place = await server.place({ textDocument: { uri } });
  if (place === undefined) return hint;
  const span = { start: offset, end: offset };
  const found = inlayHints(place.preparation.module, { ...place, span }).find((each) => each.offset === offset);
  return found === undefined ? hint : { ...hint, tooltip: toTooltip(place, found, server.abilities) };
}

const COMMANDS: Readonly<Record<Exclude<CodeLensKind, "reach">, { title: string; command: AmbitCommand }>> = {
  run: { title: "Run", command: "ambit.runModule" },
  debug: { title: "Debug", command: "ambit.debugModule" },
};

export async function onCodeLens(server: LanguageServer, params: CodeLensParams): Promise<CodeLens[] | null> {
  const place = await server.place(params);
  const lenses = place && codeLenses(place.preparation.module, place);
  if (place === undefined || lenses === undefined) return null;
  const { uri } = params.textDocument;
  return lenses.flatMap(({ kind, span }): readonly CodeLens[] => {
    const range = toRange(place.sourceOf(place.file), span);
    if (kind === "reach") return [{ range, data: { uri } satisfies CodeLensData }];
    return server.commands ? [{ range, command: { ...COMMANDS[kind], arguments: [uri] } }] : [];
  });
}

export async function onResolveCodeLens(server: LanguageServer, lens: CodeLens): Promise<CodeLens> {
  if (lens?.command !== undefined) return lens;
  const uri = (lens?.data as Partial<CodeLensData> | undefined)?.uri;
  if (typeof uri !== "string")
    throw new ResponseError(ErrorCodes.InvalidParams, "The code lens is none of this server");
  const place = await server.place({ textDocument: { uri } });
  return place === undefined ? lens : { ...lens, command: reachCommand(server, place, lens) };
}

function reachCommand(server: LanguageServer, place: Place, { range }: CodeLens): Command {
  const { calls, title } = reachOf(place.preparation.module);
  if (!server.commands || calls.length === 0) return { title, command: "" };
  const command: AmbitCommand = "ambit.showLocations";
  return { title, command, arguments: [place.uriOf(place.file), range.start, toLocations(place, calls)] };
}

/** Of all modules of the workspace. */
export async function onWorkspaceSymbol(
  server: LanguageServer,
  params: WorkspaceSymbolParams,
  token: CancellationToken,
): Promise<WorkspaceSymbol[]> {
  const query = String(params?.query ?? "");
  await allModules(server, token);
  const open = server.modules.all().flatMap((preparation) => {
    const symbol = moduleSymbol(preparation.module);
    if (symbol === undefined || !fitsQuery(symbol, query)) return [];
    return [toWorkspaceSymbol(viewOf(preparation, server.documents), symbol)];
  });
  const closed = server.closedModules
    .all()
    .flatMap(({ symbol }) => (symbol !== undefined && fitsQuery(symbol, query) ? [symbol.shown] : []));
  return [...open, ...closed];
}

export async function onInlineValue(server: LanguageServer, params: InlineValueParams): Promise<InlineValue[] | null> {
  const place = await server.place(params);
  if (place === undefined) return null;
  const source = place.sourceOf(place.file);
  const span = fromRange(source, params.range);
  const stopped = fromPosition(source, params.context?.stoppedLocation?.end);
  return inlineValues(place.preparation.module, { file: place.file, span, stopped }).map((value) => ({
    range: toRange(source, value.span),
    variableName: value.name,
    caseSensitiveLookup: true,
  }));
}

/** `ambit-manifest:/folder/main.ts.jsonc` is about `file:///folder/main.ts`. The client is told when it has changed. */
export async function onTextDocumentContent(
  server: LanguageServer,
  params: TextDocumentContentParams,
): Promise<TextDocumentContentResult | null> {
  const uri = String(params?.uri);
  const path = new RegExp(`^${MANIFEST_SCHEME}:(?://)?(/.*)\\.jsonc$`).exec(uri)?.[1];
  const preparation = path === undefined ? undefined : await server.modules.current(`file://${path}`);
  if (preparation === undefined) return null;
  server.shownManifests.set(preparation.uri, uri);
  return { text: effectiveManifest(preparation.module) };
}

export async function onEffects(server: LanguageServer, params: ModuleParams): Promise<ModuleEffects | null> {
  const place = await server.place(params);
  if (place === undefined) return null;
  const { module } = place.preparation;
  const { effects, unknowns } = module.effects;
  return {
    effects: effects.map((effect) => {
      const { call, kind, phase, resolution, resource, worstCase } = effect;
      const grants = allowedBy(module, effect).map((at) => toLocation(place, at));
      return { call, kind, phase, resolution, resource, worstCase, location: toLocation(place, effect), grants };
    }),
    unknowns: unknowns.map((unknown) => {
      const { detail, kinds, reason } = unknown;
      return { detail, kinds: kinds === null ? null : [...kinds], reason, location: toLocation(place, unknown) };
    }),
  };
}

export async function onManifestTree(server: LanguageServer, params: ModuleParams): Promise<ManifestTreeItem[] | null> {
  const place = await server.place(params);
  const outline = place && manifestOutline(place.preparation.module);
  if (place === undefined || outline === undefined) return null;
  const source = place.sourceOf(outline.file);
  const itemOf = ({ children, kind, name, span, text }: ManifestPart): ManifestTreeItem => {
    return { name, kind, value: text, range: toRange(source, span), children: children.map(itemOf) };
  };
  return outline.sections.map(itemOf);
}
