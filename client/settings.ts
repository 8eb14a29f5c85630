/**
 * What the user set in the section "ambit" of the editor's configuration.
 */
import { type ConfigurationScope, workspace } from "vscode";
import type { AmbitSettings } from "../server/protocol.ts";

/** Settings that only the extension reads. */
interface ClientSettings {
  /** The Node to run Ambit with; empty: search. */
  readonly nodePath: string;
  /** Findings of all modules, not only of those that are open. */
  readonly checkWorkspace: boolean;
}

/** Which Node is started. */
export const NODE_SETTING = "ambit.nodePath";

/** Settings with which the server is started: a change needs a restart. */
export const START_SETTINGS: readonly string[] = [NODE_SETTING, "ambit.checkWorkspace"];

/** The settings as they are now. */
export function readSettings(scope?: ConfigurationScope): AmbitSettings & ClientSettings {
  const section = workspace.getConfiguration("ambit", scope);
  return {
    enable: section.get("enable", true),
    root: section.get("root", ""),
    inlayHints: section.get("inlayHints", true),
    severities: section.get("severities", {}),
    nodePath: section.get("nodePath", "").trim(),
    checkWorkspace: section.get("checkWorkspace", false),
  };
}
