/**
 * CommonJS files of a program: they become functions in the isolate, which the prelude calls when they are required, and
 * modules for those who `import` them.
 */
import type { ProgramFile } from "../base/program.ts";
import type { FilePath } from "../base/span.ts";
import { type Doors, HOOKS } from "./blank-isolate.ts";
import { underItsName, urlOf } from "./code-name.ts";
import type { NativeContext, NativeIsolate } from "./ivm.ts";

/** Defines the CommonJS files of one program, each once. */
export class CommonJsLoader {
  readonly #isolate: NativeIsolate;
  readonly #context: NativeContext;
  readonly #define: Doors["define"];
  readonly #files: ReadonlyMap<string, ProgramFile>;
  readonly #defined = new Set<FilePath>();

  constructor({
    files,
    isolate,
    context,
    define,
  }: {
    readonly files: ReadonlyMap<string, ProgramFile>;
    readonly isolate: NativeIsolate;
    readonly context: NativeContext;
    readonly define: Doors["define"];
  }) {
    this.#isolate = isolate;
    this.#context = context;
    this.#define = define;
    this.#files = files;
  }

  /**
   * Defines a file and all that it can require.
   *
   * @returns An ECMAScript module that runs it and has its exports, and the ECMAScript modules that it imports for that.
   */
  async facade(file: ProgramFile): Promise<{ readonly code: string; readonly imports: readonly FilePath[] }> {
    const reached = this.#reachedFrom(file);
    const modules = reached.filter((each) => !isRequired(each)).map(({ path }) => path);
    // Each goes to the isolate's thread and back some times.
    await Promise.all(reached.filter(isRequired).map((each) => this.#defineFile(each)));
    return { code: facadeCode(file, modules), imports: modules };
  }

  /** A file and all that it can require, and what that imports, each once. */
  #reachedFrom({ path }: ProgramFile): readonly ProgramFile[] {
    const paths = new Set([path]);
    const reached: ProgramFile[] = [];
    // A set goes on with what is added on the way.
    for (const each of paths) {
      const file = this.#files.get(each);
      if (file === undefined) continue;
      reached.push(file);
      if (isRequired(file))
        for (const target of Object.values(file.imports)) if (target.startsWith("/")) paths.add(target);
    }
    return reached;
  }

  async #defineFile(file: ProgramFile): Promise<void> {
    if (this.#defined.has(file.path)) return;
    this.#defined.add(file.path);
    const code = file.path.endsWith(".json") ? jsonFactory(file.code) : file.code;
    const script = await this.#isolate.compileScript(underItsName(code, file), {
      filename: urlOf(file),
      columnOffset: -(code.indexOf("{") + 1),
    });
    const factory = await script.run(this.#context, { reference: true });
    const { imports, absent = {} } = file;
    await this.#define.apply(undefined, [file.path, factory.derefInto(), JSON.stringify({ imports, absent })]);
  }
}

function isRequired(file: ProgramFile): boolean {
  return file.commonJs !== undefined || file.path.endsWith(".json");
}

function jsonFactory(moduleCode: string): string {
  return `(function (exports, require, module) {${moduleCode.replace("export default", "module.exports =")}})`;
}

/** As Node makes them: the default is what the file exports, names are what its text promises. */
function facadeCode({ path, commonJs }: ProgramFile, modules: readonly FilePath[]): string {
  const lines = modules.map(
    (each, i) => `import * as m${i} from ${JSON.stringify(each)}; provide(${JSON.stringify(each)}, m${i});`,
  );
  const names = (commonJs?.exports ?? []).filter((name) => name.isWellFormed());
  const values = names.map((_, i) => `e${i} = values[${i}]`);
  const exports = names.map((name, i) => `e${i} as ${JSON.stringify(name)}`);
  return [
    `import { load, provide } from "${HOOKS}";`,
    ...lines,
    `const { exports, values } = load(${JSON.stringify(path)}, ${JSON.stringify(names)});`,
    "export { exports as default, exports as 'module.exports' };",
    names.length === 0 ? "" : `const ${values.join(", ")}; export { ${exports.join(", ")} };`,
  ].join("\n");
}
