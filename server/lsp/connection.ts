/**
 * The life of a connection: every message of the tables in `handlers.ts` reaches its handler at the right time, and
 * no fault of a handler reaches anything else.
 */
import {
  type CancellationToken,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  type FileSystemWatcher,
  type InitializeError,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  WatchKind,
} from "vscode-languageserver/node";
import { warmUp } from "../../runtime-core/prepare/index.ts";
import { afterMessages } from "../documents/scheduler.ts";
import { serverCapabilities } from "./capabilities.ts";
import { NOTIFICATIONS, REQUESTS } from "./handlers.ts";
import { followRuns } from "./last-run-requests.ts";
import { LanguageServer, type LanguageServerOptions } from "./language-server.ts";
import { SOURCE_PATTERN } from "./outer-watch.ts";

/** LSP 3.18 §Lifecycle Messages. */
interface Lifecycle {
  state: "created" | "running" | "shut-down";
}

/** What a handler of any method looks like from here: its parameters are what the client sent, whatever that is. */
type AnyHandler = (server: LanguageServer, params: never, token: CancellationToken) => unknown;

type NotificationHandler = (server: LanguageServer, params: never) => unknown;

/** Answers the messages of a connection until it ends. */
export function serve(options: LanguageServerOptions): LanguageServer {
  const { connection } = options;
  const server = new LanguageServer(options);
  const lifecycle: Lifecycle = { state: "created" };
  connection.onInitialize((params) => initialize(server, lifecycle, params));
  connection.onInitialized(() => guardNotification(server, lifecycle, () => register(server)));
  connection.onShutdown(() => {
    lifecycle.state = "shut-down";
    server.modules.clear();
    server.closedModules.restart([], "");
  });
  for (const [method, handler] of Object.entries<AnyHandler>(REQUESTS)) {
    connection.onRequest(method, (params, token) =>
      guardRequest(server, lifecycle, () => handler(server, params as never, token)),
    );
  }
  connection.listen();
  return server;
}

function initialize(
  server: LanguageServer,
  lifecycle: Lifecycle,
  params: InitializeParams,
): InitializeResult | ResponseError<InitializeError> {
  if (lifecycle.state !== "created") {
    return new ResponseError(ErrorCodes.InvalidRequest, "The server is initialized already", { retry: false });
  }
  server.initialize(params);
  lifecycle.state = "running";
  hear(server, lifecycle);
  // While the client reads the answer, which leaves behind the next turn.
  afterMessages(() => void warmUp().catch((error: unknown) => server.log(error)));
  return { capabilities: serverCapabilities(server), serverInfo: { name: "ambit" } };
}

/**
 * Hears notifications from now on: LSP drops those before `initialize`, and the library has taken the one about
 * workspace folders for itself just before.
 */
function hear(server: LanguageServer, lifecycle: Lifecycle): void {
  for (const [method, handler] of Object.entries<NotificationHandler>(NOTIFICATIONS)) {
    server.connection.onNotification(method, (params) =>
      guardNotification(server, lifecycle, () => handler(server, params as never)),
    );
  }
}

/** Asks the client for what it offers only on demand: settings, changes of settings and of files. */
async function register(server: LanguageServer): Promise<void> {
  const { client, connection } = server;
  const { workspace } = client;
  followRuns(server);
  if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
    // Of a folder that is moved or deleted, some clients tell nothing but that.
    const watchers: FileSystemWatcher[] = [
      { globPattern: SOURCE_PATTERN, kind: WatchKind.Change },
      { globPattern: "**/pnpm-workspace.yaml", kind: WatchKind.Change },
      { globPattern: "**", kind: WatchKind.Create | WatchKind.Delete },
    ];
    await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  }
  if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
    await connection.client.register(DidChangeConfigurationNotification.type, { section: "ambit" });
  }
  if (workspace?.configuration === true) server.configure(await connection.workspace.getConfiguration("ambit"));
  await server.watchOuter();
}

async function guardRequest(server: LanguageServer, lifecycle: Lifecycle, answer: () => unknown): Promise<unknown> {
  if (lifecycle.state === "created") {
    return new ResponseError(ErrorCodes.ServerNotInitialized, 'The server waits for "initialize"');
  }
  if (lifecycle.state === "shut-down") return new ResponseError(ErrorCodes.InvalidRequest, "The server is shut down");
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ResponseError) return error;
    server.log(error);
    return new ResponseError(
      LSPErrorCodes.RequestFailed,
      `Ambit failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function guardNotification(server: LanguageServer, lifecycle: Lifecycle, act: () => unknown): Promise<void> {
  if (lifecycle.state !== "running") return;
  try {
    await act();
  } catch (error) {
    server.log(error);
  }
}
