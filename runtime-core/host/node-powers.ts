/**
 * The powers of one context, on Node. What speaks HTTP is loaded when it is wanted: it is more code than all the rest, and
 * most modules send nothing.
 */
import { NodeFiles } from "./node-files.ts";
import type { NodeHttp } from "./node-http.ts";
import type { ModulePower, Powers } from "./powers.ts";

/** What Node cannot know by itself. */
export interface NodePowersOptions {
  /** Real path of the project's folder. */
  readonly root: string;
  readonly modules: ModulePower;
  readonly secrets: Readonly<Record<string, string>>;
  readonly write: Powers["write"];
}

/** Makes the powers. `close` drops open connections. */
export function nodePowers(options: NodePowersOptions): { readonly powers: Powers; close(): Promise<void> } {
  let loading: Promise<NodeHttp> | undefined;
  const http = async (): Promise<NodeHttp> => {
    loading ??= import("./node-http.ts").then((loaded) => new loaded.NodeHttp());
    return await loading;
  };
  const powers: Powers = {
    files: new NodeFiles(options.root),
    http: {
      send: async (request) => await (await http()).send(request),
      listen: async (at, take) => await (await http()).listen(at, take),
    },
    openSocket: async (request) => await (await import("./node-web-socket.ts")).openSocket(request),
    modules: options.modules,
    secretOf: (name) => (Object.hasOwn(options.secrets, name) ? options.secrets[name] : undefined),
    write: options.write,
  };
  return { powers, close: async () => await (await loading)?.close() };
}
