/** The powers of one context, on Node. */
import { NodeFiles } from "./node-files.ts";
import { NodeHttp } from "./node-http.ts";
import { openSocket } from "./node-web-socket.ts";
import type { ModulePower, Powers } from "./powers.ts";

/** What Node cannot know by itself. */
export interface NodePowersOptions {
  /** Real path of the project's folder. */
  readonly root: string;
  readonly modules: ModulePower;
  readonly write: Powers["write"];
}

/** Makes the powers. `close` drops open connections. */
export function nodePowers(options: NodePowersOptions): { readonly powers: Powers; close(): Promise<void> } {
  const http = new NodeHttp();
  return {
    powers: { files: new NodeFiles(options.root), http, openSocket, modules: options.modules, write: options.write },
    close: () => http.close(),
  };
}
