/**
 * Compiles and links a program in an isolate: the files of a module, the host modules that they import, and the small
 * modules that hand namespaces to the prelude.
 */
import type { Program, ProgramFile } from "../base/program.ts";
import type { FilePath } from "../base/span.ts";
import type { BlankIsolate, Doors } from "./blank-isolate.ts";
import { builtText } from "./built-files.ts";
import { COMMONJS_HOOK, CommonJsLoader } from "./commonjs-loader.ts";
import type { NativeContext, NativeIsolate, NativeModule } from "./ivm.ts";

/** Exports of each host module, by name. */
export type HostModuleExports = ReadonlyMap<string, ReadonlySet<string>>;

/** The name of the global that host modules take hold of while they are evaluated; removed before module code runs. */
export const LOADER_HOOK = "ambit:loader";

/** Host modules that are bundles of their own: expressions that give the namespace. Only programs that import one load it. */
const LIBRARIES: ReadonlyMap<string, string> = new Map([["ambit:schema", "schema.js"]]);

/** What modules of the program cannot import. */
const INTERNAL: readonly string[] = ["ambit:keep", COMMONJS_HOOK];

/** Loads one program into one context. */
export class ModuleLoader {
  readonly #isolate: NativeIsolate;
  readonly #context: NativeContext;
  readonly #files = new Map<string, ProgramFile>();
  readonly #modules = new Map<string, NativeModule>();
  readonly #paths = new Map<NativeModule, string>();
  readonly #hostModules = new Set<string>();
  readonly #commonJs: CommonJsLoader;

  constructor(
    { native, context }: Pick<BlankIsolate, "native" | "context">,
    program: Program,
    define: Doors["define"],
  ) {
    this.#isolate = native;
    this.#context = context;
    for (const file of program.files) this.#files.set(file.path, file);
    this.#commonJs = new CommonJsLoader({ files: this.#files, isolate: native, context, define });
  }

  /** Evaluates the host modules, then removes their hook. To be called before `load`. */
  async prepareHost(exports: HostModuleExports): Promise<void> {
    const hook = `globalThis[${JSON.stringify(LOADER_HOOK)}]`;
    const sources = new Map<string, string>([
      ["ambit:keep", `export const keep = ${hook}.keep;`],
      [COMMONJS_HOOK, `export const load = ${hook}.loadCommonJs, provide = ${hook}.provide;`],
    ]);
    for (const [name, names] of exports) {
      this.#hostModules.add(name);
      const lines = [...names].map((each) => `export const ${each} = m.${each};`);
      const library = LIBRARIES.get(name);
      if (library === undefined) lines.unshift(`const m = ${hook}.hostModule(${JSON.stringify(name)});`);
      else if (!this.#isImported(name)) continue;
      else lines.unshift(`const m = ${builtText(library)}\n;${hook}.provide(${JSON.stringify(name)}, m);`);
      sources.set(name, lines.join(" "));
    }
    for (const file of this.#files.values()) {
      if (!imports(file, "ambit:self")) continue;
      const path = JSON.stringify(file.path);
      sources.set(selfOf(file.path), `const s = ${hook}.self(${path}); export const meta = s.meta, load = s.load;`);
    }
    for (const [name, source] of sources) await this.#evaluateAlone(name, source);
    await this.#context.eval(`delete ${hook}`);
  }

  /** Compiles, links and evaluates a module and what it imports; its namespace goes to the prelude under `name`. */
  async load(path: string, name: string): Promise<void> {
    const text = `import { keep } from "ambit:keep"; import * as n from ${JSON.stringify(path)}; keep(${JSON.stringify(name)}, n);`;
    const wrapper = await this.#isolate.compileModule(text, { filename: "ambit:load" });
    await this.#compileReachable(path);
    await wrapper.instantiate(this.#context, (specifier, referrer) => this.#resolve(specifier, referrer));
    await wrapper.evaluate();
  }

  /** What a specifier of a file means, when it is a file of the program or a module of the host. */
  target(referrer: FilePath, specifier: string): string | undefined {
    const target = this.#files.get(referrer)?.imports[specifier];
    return target !== undefined && (this.#files.has(target) || this.#hostModules.has(target)) ? target : undefined;
  }

  #isImported(name: string): boolean {
    return this.#files.values().some((file) => imports(file, name));
  }

  async #evaluateAlone(name: string, source: string): Promise<void> {
    const module = await this.#isolate.compileModule(source, { filename: name });
    await module.instantiate(this.#context, () => {
      throw new Error(`${name} imports nothing`);
    });
    await module.evaluate();
    this.#modules.set(name, module);
  }

  async #compileReachable(path: FilePath): Promise<void> {
    const file = this.#files.get(path);
    if (file === undefined || this.#modules.has(path)) return;
    if (file.commonJs !== undefined) return await this.#compileFacade(file);
    const module = await this.#isolate.compileModule(file.code, { filename: `file://${encodeURI(path)}` });
    this.#modules.set(path, module);
    this.#paths.set(module, path);
    for (const specifier of module.dependencySpecifiers.map(fromNative)) {
      const target = file.imports[specifier];
      if (target !== undefined) await this.#compileReachable(target);
    }
  }

  async #compileFacade(file: ProgramFile): Promise<void> {
    const { code, imports } = await this.#commonJs.facade(file);
    const module = await this.#isolate.compileModule(code, { filename: `ambit:commonjs ${file.path}` });
    this.#modules.set(file.path, module);
    for (const each of imports) await this.#compileReachable(each);
  }

  #resolve(given: string, referrer: NativeModule): NativeModule {
    const specifier = fromNative(given);
    const path = this.#paths.get(referrer);
    const target = path === undefined ? specifier : (this.#files.get(path)?.imports[specifier] ?? specifier);
    const key = target === "ambit:self" && path !== undefined ? selfOf(path) : target;
    const module = path !== undefined && INTERNAL.includes(key) ? undefined : this.#modules.get(key);
    if (module !== undefined) return module;
    const absence = path === undefined ? undefined : this.#files.get(path)?.absent?.[specifier];
    throw new TypeError(`${absence ?? `Cannot find "${specifier}"`}, imported by "${path ?? "the host"}"`);
  }
}

/** isolated-vm gives the UTF-8 bytes of a specifier as if they were Latin-1. Specifiers of programs are well formed. */
function fromNative(specifier: string): string {
  return Buffer.from(specifier, "latin1").toString("utf8");
}

function imports(file: ProgramFile, name: string): boolean {
  return Object.values(file.imports).includes(name);
}

function selfOf(path: FilePath): string {
  return `ambit:self ${path}`;
}
