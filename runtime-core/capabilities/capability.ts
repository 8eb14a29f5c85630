/**
 * What a row of the capability table is: a host function, what it needs and what it takes.
 *
 * Plain data. The check at run time, the symbolic evaluation, hover, the types that authors see and the documentation
 * are derived from it.
 */

/** A module that the host provides, or "global" for what is in scope everywhere. */
export type HostModule =
  | "global"
  | "ambit:module"
  | "ambit:fs"
  | "ambit:path"
  | "ambit:http"
  | "ambit:env"
  | "ambit:secrets"
  | "ambit:database"
  | "ambit:store"
  | "ambit:modules"
  | "ambit:context"
  | "ambit:schema";

/** How the text of a resource is made from an argument. */
export interface ResourceSource {
  /** Index of the argument; -1 for everything there is, of which a call gets what is granted. */
  readonly argument: number;
  /** "path": string or `file:` URL, from the entry module's folder; "url": string, URL or Request; "name": the text itself; "host-port": what `{ host, port }` say. */
  readonly as: "path" | "url" | "websocket-url" | "name" | "host-port";
  /** An option (a property of a later argument) that, when true, asks for everything below as well: `dir/**`. */
  readonly below?: { readonly argument: number; readonly option: string };
}

/** Which kind of a domain is asked: always the same one, or one by an option. */
export type KindSource =
  | string
  | {
      /** By a string option of an argument: `{ mode: "create" }`. */
      readonly option: { readonly argument: number; readonly name: string };
      readonly kinds: Readonly<Record<string, string>>;
      readonly otherwise: string;
    }
  | {
      /** By the HTTP method of a `fetch`. */
      readonly httpMethod: { readonly argument: number };
    };

/** A permission that a call asks for. */
export interface Need {
  readonly domain: string;
  readonly kind: KindSource;
  readonly resource: ResourceSource;
}

/** A limit that a call takes from. */
export interface Take {
  readonly limit: string;
  /**
   * "call": one for each call, taken before it; "held": one, taken before it and given back when it, and the stream that it opened, have ended;
   * "byte": one for each byte moved; "created": one for each file or folder that it creates;
   * "lifetime": one, given back when what the call started has ended.
   */
  readonly per: "call" | "held" | "byte" | "created" | "lifetime";
}

/** A host function. */
export interface Capability {
  readonly module: HostModule;
  readonly name: string;
  /** The name of the object in the module that carries it: "env" for `env.get`. */
  readonly object?: string;
  /** True when it returns its value and not a promise of it. */
  readonly sync?: true;
  /** The TypeScript parameters and result, as authors see them: `(path: string | URL): Promise<string>`. */
  readonly signature: string;
  /** One sentence for hover and for the reference. */
  readonly doc: string;
  readonly needs: readonly Need[];
  readonly takes: readonly Take[];
}
