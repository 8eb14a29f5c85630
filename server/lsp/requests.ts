/** Requests that need more than a feature and a conversion: fixes in two stages. */
import {
  type CodeAction,
  type CodeActionParams,
  type CompletionItem,
  ErrorCodes,
  ResponseError,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { type CodeAction as Action, codeActionNamed, codeActions, sourceActions } from "../features/code-action.ts";
import type { CompletionSubject } from "../features/completion.ts";
import { completionDoc } from "../features/completion-doc.ts";
import type { CodeActionData } from "../protocol.ts";
import { fromRange, type Place, toCodeAction, toDiagnostic, toWorkspaceEdit } from "./convert.ts";
import { toDocumentation } from "./convert-answers.ts";
import type { LanguageServer } from "./language-server.ts";

export async function onCodeAction(server: LanguageServer, params: CodeActionParams): Promise<CodeAction[] | null> {
  const place = await server.place(params);
  if (place === undefined) return null;
  const span = fromRange(place.sourceOf(place.file), params.range);
  const { module } = place.preparation;
  const asked = params.context?.only;
  const only = asked?.length === 0 ? undefined : asked; // Some clients say so that they want all.
  const ofFile = only === undefined ? [] : sourceActions(module, place.file);
  const own = [...codeActions(module, { ...selectable(server, place), span }), ...ofFile];
  const known = new Set(own.map(({ title }) => title));
  const found: [Place, Action][] = own.map((action) => [place, action]);
  for (const other of await server.otherPlaces(place))
    for (const action of codeActions(other.preparation.module, { file: other.file, span }))
      if (action.fixes !== undefined && !known.has(action.title)) found.push([other, action]);
  const shown = found.flatMap(([of, action]) => {
    const kind = shownKind(action, only);
    return kind === undefined ? [] : [codeAction(server, of, { action, kind })];
  });
  return Promise.all(shown);
}

/**
 * The kind under which a client is given an action; undefined when it does not want it. Some clients show only actions of the
 * very kind that they asked for, and a kind stands for those below it.
 */
function shownKind({ kind }: Action, only: readonly string[] | undefined): string | undefined {
  if (only === undefined) return kind;
  const asked = only.find((each) => each === "" || kind === each || kind.startsWith(`${each}.`));
  return asked === "" ? kind : asked;
}

async function codeAction(
  server: LanguageServer,
  place: Place,
  { action, kind }: { readonly action: Action; readonly kind: string },
): Promise<CodeAction> {
  const diagnostic = action.fixes && toDiagnostic(place, action.fixes, server.findingStyle);
  const shown = toCodeAction(place, action, { diagnostic, file: place.file, kind });
  if (server.abilities.resolvesEdits) return shown;
  return { ...shown, edit: await editOf(server, place, action) };
}

async function editOf(server: LanguageServer, place: Place, action: Action): Promise<WorkspaceEdit> {
  const edits = await action.edits(place.workspace());
  return toWorkspaceEdit(place, edits, { ...server.abilities, creates: action.creates });
}

/** Where to look for actions: with the files for a client that can make some. */
function selectable(server: LanguageServer, { file, workspace }: Place): Pick<Place, "file"> & Partial<Place> {
  return server.abilities.createsFiles ? { file, workspace } : { file };
}

export async function onResolveCodeAction(server: LanguageServer, action: CodeAction): Promise<CodeAction> {
  const data = action?.data as Partial<CodeActionData> | undefined;
  if (typeof data?.uri !== "string" || !isNamed(data)) {
    throw new ResponseError(ErrorCodes.InvalidParams, "The code action is none of this server");
  }
  const place = await server.place({ textDocument: { uri: data.uri } });
  if (place === undefined) return action;
  const at = { ...selectable(server, place), file: data.file };
  const named = codeActionNamed(place.preparation.module, at, data);
  const edit = named === undefined ? { documentChanges: [] } : await editOf(server, place, named);
  return { ...action, edit };
}

export async function onResolveCompletion(server: LanguageServer, item: CompletionItem): Promise<CompletionItem> {
  const { kind, name } = (item?.data ?? {}) as Partial<CompletionSubject>;
  if (kind === undefined || typeof name !== "string") return item;
  const blocks = completionDoc({ kind, name });
  return blocks.length === 0 ? item : { ...item, documentation: toDocumentation(blocks, server.abilities) };
}

/** What comes back from a client is only believed when it has the shape of what was sent. */
function isNamed(data: Partial<CodeActionData>): data is CodeActionData {
  const { code, file, start, title } = data;
  return [code, file, title].every((each) => typeof each === "string") && typeof start === "number";
}
