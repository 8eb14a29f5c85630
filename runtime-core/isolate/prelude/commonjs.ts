/** CommonJS files of packages: run once, when they are first required. https://nodejs.org/api/modules.html */
import { dirname } from "./path.ts";

/** A file as a function; its last parameter stands for `import(…)`. */
type Factory = (...given: readonly unknown[]) => unknown;

/** What the specifiers of a file mean: paths, host modules, or the sentence to throw. */
interface Specifiers {
  readonly imports: Readonly<Record<string, string>>;
  readonly absent: Readonly<Record<string, string>>;
}

interface Module {
  exports: unknown;
  readonly id: string;
  readonly filename: string;
  readonly path: string;
  readonly require: unknown;
  loaded: boolean;
}

const defined: Record<string, { readonly factory: Factory; readonly specifiers: Specifiers } | undefined> = empty();
const modules: Record<string, Module | undefined> = empty();
/** Modules of other kinds: those of the host, and ECMAScript modules that were evaluated. */
const namespaces: Record<string, unknown> = empty();

let importFrom: (referrer: string, specifier: unknown) => Promise<unknown>;

/** Says what host modules are, and how `import(…)` is done. To be called once. */
export function openCommonJs(hostModules: Readonly<Record<string, unknown>>, load: typeof importFrom): void {
  for (const name of Object.keys(hostModules)) namespaces[name] = hostModules[name];
  namespaces["ambit:empty"] = {};
  importFrom = load;
}

/** Takes a file; nothing of it runs yet. */
export function define(path: string, factory: Factory, specifiersJson: string): void {
  defined[path] = { factory, specifiers: JSON.parse(specifiersJson) as Specifiers };
}

/** Takes the namespace of an ECMAScript module that a CommonJS file may require. */
export function provide(path: string, namespace: unknown): void {
  namespaces[path] = namespace;
}

/** Runs a file unless it ran; gives what it exports, and its members of these names. */
export function loadCommonJs(path: string, names: readonly string[]): { exports: unknown; values: unknown[] } {
  const exports = load(path);
  const values: unknown[] = [];
  for (let i = 0; i < names.length; i++) values[i] = memberOf(exports, names[i] as string);
  return { exports, values };
}

function memberOf(exports: unknown, name: string): unknown {
  const isObject = (typeof exports === "object" && exports !== null) || typeof exports === "function";
  return isObject ? (exports as Record<string, unknown>)[name] : undefined;
}

function load(path: string): unknown {
  const known = modules[path];
  if (known !== undefined) return known.exports;
  const file = defined[path];
  if (file === undefined) return namespaces[path];
  const require = requireOf(file.specifiers);
  const module: Module = { exports: {}, id: path, filename: path, path: dirname(path), require, loaded: false };
  modules[path] = module;
  try {
    const load = (specifier: unknown): Promise<unknown> => importFrom(path, specifier);
    Reflect.apply(file.factory, module.exports, [module.exports, require, module, path, module.path, load]);
    module.loaded = true;
  } finally {
    if (!module.loaded) delete modules[path];
  }
  return module.exports;
}

function requireOf({ imports, absent }: Specifiers): (specifier: unknown) => unknown {
  const resolve = (specifier: unknown): string => {
    const name = String(specifier);
    const target = Object.hasOwn(imports, name) ? imports[name] : undefined;
    if (target !== undefined) return target;
    const sentence = Object.hasOwn(absent, name) ? absent[name] : undefined;
    const notFound = `Cannot find "${name}": it is not among the files that were checked; write the specifier as a literal`;
    throw Object.assign(new Error(sentence ?? notFound), { code: "MODULE_NOT_FOUND" });
  };
  return Object.assign((specifier: unknown) => load(resolve(specifier)), { resolve });
}

function empty<Value>(): Record<string, Value> {
  return { __proto__: null } as never;
}
