/**
 * The language server as the editor sees it: started when the first text needs it, restarted on demand.
 */
import path from "node:path";
import { type Diagnostic, type Disposable, EventEmitter, type LogOutputChannel, window } from "vscode";
import type * as vscodeClient from "vscode-languageclient/node";
import type { LanguageClient, LanguageClientOptions } from "vscode-languageclient/node";
import type { AmbitInitializationOptions } from "../server/protocol.ts";
import { LANGUAGES } from "./languages.ts";
import type { NodeChoice } from "./node-choice.ts";
import { readSettings } from "./settings.ts";

/** What the server is started with. */
export interface LanguageServerOptions {
  readonly extensionPath: string;
  readonly nodes: NodeChoice;
  readonly output: LogOutputChannel;
}

/** How the server is: "off" as long as nothing needs it. */
export type ServerState = "off" | "starting" | "running" | "failed";

/** At most one server. */
export class LanguageServer implements Disposable {
  readonly #options: LanguageServerOptions;
  #client: LanguageClient | undefined;
  #starting: Promise<void> | undefined;
  #stopping = false;
  #state: ServerState = "off";
  readonly #stateChanged = new EventEmitter<ServerState>();
  readonly onDidChangeState = this.#stateChanged.event;

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Starts the server if there is none and none is being started. What fails is said to the user, once. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Whether it was ever asked for. */
  get wanted(): boolean {
    return this.#starting !== undefined;
  }

  /** Ends the server, if there is one, and starts one with the settings as they are now; one restart after another. */
  restart(): Promise<void> {
    this.#stopping = true;
    this.#starting = this.#replace(this.#starting);
    return this.#starting;
  }

  /** What the server answers; undefined while there is none, or when it cannot answer, which is written to the output. */
  async request<Result>(method: string, params: unknown): Promise<Result | undefined> {
    await this.#starting;
    if (this.#client?.isRunning() !== true) return undefined;
    try {
      return await this.#client.sendRequest<Result>(method, params);
    } catch (error) {
      this.#options.output.warn(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  /** The server ends with its input, so nothing is waited for. */
  dispose(): void {
    this.#stopping = true;
    void this.#client?.dispose().catch((error: unknown) => this.#options.output.error(String(error)));
  }

  #setState(state: ServerState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }

  async #replace(before: Promise<void> | undefined): Promise<void> {
    await before;
    const client = this.#client;
    this.#client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // It does not matter how the old one ended, only that it did.
      this.#options.output.warn(String(error));
    }
    this.#options.nodes.forget();
    this.#stopping = false;
    await this.#start();
  }

  async #start(): Promise<void> {
    const { extensionPath, nodes, output } = this.#options;
    this.#setState("starting");
    const node = await nodes.find("analysis");
    if (node === undefined) {
      this.#setState("failed");
      return;
    }
    output.info(`Language server in Node ${node.version} (${node.command})`);
    // Loaded only now: most windows that hold TypeScript never need it.
    const vscodeClient = await import("vscode-languageclient/node");
    const server = {
      command: node.command,
      args: [path.join(extensionPath, "dist", "server.mjs")],
      transport: vscodeClient.TransportKind.stdio,
      options: { env: { ...process.env, ...node.env } },
    };
    this.#client = new vscodeClient.LanguageClient("ambit", "Ambit", server, this.#clientOptions(vscodeClient));
    try {
      this.#client.onDidChangeState(({ newState }) => {
        if (newState === vscodeClient.State.Stopped && !this.#stopping) this.#setState("failed");
        if (newState === vscodeClient.State.Running) this.#setState("running");
      });
      await this.#client.start();
    } catch (error) {
      this.#setState("failed");
      output.error(String(error));
      void offerOutput(output);
    }
  }

  #clientOptions({ ErrorCodes, ResponseError }: typeof vscodeClient): LanguageClientOptions {
    const { checkWorkspace, enable, inlayHints, root, severities } = readSettings();
    const initializationOptions: AmbitInitializationOptions = {
      settings: { enable, inlayHints, root, severities },
      // What is not open is found only by asking for it, and then VS Code asks for everything.
      diagnostics: checkWorkspace ? "pull" : "push",
      commands: true,
      semanticTokens: false, // VS Code shows those of one server only.
      inlineValues: false, // A provider would take the place of what VS Code shows in other debug sessions.
    };
    return {
      documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
      outputChannel: this.#options.output,
      initializationOptions,
      middleware: {
        // What a server that is being stopped refuses counts as unanswered: of other failures VS Code tells the user.
        sendRequest: async (type, parameters, token, next) => {
          try {
            return await next(type, parameters, token);
          } catch (error) {
            if (!this.#stopping) throw error;
            throw new ResponseError(ErrorCodes.PendingResponseRejected, "The server is being stopped");
          }
        },
        // What is open, TypeScript reads too.
        handleDiagnostics: (uri, diagnostics, next) => next(uri, withoutSyntaxErrors(diagnostics)),
        provideDiagnostics: async (document, previous, token, next) => {
          const report = await next(document, previous, token);
          return report?.kind === "full" ? { ...report, items: withoutSyntaxErrors(report.items) } : report;
        },
        workspace: {
          // A server that is about to end is told nothing: the same change of a setting may be what ends it.
          didChangeConfiguration: async (sections, next) => {
            if (!this.#stopping) await next(sections);
          },
        },
      },
    };
  }
}

function withoutSyntaxErrors(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ code }) => typeof code !== "object" || code.value !== "parse/syntax-error");
}

async function offerOutput(output: LogOutputChannel): Promise<void> {
  const show = "Show Output";
  if ((await window.showErrorMessage("The Ambit language server did not start.", show)) === show) output.show();
}
