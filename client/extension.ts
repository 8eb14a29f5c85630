/**
 * The VS Code extension: joins the parts when VS Code activates it. Everything ends with its subscriptions.
 */
import { type ExtensionContext, window, workspace } from "vscode";
import { watchModules } from "./active-module.ts";
import { watchRuns } from "./after-run.ts";
import { colorCalls } from "./call-colors.ts";
import { registerCommands } from "./commands.ts";
import { registerDebug } from "./debug.ts";
import { showInlineValues } from "./inline-values.ts";
import { LanguageServer } from "./language-client.ts";
import { registerLiveViews } from "./live-views.ts";
import { registerModuleCommands } from "./module-commands.ts";
import { registerReachView } from "./reach-view.ts";
import { showModuleStatus } from "./module-status.ts";
import { NodeChoice } from "./node-choice.ts";
import { ModuleSecrets, registerSecrets } from "./secrets.ts";
import { START_SETTINGS } from "./settings.ts";
import { configureTypeScriptPlugin } from "./typescript-settings.ts";

/** Called by VS Code when a document or a command needs Ambit. */
export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel("Ambit", { log: true });
  const nodes = new NodeChoice(context);
  const server = new LanguageServer({ extensionPath: context.extensionPath, nodes, output });
  const secrets = new ModuleSecrets(context, server);
  context.subscriptions.push(
    output,
    server,
    registerDebug(context, { nodes, secrets }),
    registerSecrets(secrets),
    registerCommands(server, output),
    registerLiveViews(context, server),
    watchRuns(server),
    registerModuleCommands(server),
    registerReachView(server),
    showModuleStatus(server),
    watchModules(server),
    showInlineValues(server),
    colorCalls(server),
    configureTypeScriptPlugin(server),
    workspace.onDidChangeConfiguration((change) => {
      if (!START_SETTINGS.some((setting) => change.affectsConfiguration(setting))) return;
      nodes.forget();
      if (server.wanted) void server.restart();
    }),
    workspace.onDidGrantWorkspaceTrust(() => nodes.forget()),
  );
}
