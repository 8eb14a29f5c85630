/**
 * `ambit dap`: this process becomes the debug adapter.
 */

/** Starts the adapter; it ends this process when its client is gone. */
export async function dap(): Promise<void> {
  await import("../../debug-adapter/main.ts");
}
