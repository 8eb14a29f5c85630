/**
 * Secrets of modules that are started here: asked for once for each module, and kept where the editor keeps passwords.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import {
  type CancellationToken,
  commands,
  type DebugConfiguration,
  type Disposable,
  type ExtensionContext,
  Uri,
  window,
  workspace,
} from "vscode";
import type { LanguageServer } from "./language-client.ts";
import { itemAt, manifestTree } from "./manifest-tree.ts";

/** What is shorter could not be kept out of what a debugger shows. */
const SHORTEST = 4;
/** Where the list of what is kept is kept; the editor's store of secrets has none that every version gives. */
const LIST_KEY = "secrets";

/** A value that is kept: what one module was given is not given to another, which may reach other hosts. */
interface KeptSecret {
  readonly module: string;
  readonly name: string;
}

/** A secret that a manifest mentions. */
interface MentionedSecret {
  readonly name: string;
  /** The section `secrets` names it: the module does not start without. */
  readonly needed: boolean;
}

/** The secrets of the modules of one person. */
export class ModuleSecrets {
  readonly #context: ExtensionContext;
  readonly #server: LanguageServer;

  constructor(context: ExtensionContext, server: LanguageServer) {
    this.#context = context;
    this.#server = server;
  }

  /** A launch with the secrets that its module mentions. Undefined: one that it needs is missing, and the person gave up. */
  async complete(
    configuration: DebugConfiguration,
    token: CancellationToken | undefined,
  ): Promise<DebugConfiguration | undefined> {
    const given: unknown = configuration["secrets"] ?? {};
    const secrets: Record<string, string> = { ...(given as object) };
    const module = String(configuration["program"]);
    for (const { name, needed } of await this.#mentioned(module)) {
      if (Object.hasOwn(secrets, name)) continue;
      const kept: KeptSecret = { module, name };
      const value = (await this.#context.secrets.get(keyOf(kept))) ?? (await this.#ask(kept, token));
      if (value !== undefined) secrets[name] = value;
      else if (needed) return undefined;
    }
    return Object.keys(secrets).length === 0 ? configuration : { ...configuration, secrets };
  }

  /** Lets the person choose which values are forgotten. */
  async forget(): Promise<void> {
    const kept = this.#kept();
    if (kept.length === 0) return void window.showInformationMessage("No secrets of Ambit modules are kept.");
    const items = kept.map((secret) => ({ label: secret.name, description: secret.module, secret }));
    const chosen = await window.showQuickPick(items, { title: "Forget Secrets", canPickMany: true });
    for (const { secret } of chosen ?? []) await this.#context.secrets.delete(keyOf(secret));
    const gone = new Set(chosen?.map(({ secret }) => secret));
    await this.#keep(kept.filter((secret) => !gone.has(secret)));
  }

  async #ask(secret: KeptSecret, token: CancellationToken | undefined): Promise<string | undefined> {
    const value = await window.showInputBox(
      {
        title: `The secret "${secret.name}"`,
        prompt: `The editor keeps it for ${path.basename(secret.module)}, which uses it and never sees it`,
        password: true,
        ignoreFocusOut: true,
        validateInput: (text) => (text.length < SHORTEST ? `At least ${SHORTEST} characters` : undefined),
      },
      token,
    );
    if (value === undefined) return undefined;
    await this.#context.secrets.store(keyOf(secret), value);
    const others = this.#kept().filter((each) => keyOf(each) !== keyOf(secret));
    await this.#keep([...others, secret]);
    return value;
  }

  #kept(): readonly KeptSecret[] {
    return this.#context.globalState.get<readonly KeptSecret[]>(LIST_KEY, []);
  }

  async #keep(list: readonly KeptSecret[]): Promise<void> {
    await this.#context.globalState.update(LIST_KEY, list);
  }

  /** Those that the manifest of a module names or grants. */
  async #mentioned(module: string): Promise<readonly MentionedSecret[]> {
    // The adapter says what is wrong with a program that is not there.
    if (!existsSync(module)) return [];
    const { uri } = await workspace.openTextDocument(Uri.file(module));
    const manifest = (await manifestTree(this.#server, uri.toString())) ?? [];
    const namesAt = (...path: string[]): readonly string[] =>
      itemAt(manifest, path)?.children.map(({ value }) => value) ?? [];
    const needed = new Set(namesAt("secrets"));
    const names = new Set([...needed, ...namesAt("permissions", "secrets", "use")]);
    return [...names].map((name) => ({ name, needed: needed.has(name) }));
  }
}

/** The command that forgets them. */
export function registerSecrets(secrets: ModuleSecrets): Disposable {
  return commands.registerCommand("ambit.forgetSecrets", () => secrets.forget());
}

function keyOf({ module, name }: KeptSecret): string {
  return JSON.stringify([module, name]);
}
