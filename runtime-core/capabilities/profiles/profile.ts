/**
 * What a host offers, as the symbolic evaluation reads it: the same facts for our own host and for others.
 *
 * Plain data. A profile is a table of modules and globals; what a function needs is said with the words of
 * `capability.ts`, so that the profile `ambit` is derived and not repeated.
 */
import type { KindSource } from "../capability.ts";

/** How the text of a resource becomes a resource. */
export type ResourceForm = "path" | "url" | "websocket-url" | "name" | "host-port" | "sql" | "module";

/** Where a resource comes from. */
export interface ResourceModel {
  readonly form: ResourceForm;
  /** Index of the argument; undefined for a method whose object carries the resource. */
  readonly argument?: number | undefined;
  /** A text that is the resource whatever the arguments are: "*". */
  readonly constant?: string | undefined;
  /** An option that, when true, asks for everything below as well. */
  readonly below?: { readonly argument: number; readonly option: string } | undefined;
  /** The object's own resource stands before, with "/" between: `name/table`. */
  readonly within?: true | undefined;
}

/** A permission that a call asks for. */
export interface NeedModel {
  /** "fs". */
  readonly domain: string;
  readonly kind: KindSource;
  readonly resource: ResourceModel;
}

/** What a call gives, as far as the evaluation cares. */
export type ResultModel =
  | { readonly kind: "nothing" }
  | { readonly kind: "content"; readonly reason: "file-content" | "net-content" | "data-content" | "callee" }
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
  /** The first argument itself. */
  | { readonly kind: "argument" };

/** A function of a host. */
export interface FunctionModel {
  readonly kind: "function";
  readonly name: string;
  readonly sync: boolean;
  readonly needs: readonly NeedModel[];
  readonly result: ResultModel;
  /** Arguments that are called later, any number of times, with content from outside. */
  readonly listeners?: readonly number[];
}

/** An object of a host: `env`, the result of `database(name)`. */
export interface ObjectModel {
  readonly kind: "object";
  readonly name: string;
  readonly members: Readonly<Record<string, HostModel>>;
  /** Members to which a listener can be assigned: "onmessage". */
  readonly listenerMembers?: readonly string[];
}

export type HostModel = FunctionModel | ObjectModel;

/** A table of host models. */
export interface Profile {
  readonly name: "ambit" | "deno" | "node" | "workers";
  /** By specifier, then by exported name. */
  readonly modules: Readonly<Record<string, Readonly<Record<string, HostModel>>>>;
  readonly globals: Readonly<Record<string, HostModel>>;
  /** Objects that results refer to by name. */
  readonly objects: Readonly<Record<string, ObjectModel>>;
}
