/**
 * Tells our plugin in the TypeScript server what Ambit's own server does.
 */
import { Disposable, extensions, workspace } from "vscode";
import type { PluginSettings } from "../typescript-plugin/settings.ts";
import type { LanguageServer } from "./language-client.ts";
import { readSettings } from "./settings.ts";

/** What we use of the TypeScript extension. */
interface TypeScriptExtension {
  getAPI(version: 0): { configurePlugin(plugin: string, settings: PluginSettings): void } | undefined;
}

/** Keeps the plugin told. */
export function configureTypeScriptPlugin(server: LanguageServer): Disposable {
  const tell = async (): Promise<void> => {
    const extension = extensions.getExtension<TypeScriptExtension>("vscode.typescript-language-features");
    const isManifestCompleted = server.state === "running" && readSettings().enable;
    (await extension?.activate())?.getAPI(0)?.configurePlugin("ambit-typescript-plugin", { isManifestCompleted });
  };
  return Disposable.from(
    server.onDidChangeState(tell),
    workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("ambit.enable")) await tell();
    }),
  );
}
