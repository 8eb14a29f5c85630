/**
 * F5: what to debug when nothing says so, and the debug adapter's process.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import {
  type CancellationToken,
  commands,
  debug,
  type DebugAdapterDescriptor,
  DebugAdapterExecutable,
  type DebugConfiguration,
  type DebugConfigurationProvider,
  DebugConfigurationProviderTriggerKind,
  Disposable,
  type ExtensionContext,
  type TextDocument,
  Uri,
  window,
  type WorkspaceFolder,
} from "vscode";
import { findingsOf, isError } from "./findings.ts";
import { isModule } from "./languages.ts";
import type { NodeChoice } from "./node-choice.ts";
import type { ModuleSecrets } from "./secrets.ts";
import { readSettings } from "./settings.ts";

/** The type of our debug configurations, as in package.json. */
export const DEBUG_TYPE = "ambit";

/** What a launch needs. */
interface LaunchNeeds {
  readonly nodes: NodeChoice;
  readonly secrets: ModuleSecrets;
}

/** Offers configurations, completes those of the user, and starts adapters. */
export function registerDebug(context: ExtensionContext, needs: LaunchNeeds): Disposable {
  const { nodes } = needs;
  const provider = new ModuleConfigurations(needs);
  const adapter = path.join(context.extensionPath, "dist", "debug-adapter.mjs");
  return Disposable.from(
    debug.registerDebugConfigurationProvider(DEBUG_TYPE, provider),
    debug.registerDebugConfigurationProvider(DEBUG_TYPE, provider, DebugConfigurationProviderTriggerKind.Dynamic),
    debug.registerDebugAdapterDescriptorFactory(DEBUG_TYPE, {
      createDebugAdapterDescriptor: () => startAdapter(adapter, nodes),
    }),
  );
}

/** The configuration that debugs a file. */
export function configurationFor(program: string): DebugConfiguration {
  return { type: DEBUG_TYPE, request: "launch", name: `Ambit: ${path.basename(program)}`, program };
}

class ModuleConfigurations implements DebugConfigurationProvider {
  readonly #nodes: NodeChoice;
  readonly #secrets: ModuleSecrets;

  constructor({ nodes, secrets }: LaunchNeeds) {
    this.#nodes = nodes;
    this.#secrets = secrets;
  }

  /** What launch.json begins with, and what the list of the debug view offers. */
  provideDebugConfigurations(): DebugConfiguration[] {
    return [{ type: DEBUG_TYPE, request: "launch", name: "Ambit: active module", program: "${file}" }];
  }

  /** An empty configuration (F5 without launch.json) means the module in the active editor. */
  resolveDebugConfiguration(
    _folder: WorkspaceFolder | undefined,
    configuration: DebugConfiguration,
  ): DebugConfiguration | undefined {
    const isWhole = configuration["program"] !== undefined || configuration.request === "attach";
    if (configuration.type && isWhole) return configuration;
    const document = window.activeTextEditor?.document;
    if (document === undefined || !isModule(document)) {
      void window.showErrorMessage(whyNothing(document));
      return undefined;
    }
    return { ...configurationFor(document.uri.fsPath), ...withoutEmpty(configuration) };
  }

  /** Last look before the adapter starts. Undefined: there is no Node to start it in, which has been said, or the person gave up. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: WorkspaceFolder | undefined,
    configuration: DebugConfiguration,
    token?: CancellationToken,
  ): Promise<DebugConfiguration | undefined> {
    const node = await this.#nodes.find("running");
    if (node === undefined || token?.isCancellationRequested === true) return undefined;
    if (configuration.request === "attach") return await withToken(configuration, token);
    const program = String(configuration["program"]);
    const checked = configuration["skipCheck"] === true ? configuration : await withoutErrors(program, configuration);
    const launch = checked && (await this.#secrets.complete(checked, token));
    const root = rootOf(program, folder);
    return launch && { ...(root === undefined ? {} : { root }), ...launch };
  }
}

/** A module with errors would be refused. Undefined: it is not to run. */
async function withoutErrors(
  program: string,
  configuration: DebugConfiguration,
): Promise<DebugConfiguration | undefined> {
  const errors = findingsOf(Uri.file(program)).filter(isError);
  const [first] = errors;
  if (first === undefined) return configuration;
  const counted = errors.length === 1 ? "an error" : `${errors.length} errors`;
  const anyway = configuration.noDebug === true ? "Run Anyway" : "Debug Anyway";
  const says = `${path.basename(program)} has ${counted}: ${first.message}. What is not granted is refused when it runs.`;
  const answer = await window.showErrorMessage(says, anyway, SHOW_PROBLEMS);
  if (answer === SHOW_PROBLEMS) await commands.executeCommand("workbench.actions.view.problems");
  return answer === anyway ? { ...configuration, skipCheck: true } : undefined;
}

const SHOW_PROBLEMS = "Show Problems";

/** A token is of one run of a host, and nothing to keep in a file. Undefined: the person gave up. */
async function withToken(
  configuration: DebugConfiguration,
  token: CancellationToken | undefined,
): Promise<DebugConfiguration | undefined> {
  if (configuration["token"]) return configuration;
  const prompt = "The token that `ambit run --inspect` prints, or `runtime.inspector` has";
  const given = await window.showInputBox({ title: "Attach to an Ambit runtime", prompt, password: true }, token);
  return given ? { ...configuration, token: given.trim() } : undefined;
}

/** The project root that the language server takes for the file; undefined: the adapter's own search finds the same. */
function rootOf(program: string, folder: WorkspaceFolder | undefined): string | undefined {
  if (folder === undefined) return undefined;
  const workspaceRoot = folder.uri.fsPath;
  const { root } = readSettings(folder);
  if (root !== "") return path.resolve(workspaceRoot, root);
  for (let place = path.dirname(program); place !== path.dirname(place); place = path.dirname(place)) {
    if (existsSync(path.join(place, "package.json"))) return undefined;
    if (place === workspaceRoot) return workspaceRoot;
  }
  return undefined;
}

function whyNothing(document: TextDocument | undefined): string {
  const what = "An Ambit module is a TypeScript or JavaScript file that exports `manifest`";
  return document === undefined
    ? `There is no module to debug: open one. ${what}.`
    : `${path.basename(document.uri.fsPath)} is no module to debug. ${what}.`;
}

/** VS Code gives empty texts for what is not set. */
function withoutEmpty(configuration: DebugConfiguration): Partial<DebugConfiguration> {
  return Object.fromEntries(Object.entries(configuration).filter(([, value]) => value !== "" && value !== undefined));
}

async function startAdapter(adapter: string, nodes: NodeChoice): Promise<DebugAdapterDescriptor | undefined> {
  const node = await nodes.find("running");
  return node && new DebugAdapterExecutable(node.command, [adapter], { env: { ...node.env } });
}
