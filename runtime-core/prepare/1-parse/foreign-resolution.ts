/**
 * Node's resolution for both kinds of modules at once, with what bundlers and Deno add: endings left out, TypeScript
 * behind names that end with ".js", import maps.
 *
 * Source: https://nodejs.org/api/esm.html#resolution-algorithm-specification, https://nodejs.org/api/modules.html#all-together
 */
import { isJsonObject, type JsonObject } from "../../base/json-object.ts";
import type { FilePath } from "../../base/span.ts";
import type { Workspace } from "../../base/workspace.ts";
import type { ForeignHost } from "../../capabilities/profiles/profile.ts";
import { folderOf, resolvePath } from "../../base/file-path.ts";
import { exportsBySubpath } from "./package-exports.ts";
import { ts } from "./syntax.ts";

const ENDINGS = ["", ".js", ".ts", ".mjs", ".cjs", ".mts", ".cts", ".tsx", ".jsx", ".json"];
const INDEXES = ["/index.js", "/index.ts", "/index.mjs", "/index.cjs", "/index.tsx", "/index.json"];
const TYPESCRIPT: Readonly<Record<string, string>> = { ".js": ".ts", ".mjs": ".mts", ".cjs": ".cts", ".jsx": ".tsx" };

/** Finds files of one program. */
export class Resolver {
  readonly #workspace: Workspace;
  readonly #hostConditions: readonly string[];
  /** Those of the host and of the kind of module that asks. */
  #conditions: ReadonlySet<string> = new Set();
  readonly #packages = new Map<FilePath, JsonObject | undefined>();
  readonly #imports: JsonObject;
  readonly #mapFolder: FilePath;

  constructor(workspace: Workspace, host: ForeignHost, entry: FilePath) {
    this.#workspace = workspace;
    this.#hostConditions = host.conditions;
    const { folder, imports } = this.#importMap(folderOf(entry));
    this.#imports = imports;
    this.#mapFolder = folder;
  }

  /** The specifier that an import map puts in the place of another. */
  mapped(specifier: string): string {
    const exact = this.#imports[specifier];
    if (typeof exact === "string") return exact;
    const [key, target] =
      Object.entries(this.#imports).find(([name]) => name.endsWith("/") && specifier.startsWith(name)) ?? [];
    return key === undefined || typeof target !== "string" ? specifier : target + specifier.slice(key.length);
  }

  /** The file of a specifier; undefined when there is none. `kind` says which of two forms of a package is wanted. */
  resolve(written: string, from: FilePath, kind: "import" | "require"): FilePath | undefined {
    const found = this.#find(written, from, kind);
    return found && this.#workspace.realPath(found);
  }

  #find(written: string, from: FilePath, kind: "import" | "require"): FilePath | undefined {
    this.#conditions = new Set([...this.#hostConditions, kind]);
    const specifier = this.mapped(written);
    const base = specifier === written ? folderOf(from) : this.#mapFolder;
    if (/^\.{0,2}\/|^\.{1,2}$/.test(specifier)) return this.#file(resolvePath(base, specifier));
    if (specifier.startsWith("file://")) return undefined;
    if (specifier.startsWith("#")) return this.#private(specifier, from);
    return this.#package(specifier.replace(/^npm:\/?/, "").replace(/^((?:@[^/]+\/)?[^@/]+)@[^/]+/, "$1"), from);
  }

  #file(path: FilePath | undefined): FilePath | undefined {
    if (path === undefined) return undefined;
    const ending = /\.[cm]?jsx?$/.exec(path)?.[0] ?? "";
    const typed = TYPESCRIPT[ending];
    const candidates = [
      ...ENDINGS.map((each) => path + each),
      ...(typed === undefined ? [] : [path.slice(0, -ending.length) + typed]),
    ];
    const found = candidates.find((each) => this.#isText(each));
    if (found !== undefined) return found;
    const main = this.#json(path)?.["main"];
    if (typeof main === "string") {
      const target = resolvePath(path, main);
      const entry =
        target === undefined
          ? undefined
          : [...ENDINGS, ...INDEXES].map((each) => target + each).find((each) => this.#isText(each));
      if (entry !== undefined) return entry;
    }
    return INDEXES.map((each) => path + each).find((each) => this.#isText(each));
  }

  #package(specifier: string, from: FilePath): FilePath | undefined {
    const parts = specifier.split("/");
    const length = specifier.startsWith("@") ? 2 : 1;
    const name = parts.slice(0, length).join("/");
    const subpath = [".", ...parts.slice(length)].join("/");
    if (name === "") return undefined;
    for (let folder = folderOf(from); ; folder = folderOf(folder)) {
      const own = this.#json(folder);
      if (own?.["name"] === name && own["exports"] !== undefined) return this.#exported(folder, own, subpath);
      const home = resolvePath(folder, `node_modules/${name}`);
      const json = home === undefined ? undefined : this.#json(home);
      if (home !== undefined && json !== undefined) return this.#exported(home, json, subpath);
      if (home !== undefined && subpath === "." && this.#file(home) !== undefined) return this.#file(home);
      if (folder === "/") return undefined;
    }
  }

  #exported(home: FilePath, json: JsonObject, subpath: string): FilePath | undefined {
    const { exports } = json;
    if (exports === undefined || exports === null)
      return subpath === "." ? this.#entry(home, json) : this.#file(resolvePath(home, subpath));
    const target = this.#matched(exportsBySubpath(exports), subpath);
    return target === undefined ? undefined : this.#file(resolvePath(home, target));
  }

  #entry(home: FilePath, json: JsonObject): FilePath | undefined {
    const { main, module } = json;
    const wanted = typeof main === "string" && main !== "" ? main : typeof module === "string" ? module : "index";
    return this.#file(resolvePath(home, wanted)) ?? this.#file(resolvePath(home, "index"));
  }

  #private(specifier: string, from: FilePath): FilePath | undefined {
    for (let folder = folderOf(from); ; folder = folderOf(folder)) {
      const json = this.#json(folder);
      if (json !== undefined) {
        const target = isJsonObject(json["imports"]) ? this.#matched(json["imports"], specifier) : undefined;
        if (target === undefined) return undefined;
        return target.startsWith(".") ? this.#file(resolvePath(folder, target)) : this.#package(target, from);
      }
      if (folder === "/") return undefined;
    }
  }

  #matched(table: JsonObject, subpath: string): string | undefined {
    if (Object.hasOwn(table, subpath)) return this.#picked(table[subpath], "");
    for (const key of Object.keys(table).toSorted((a, b) => b.length - a.length)) {
      const [head = "", tail = ""] = key.split("*");
      if (!key.includes("*") || !subpath.startsWith(head) || !subpath.endsWith(tail)) continue;
      return this.#picked(table[key], subpath.slice(head.length, subpath.length - tail.length));
    }
    return undefined;
  }

  #picked(target: unknown, star: string): string | undefined {
    if (typeof target === "string") return target.replaceAll("*", star);
    if (Array.isArray(target)) return target.map((each) => this.#picked(each, star)).find((each) => each !== undefined);
    if (!isJsonObject(target)) return undefined;
    for (const [condition, inner] of Object.entries(target)) {
      const found = this.#conditions.has(condition) ? this.#picked(inner, star) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #isText(path: FilePath): boolean {
    return this.#workspace.read(path).kind === "text";
  }

  #json(folder: FilePath): JsonObject | undefined {
    if (this.#packages.has(folder)) return this.#packages.get(folder);
    const json = this.#read(`${folder === "/" ? "" : folder}/package.json`);
    this.#packages.set(folder, json);
    return json;
  }

  #read(path: FilePath): JsonObject | undefined {
    const reading = this.#workspace.read(path);
    if (reading.kind !== "text") return undefined;
    const { config } = ts.parseConfigFileTextToJson(path, reading.text) as { config?: unknown };
    return isJsonObject(config) ? config : {};
  }

  /** The import map of the nearest `deno.json` or `tsconfig.json` upwards that has one. */
  #importMap(start: FilePath): { readonly folder: FilePath; readonly imports: JsonObject } {
    for (let folder = start; ; folder = folderOf(folder)) {
      const at = folder === "/" ? "" : folder;
      for (const name of ["deno.json", "deno.jsonc", "import_map.json"]) {
        const imports = this.#read(`${at}/${name}`)?.["imports"];
        if (isJsonObject(imports)) return { folder, imports };
      }
      const options = this.#read(`${at}/tsconfig.json`)?.["compilerOptions"];
      const paths = isJsonObject(options) ? options["paths"] : undefined;
      if (isJsonObject(options) && isJsonObject(paths))
        return { folder, imports: fromPaths(paths, options["baseUrl"]) };
      if (folder === "/") return { folder, imports: {} };
    }
  }
}

/** `paths` of a tsconfig.json as an import map: "@/*" to ["./src/*"]. */
function fromPaths(paths: JsonObject, baseUrl: unknown): JsonObject {
  const base = typeof baseUrl === "string" ? `./${baseUrl.replace(/^\.?\//, "").replace(/\/$/, "")}/` : "./";
  const rows = Object.entries(paths).flatMap(([key, targets]) => {
    const [target] = Array.isArray(targets) ? targets : [];
    if (typeof target !== "string") return [];
    const full = target.startsWith(".") ? target : base.replace("././", "./") + target;
    return [[key.replace(/\*$/, ""), full.replace(/\*$/, "")] as const];
  });
  return Object.fromEntries(rows.filter(([key]) => key !== ""));
}
