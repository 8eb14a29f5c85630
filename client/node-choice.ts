/**
 * The Node that this editor's processes run in: found once, said once when there is none.
 */
import { commands, env, type ExtensionContext, Uri, window, workspace } from "vscode";
import { findNode, FIRST_MAJOR, type NodeFound, type NodeSearch } from "./node-24.ts";
import { NODE_SETTING, readSettings } from "./settings.ts";

const DOWNLOAD = "https://nodejs.org/en/download";

/** Finds and remembers. */
export class NodeChoice {
  readonly #context: ExtensionContext;
  readonly #found = new Map<NodeSearch["purpose"], Promise<NodeFound>>();

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  /** The Node for a purpose; undefined when there is none, which has been said to the user then. */
  async find(purpose: NodeSearch["purpose"]): Promise<(NodeFound & { readonly ok: true }) | undefined> {
    let search = this.#found.get(purpose);
    if (search === undefined) {
      search = findNode({ nodePath: readSettings().nodePath, purpose, packageFolders: this.#folders(), host: process });
      this.#found.set(purpose, search);
    }
    const found = await search;
    if (found.ok) return found;
    this.forget();
    void offerHelp(found.tried);
    return undefined;
  }

  /** Searches again the next time. */
  forget(): void {
    this.#found.clear();
  }

  /** A program that lies in a workspace is started only if the user trusts the workspace. */
  #folders(): string[] {
    const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []) : [];
    return [this.#context.extensionPath, ...folders.map((folder) => folder.uri.fsPath)];
  }
}

async function offerHelp(tried: readonly string[]): Promise<void> {
  const open = "Set Path";
  const install = "Get Node.js";
  const message = `Ambit needs Node.js ${FIRST_MAJOR}: install it, or set "${NODE_SETTING}" to where it is. What there is: ${tried.join("; ")}.`;
  const chosen = await window.showErrorMessage(message, open, install);
  if (chosen === open) await commands.executeCommand("workbench.action.openSettings", NODE_SETTING);
  if (chosen === install) await env.openExternal(Uri.parse(DOWNLOAD));
}
