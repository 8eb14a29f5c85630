/**
 * Holds the table of `layers.ts` over the sources as they are.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { describe, it } from "mocha";
import { parseSync } from "oxc-parser";
import { DOORS, type Layer, LAYERS } from "./layers.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SOURCE_FOLDERS = ["runtime-core", "server", "debug-adapter", "cli", "client", "typescript-plugin"];

/** What of "tsconfig.pure.json" is read. */
interface Pure {
  readonly include: readonly string[];
}

interface Import {
  readonly specifier: string;
  readonly typesOnly: boolean;
  /** It is exported again: `export … from`. */
  readonly passedOn: boolean;
}

const FILES = globSync(
  SOURCE_FOLDERS.map((folder) => `${folder}/**/*.{ts,mts,js,mjs}`),
  { cwd: ROOT },
)
  .filter((file) => !file.endsWith(".test.ts") && !file.endsWith(".d.ts"))
  .map((file) => file.replaceAll(path.sep, "/"))
  .toSorted();
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]));

describe("layers", () => {
  it("there are sources to look at", () => {
    assert.ok(FILES.length > 10);
  });

  it("every file has a row", () => {
    assert.deepEqual(
      FILES.filter((file) => rowOf(file) === undefined),
      [],
    );
  });

  it("every import is allowed by the table", () => {
    assert.deepEqual(
      FILES.flatMap((file) => (IMPORTS.get(file) ?? []).flatMap((one) => objection(file, one))),
      [],
    );
  });

  it("the doors are the only index files", () => {
    const doors: readonly string[] = Object.values(DOORS);
    assert.deepEqual(
      FILES.filter((file) => /(?:^|\/)index\.[^/]+$/.test(file) && !doors.includes(file)),
      [],
    );
  });

  it("only doors export what other files define", () => {
    const doors: readonly string[] = Object.values(DOORS);
    assert.deepEqual(
      FILES.filter((file) => !doors.includes(file) && exportsFromElsewhere(file)),
      [],
    );
  });

  it("the server cannot reach an isolate", () => {
    const reached = reachableFrom("server/main.ts");
    const forbidden = /^(?:isolated-vm|runtime-core\/(?:index\.ts|isolate\/|host\/|runner\/|runtime\/|databases\/).*)$/;
    assert.deepEqual(
      [...reached].filter((name) => forbidden.test(name)),
      [],
    );
  });

  it("only perform.ts reaches the effects", () => {
    const effects = "runtime-core/host/effects/";
    const importers = FILES.filter((file) => !file.startsWith(effects)).filter((file) =>
      (IMPORTS.get(file) ?? []).some(
        (one) => one.specifier.startsWith(".") && resolve(file, one.specifier).startsWith(effects),
      ),
    );
    assert.deepEqual(importers, ["runtime-core/host/perform.ts"]);
  });

  it("nothing that grows outlives a call of a pure folder", () => {
    const { include } = JSON.parse(readFileSync(path.join(ROOT, "tsconfig.pure.json"), "utf8")) as Pure;
    const pure = FILES.filter((file) => include.some((folder) => file.startsWith(`${folder}/`)));
    const growing = pure.flatMap((file) => {
      const text = readFileSync(path.join(ROOT, file), "utf8");
      const found = text.matchAll(/^(?:export )?const (\w+)(?:: (?:Map|Set)\b.*)? = new (?:Map|Set)(?:<.*>)?\(\)/gm);
      return [...found].map(([, name]) => `${file}: ${name}`);
    });
    // The files of the hosts themselves, as many as we ship.
    assert.deepEqual(growing, ["runtime-core/prepare/1-parse/foreign-program.ts: hostTrees"]);
  });

  it("every row names a folder with sources, once", () => {
    const folders = LAYERS.map((layer) => layer.folder);
    assert.equal(new Set(folders).size, folders.length);
    const empty = folders.filter((folder) => !FILES.some((file) => file.startsWith(`${folder}/`)));
    assert.deepEqual(empty, []);
  });
});

/** What is wrong with one import, in a sentence; nothing when it is allowed. */
function objection(file: string, { specifier, typesOnly }: Import): string[] {
  const row = rowOf(file);
  if (row === undefined) return [];
  if (!specifier.startsWith(".")) {
    return mayImportPackage(file, row, specifier) ? [] : [`${file} may not import the package ${specifier}`];
  }
  const target = resolve(file, specifier);
  if (!/\.(?:ts|mts|js|mjs|json)$/.test(target)) return [`${file} imports ${specifier} without its extension`];
  if (rowOf(target) === row && isIn(row.folder, target)) return [];
  const allowed = typesOnly ? [...row.imports, ...(row.types ?? [])] : row.imports;
  return allowed.some((place) => isIn(place, target)) ? [] : [`${file} may not import ${target}`];
}

function mayImportPackage(file: string, row: Layer, specifier: string): boolean {
  const name = packageOf(specifier);
  const files = row.packages?.[name] ?? [];
  return files.includes("*") || files.some((one) => `${row.folder}/${one}` === file);
}

/** "node:*" for Node's own modules, "@a/b" and "c" for packages whatever their sub-path. */
function packageOf(specifier: string): string {
  if (specifier.startsWith("node:") || builtinModules.includes(specifier)) return "node:*";
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function rowOf(file: string): Layer | undefined {
  return LAYERS.filter((layer) => isIn(layer.folder, file)).toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

/** Whether `file` is the place, or lies in it. A folder with a deeper row of its own is another place. */
function isIn(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

function resolve(file: string, specifier: string): string {
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  const { module, errors } = parseSync(file, text);
  assert.deepEqual(
    errors.map((error) => error.message),
    [],
    `${file} does not parse`,
  );
  return [
    ...module.staticImports.map((one) => ({
      specifier: one.moduleRequest.value,
      typesOnly: one.entries.length > 0 && one.entries.every((entry) => entry.isType),
      passedOn: false,
    })),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) =>
        entry.moduleRequest ? [{ specifier: entry.moduleRequest.value, typesOnly: entry.isType, passedOn: true }] : [],
      ),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest }) => {
      const written = /^["'](.*)["']$/s.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
      return written === undefined ? [] : [{ specifier: written, typesOnly: false, passedOn: false }];
    }),
  ];
}

function exportsFromElsewhere(file: string): boolean {
  return (IMPORTS.get(file) ?? []).some((one) => one.passedOn && one.specifier.startsWith("."));
}

/** Files and packages that loading `entry` can load. */
function reachableFrom(entry: string): Set<string> {
  const reached = new Set<string>();
  const waiting = IMPORTS.has(entry) ? [entry] : [];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { specifier, typesOnly } of IMPORTS.get(file) ?? []) {
      if (!typesOnly) waiting.push(specifier.startsWith(".") ? resolve(file, specifier) : packageOf(specifier));
    }
  }
  return reached;
}
