/**
 * Beyond V8's own requests: `{ afterMs }` has an isolate stop where a call of the host has waited for a limit for so long; without, no
 * more. Debuggers that attach ask it of hosts.
 */
export const STOP_AT_LONG_WAITS = "Ambit.stopAtLongWaits";

/** A message of Chrome's DevTools Protocol, as V8's inspector sends and takes it. */
export interface InspectorMessage {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string };
}
