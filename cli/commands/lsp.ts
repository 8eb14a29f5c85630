/**
 * `ambit lsp`: this process becomes the language server.
 */

/** Starts the server; it ends this process when its client is gone. */
export async function lsp(): Promise<void> {
  await import("../../server/main.ts");
}
