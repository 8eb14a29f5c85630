/** `textDocument/references`, in all modules that a text is part of. */
import type { CancellationToken, Location, ReferenceParams } from "vscode-languageserver/node";
import { references } from "../features/references.ts";
import { type Cursor, cursorInModules } from "./all-modules.ts";
import { toLocations } from "./convert.ts";
import type { LanguageServer } from "./language-server.ts";

export async function onReferences(
  server: LanguageServer,
  params: ReferenceParams,
  token: CancellationToken,
): Promise<Location[] | null> {
  const found = new Map<string, Location>();
  let isGrant = false;
  const isFound = (at: Cursor): boolean => references(at.preparation.module, at) !== undefined;
  for await (const at of cursorInModules(server, { params, token, isFound })) {
    const ofModule = references(at.preparation.module, at);
    isGrant ||= ofModule !== undefined;
    for (const location of toLocations(at, ofModule ?? [])) found.set(JSON.stringify(location), location);
  }
  return isGrant ? [...found.values()] : null;
}
