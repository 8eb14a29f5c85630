/**
 * The manifest of a module as the server folds it, and what stands in it.
 */
import type { ManifestTreeItem, ModuleParams } from "../server/protocol.ts";
import type { LanguageServer } from "./language-client.ts";

/** The sections of a module's manifest; null for a file without one, undefined while the server does not run. */
export async function manifestTree(
  server: Pick<LanguageServer, "request">,
  uri: string,
): Promise<readonly ManifestTreeItem[] | null | undefined> {
  const params: ModuleParams = { textDocument: { uri } };
  return await server.request("ambit/manifestTree", params);
}

/** What stands under a path of names, such as "permissions", "fs". */
export function itemAt(
  items: readonly ManifestTreeItem[],
  [name, ...rest]: readonly string[],
): ManifestTreeItem | undefined {
  const item = items.find((each) => each.name === name);
  return rest.length === 0 || item === undefined ? item : itemAt(item.children, rest);
}
