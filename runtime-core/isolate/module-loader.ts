/**
 * Compiles and links a program in an isolate: the files of a module, the host modules that they import, and the small
 * modules that hand namespaces to the prelude.
 */
import type { Program, ProgramFile } from "../base/program.ts";
import type { FilePath } from "../base/span.ts";
import { type BlankIsolate, HOOKS, LOADER } from "./blank-isolate.ts";
import { builtText } from "./built-files.ts";
import { underItsName, urlOf } from "./code-name.ts";
import { CommonJsLoader } from "./commonjs-loader.ts";
import { evaluateAlone } from "./evaluate-alone.ts";
import type { NativeModule } from "./ivm.ts";

/** Exports of each host module, by name. */
export type HostModuleExports = ReadonlyMap<string, ReadonlySet<string>>;

/** Host modules that are bundles of their own: expressions that give the namespace. */
const LIBRARIES: ReadonlyMap<string, string> = new Map([["ambit:schema", "schema.js"]]);

/** Loads one program into one context. */
export class ModuleLoader {
  readonly #blank: Pick<BlankIsolate, "native" | "context">;
  readonly #files = new Map<string, ProgramFile>();
  readonly #modules: Map<string, NativeModule>;
  readonly #paths = new Map<NativeModule, string>();
  #linking: Promise<unknown> = Promise.resolve();
  readonly #hostModules: HostModuleExports;
  readonly #commonJs: CommonJsLoader;

  constructor(blank: BlankIsolate, program: Program, hostModules: HostModuleExports) {
    const { native, context, doors } = blank;
    this.#blank = blank;
    this.#modules = new Map([[HOOKS, blank.hooks]]);
    this.#hostModules = hostModules;
    for (const file of program.files) this.#files.set(file.path, file);
    this.#commonJs = new CommonJsLoader({ files: this.#files, isolate: native, context, define: doors.define });
  }

  /**
   * Evaluates the host modules that this program imports, and what the host makes for it. To be called before the wall is
   * opened, which takes the hook away.
   */
  async prepareHost(): Promise<void> {
    await Promise.all(
      [...this.#hostSources()].map(async ([name, source]) => {
        this.#modules.set(name, await evaluateAlone(this.#blank, name, source));
      }),
    );
  }

  #hostSources(): ReadonlyMap<string, string> {
    const sources = new Map<string, string>();
    for (const file of this.#files.values()) {
      for (const name of Object.values(file.imports)) {
        const exports = LIBRARIES.has(name) ? undefined : this.#hostModules.get(name);
        if (exports !== undefined)
          sources.set(name, namespaceModule(`${LOADER}.hostModule(${JSON.stringify(name)})`, exports));
      }
      if (!imports(file, "ambit:self")) continue;
      const path = JSON.stringify(file.path);
      sources.set(selfOf(file.path), `const s = ${LOADER}.self(${path}); export const meta = s.meta, load = s.load;`);
    }
    return sources;
  }

  /** Evaluates the libraries that the program imports, which may ask the host. To be called when the wall is open. */
  async prepareLibraries(): Promise<void> {
    for (const [name, library] of LIBRARIES) {
      if (!this.#files.values().some((file) => imports(file, name))) continue;
      const namespace = namespaceModule(builtText(library), this.#hostModules.get(name) ?? new Set());
      const source = `import { provide } from "${HOOKS}"; ${namespace}\n;provide(${JSON.stringify(name)}, m);`;
      const module = await this.#blank.native.compileModule(source, { filename: name });
      await module.instantiate(this.#blank.context, (specifier, referrer) => this.#resolve(specifier, referrer));
      await module.evaluate();
      this.#modules.set(name, module);
    }
  }

  /**
   * Compiles and links a module and what it imports; when it is evaluated, its namespace goes to the prelude under `name`. One after
   * the other: what two have in common is one module.
   */
  async link(path: string, name: string): Promise<NativeModule> {
    const linking = this.#linking.then(() => this.#link(path, name));
    this.#linking = linking.catch(() => {});
    return await linking;
  }

  async #link(path: string, name: string): Promise<NativeModule> {
    const text = `import { keep } from "${HOOKS}"; import * as n from ${JSON.stringify(path)}; keep(${JSON.stringify(name)}, n);`;
    const [wrapper] = await Promise.all([
      this.#blank.native.compileModule(text, { filename: "ambit:load" }),
      this.#compileReachable(path),
    ]);
    await wrapper.instantiate(this.#blank.context, (specifier, referrer) => this.#resolve(specifier, referrer));
    return wrapper;
  }

  /** What a specifier of a file means, when it is a file of the program or a module of the host. */
  target(referrer: FilePath, specifier: string): string | undefined {
    const target = this.#files.get(referrer)?.imports[specifier];
    return target !== undefined && (this.#files.has(target) || this.#hostModules.has(target)) ? target : undefined;
  }

  /** Compiles what is not compiled yet: what files import together at the same time, since each goes to the isolate's thread and back. */
  async #compileReachable(path: FilePath): Promise<void> {
    for (let next: readonly FilePath[] = [path]; next.length > 0;) {
      const files = [...new Set(next)].flatMap((each) =>
        this.#modules.has(each) ? [] : (this.#files.get(each) ?? []),
      );
      const imported = await Promise.all(files.map((file) => this.#compile(file)));
      next = imported.flat();
    }
  }

  /** @returns The files that it imports. */
  async #compile(file: ProgramFile): Promise<readonly FilePath[]> {
    if (file.commonJs !== undefined) return await this.#compileFacade(file);
    const module = await this.#blank.native.compileModule(underItsName(file.code, file), { filename: urlOf(file) });
    this.#modules.set(file.path, module);
    this.#paths.set(module, file.path);
    return module.dependencySpecifiers.flatMap((specifier) => file.imports[fromNative(specifier)] ?? []);
  }

  async #compileFacade(file: ProgramFile): Promise<readonly FilePath[]> {
    const { code, imports } = await this.#commonJs.facade(file);
    const module = await this.#blank.native.compileModule(code, { filename: `ambit:commonjs ${file.path}` });
    this.#modules.set(file.path, module);
    return imports;
  }

  #resolve(given: string, referrer: NativeModule): NativeModule {
    const specifier = fromNative(given);
    const path = this.#paths.get(referrer);
    const target = path === undefined ? specifier : (this.#files.get(path)?.imports[specifier] ?? specifier);
    const key = target === "ambit:self" && path !== undefined ? selfOf(path) : target;
    const module = path !== undefined && key === HOOKS ? undefined : this.#modules.get(key);
    if (module !== undefined) return module;
    const absence = path === undefined ? undefined : this.#files.get(path)?.absent?.[specifier];
    throw new TypeError(`${absence ?? `Cannot find "${specifier}"`}, imported by "${path ?? "the host"}"`);
  }
}

/** isolated-vm gives the UTF-8 bytes of a specifier as if they were Latin-1. Specifiers of programs are well formed. */
function fromNative(specifier: string): string {
  return Buffer.from(specifier, "latin1").toString("utf8");
}

/** A module that exports members of what an expression gives. */
function namespaceModule(expression: string, names: ReadonlySet<string>): string {
  return [`const m = ${expression};`, ...[...names].map((each) => `export const ${each} = m.${each};`)].join(" ");
}

function imports(file: ProgramFile, name: string): boolean {
  return Object.values(file.imports).includes(name);
}

function selfOf(path: FilePath): string {
  return `ambit:self ${path}`;
}
