/**
 * What a host offers, as the symbolic evaluation reads it: the same facts for our own host and for others.
 *
 * Plain data. A profile is a table of modules and globals; what a function needs is said with the words of
 * `capability.ts`, so that the profile `ambit` is derived and not repeated.
 */
import type { KindSource } from "../capability.ts";

/**
 * How the text of a resource becomes a resource.
 *
 * "file-url": the path of a URL with the scheme "file:"; nothing for other URLs. "socket-path": the path of a socket, among the options of an address; nothing for other addresses. "web-url": a URL of the web; nothing for other texts.
 * "module": a path, or a URL with another scheme; "address": `host:port` or `unix:path` of the arguments of a socket,
 * in any of Node's forms; "http-request": the URL of `http.request(url | options, options)`;
 * "glob": the folder that a pattern begins with.
 */
export type ResourceForm =
  | "path"
  | "url"
  | "websocket-url"
  | "name"
  | "host-port"
  | "sql"
  | "module"
  | "address"
  | "socket-path"
  | "file-url"
  | "web-url"
  | "http-request"
  | "glob";

/** A folder that has a name and no known place; "root" is that of the project. */
export type RootName = "root" | "cwd" | "tmp" | "home" | "exec";

/** Where a resource comes from. */
export interface ResourceModel {
  readonly form: ResourceForm;
  /** Index of the argument; undefined for a method whose object carries the resource. */
  readonly argument?: number | undefined;
  /** A text that is the resource whatever the arguments are: "*". */
  readonly constant?: string | undefined;
  /** An option that, when true, asks for everything below as well. */
  readonly below?:
    | {
        readonly argument: number;
        readonly option: string;
        /** What holds when the option is not there. */
        readonly otherwise?: true;
      }
    | undefined;
  /** The object's own resource stands before, with "/" between: `name/table`. */
  readonly within?: true | undefined;
  /** The option of the argument that holds the text, where the argument is an object: `{ path }`. */
  readonly option?: string | undefined;
  /** What holds when the argument is not there: a resource, or for an address its host; "": nothing is asked for. */
  readonly otherwise?: string | undefined;
  /** Texts that name nothing, by how they begin: ":memory:" of a database. */
  readonly except?: RegExp | undefined;
  /** A random name stands behind the text: `mkdtemp`; or below the folder that it names. */
  readonly fresh?: "behind" | "below" | undefined;
  /** The scheme of an "http-request" without one: "https:". */
  readonly scheme?: string | undefined;
  /** What a text is that stands for an address: "a.com:80", or a URL; else it is a port or the path of a socket. */
  readonly written?: "address" | "url" | undefined;
  /** Where the port stands when one stands there: `send(message, offset, length, port, address)`. */
  readonly late?: number | undefined;
}

/** Which kind of a domain is asked; `KindSource` of capabilities, and what only other hosts have. */
export type KindModel =
  | KindSource
  | {
      /** By the flags of `open`: "r", "w+", numbers. As an argument, or as an option of one. */
      readonly flags: { readonly argument: number; readonly option?: string; readonly otherwise: "read" | "write" };
    }
  | {
      /** By options that count when they are true: `Deno.open(path, { write: true })`. */
      readonly options: { readonly argument: number; readonly kinds: Readonly<Record<string, string>> };
      readonly otherwise: string;
    };

/** A permission that a call asks for. */
export interface NeedModel {
  /** "fs". */
  readonly domain: string;
  readonly kind: KindModel;
  readonly resource: ResourceModel;
}

/** What a call gives, as far as the evaluation cares. */
export type ResultModel =
  | { readonly kind: "nothing" }
  | {
      readonly kind: "content";
      readonly reason: "file-content" | "net-content" | "data-content" | "callee" | "env" | "parameter";
    }
  /** Entries of a folder. */
  | { readonly kind: "entries" }
  /** The value of an environment variable named by the first argument. */
  | { readonly kind: "environment" }
  /** Something opaque that carries a secret: named by the first argument, or passed on from the arguments. */
  | { readonly kind: "secret"; readonly from: "name" | "arguments" }
  | { readonly kind: "boolean" }
  | { readonly kind: "response" }
  /** An object of the host; the text of the first argument becomes its resource. */
  | { readonly kind: "object"; readonly of: string }
  /** An argument itself, the first unless said. */
  | { readonly kind: "argument"; readonly argument?: number }
  /** A named folder, or a text below it. */
  | { readonly kind: "root"; readonly root: RootName; readonly below?: "fresh" | undefined }
  /** The text of an argument with a fresh name behind it: `mkdtemp("/tmp/x-")`; or an object that holds it. */
  | { readonly kind: "fresh"; readonly argument: number; readonly member?: string }
  /** The path of a fresh file or folder: in the option `dir`, with its `prefix` and `suffix`, else among temporary ones. */
  | { readonly kind: "temporary" }
  /** The path of an argument, or where links lead from there. */
  | { readonly kind: "real-path" }
  /** Entries of a folder, as Deno describes them. */
  | { readonly kind: "listed" }
  /** Names of a folder, or its entries: by an option, or always. */
  | { readonly kind: "names"; readonly typed?: true | undefined }
  /** Paths that the pattern in the first argument matches. */
  | { readonly kind: "matches" }
  /** All environment variables: reading a member of it reads one of them. */
  | { readonly kind: "environment-object" }
  /** The module that the first argument names. */
  | { readonly kind: "module" }
  | { readonly kind: "constant"; readonly value: string | number | boolean }
  /** A list of texts. */
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  /** What a method of a binding gives: a promise of content, and an object whose methods are calls of the binding too. */
  | { readonly kind: "binding"; readonly binding: string; readonly method: string }
  /** The call does not return. */
  | { readonly kind: "never" };

/** A function of a host. */
export interface FunctionModel {
  readonly kind: "function";
  readonly name: string;
  readonly sync: boolean;
  readonly needs: readonly NeedModel[];
  readonly result: ResultModel;
  /** What it gives where there is nothing by the name; it always gives something when absent. */
  readonly absent?: "undefined" | "null" | undefined;
  /** Arguments that are called later, any number of times, with content from outside. */
  readonly listeners?: readonly number[];
  /** Functions among the arguments, and in options, are called later with content from outside. */
  readonly calls?: true | undefined;
  /** An argument is called later, once, with those between two places. */
  readonly hands?: { readonly callee: number; readonly from: number; readonly to?: number } | undefined;
  /** Relative paths start in the folder of its first argument from then on. */
  readonly moves?: true | undefined;
  /** It runs the file that its first argument names, elsewhere. */
  readonly runs?: true | undefined;
  /** It gives an iterable that asks for what it needs when it is iterated. */
  readonly lazy?: true | undefined;
  /** What they are given first: a `Request`, or Node's message of one, whose `url` is a path. */
  readonly gives?: "request" | "message" | undefined;
  /** The last argument, when it is a function, is called once with an error or null, and with the result. */
  readonly callback?: true | undefined;
  /** Members that the function has besides: `realpath.native`. */
  readonly members?: Readonly<Record<string, HostModel>> | undefined;
}

/** An object of a host: `env`, the result of `database(name)`. */
export interface ObjectModel {
  readonly kind: "object";
  readonly name: string;
  readonly members: Readonly<Record<string, HostModel>>;
  /** Members to which a listener can be assigned: "onmessage". */
  readonly listenerMembers?: readonly string[];
  /** What members give that are not named: nothing is said where it is absent. */
  readonly otherwise?: ResultModel | undefined;
}

/** A member of a host that is no function: `process.platform`. */
export interface ValueModel {
  readonly kind: "value";
  readonly value: ResultModel;
}

export type HostModel = FunctionModel | ObjectModel | ValueModel;

/** A table of host models. */
export interface Profile {
  readonly name: "ambit" | "deno" | "node" | "workers";
  /** By specifier, then by exported name. */
  readonly modules: Readonly<Record<string, Readonly<Record<string, HostModel>>>>;
  readonly globals: Readonly<Record<string, HostModel>>;
  /** Objects that results refer to by name. */
  readonly objects: Readonly<Record<string, ObjectModel>>;
  /** What is only there when the host is not our own. */
  readonly foreign?: ForeignHost | undefined;
}

/** What other hosts have besides tables. */
export interface ForeignHost {
  /** Modules that do nothing but compute: what they give is content, functions given to them are called. By specifier. */
  readonly pure: ReadonlySet<string>;
  /** Modules that are told by a program, by specifier: evaluated like files of the project. */
  readonly programs: Readonly<Record<string, string>>;
  /** The specifier that a specifier stands for: "fs" for "node:fs"; undefined for what is no module of the host. */
  canonical(specifier: string): string | undefined;
  /** Conditions of `exports` in package.json that hold. */
  readonly conditions: readonly string[];
  /** Members of the environment are bindings that can be called: the second parameter of handlers, `env` of anything. */
  readonly bindings?: true | undefined;
}
