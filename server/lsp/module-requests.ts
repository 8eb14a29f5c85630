/** Requests about the module as a whole: lenses, hints, symbols. */
import type {
  CodeLens,
  CodeLensParams,
  Command,
  InlayHint,
  InlayHintParams,
  WorkspaceSymbol,
  WorkspaceSymbolParams,
} from "vscode-languageserver/node";
import { ErrorCodes, ResponseError } from "vscode-languageserver/node";
import { type CodeLensKind, codeLenses, reachOf } from "../features/code-lens.ts";
import { inlayHints } from "../features/inlay-hint.ts";
import { moduleSymbol } from "../features/workspace-symbol.ts";
import type { AmbitCommand, CodeLensData } from "../protocol.ts";
import { inRange } from "./answer.ts";
import { type Place, toLocations, toRange, viewOf } from "./convert.ts";
import { toInlayHints, toWorkspaceSymbol } from "./convert-answers.ts";
import type { LanguageServer } from "./language-server.ts";

export async function onInlayHint(server: LanguageServer, params: InlayHintParams): Promise<InlayHint[] | null> {
  return server.inlayHints ? inRange(inlayHints, toInlayHints)(server, params) : null;
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

/** Of the modules that are open: what is not open has not been prepared. */
export async function onWorkspaceSymbol(
  server: LanguageServer,
  params: WorkspaceSymbolParams,
): Promise<WorkspaceSymbol[]> {
  const query = String(params?.query ?? "");
  for (const { uri } of server.documents.all()) await server.modules.current(uri);
  return server.modules.all().flatMap((preparation) => {
    const symbol = moduleSymbol(preparation.module, query);
    return symbol === undefined ? [] : [toWorkspaceSymbol(viewOf(preparation, server.documents), symbol)];
  });
}
