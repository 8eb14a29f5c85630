/**
 * The language server's process. Speaks LSP on stdio unless the arguments name another transport
 * (`--stdio`, `--node-ipc`, `--socket=…`, `--pipe=…`).
 *
 * It ends with its client: when the input ends, when the process that `initialize` names is gone, or on `exit`.
 */
import { enableCompileCache } from "node:module";
import { inspect } from "node:util";
import type { Connection } from "vscode-languageserver/node";
import { boundYoungGeneration } from "./young-generation.ts";

enableCompileCache();
boundYoungGeneration();
await main();

async function main(): Promise<void> {
  const { openConnection } = await import("./lsp/transport.ts");
  const { serve } = await import("./lsp/connection.ts");
  const { findPages } = await import("./pages.ts");
  const connection = openConnection(process.argv);
  surviveFaults(connection);
  serve({ connection, pageOf: findPages() });
}

/** A fault that reached nobody is ours: it is said to the client. Only a client that is gone ends the process. */
function surviveFaults(connection: Connection): void {
  const report = (error: unknown): void => {
    const code = (error as { readonly code?: unknown } | null)?.code;
    if (code === "EPIPE" || code === "ERR_STREAM_DESTROYED") process.exit(1);
    try {
      connection.console.error(inspect(error));
    } catch {
      // The connection is closed.
      process.exit(1);
    }
  };
  process.on("uncaughtException", report);
  process.on("unhandledRejection", report);
}
