/** Modules that the properties of `prepare()` are tried on: all that lie in the repository, and made ones of any length. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { GENERATORS } from "../bench/prepare/inputs.ts";
import { type Case, findCases } from "../effects/cases.ts";
import { parseFixture } from "../fixtures/markers.ts";

const TESTS = path.resolve(import.meta.dirname, "..");
const ROOT = path.dirname(TESTS);
const CODE = /\.[mc]?[jt]sx?$/;

/** The tiny modules of `effects/micro`. */
export const microModules = findCases;

/** Modules as people write them; each file of the folder is the entry of one. */
export function wellFormedModules(): readonly Case[] {
  return modulesOf(path.join(TESTS, "prepare", "well-formed"), (name) => !name.includes("/"));
}

/** The modules of `examples/`. */
export function exampleModules(): readonly Case[] {
  return modulesOf(path.join(ROOT, "examples"), (name) => name.endsWith(".ts"));
}

/** The examples of the pages of `docs/diagnostics` that have few files. */
export function pageModules(): readonly Case[] {
  const folder = path.join(ROOT, "docs", "diagnostics");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => {
      const texts = readFileSync(path.join(folder, name), "utf8").matchAll(/^```ts\n(.*?)^```$/gms);
      return [...texts].map(([, text = ""], i) => caseOf(`${name} ${i + 1}`, text));
    })
    .filter(({ files }) => files.size < 10);
}

const FIXTURES = path.join(TESTS, "fixtures");
const EDITED = "edited-modules.txt";

/** The texts of `fixtures/*.txt`, but those that are there to be edited. */
export function fixtureModules(): readonly Case[] {
  const names = readdirSync(FIXTURES).filter((name) => name.endsWith(".txt") && name !== EDITED);
  return names.flatMap((name) => modulesIn(name));
}

/** Modules of several hundred signs with all that makes an edit reach far. */
export function editedModules(): readonly Case[] {
  return modulesIn(EDITED);
}

/** A file is cut at the lines that begin with "===" or are "---". */
function modulesIn(name: string): readonly Case[] {
  const parts = readFileSync(path.join(FIXTURES, name), "utf8").split(/^(?:=== (.*)|---)\n/m);
  return parts.flatMap((text, i) => {
    if (i % 2 === 1 || text === "") return [];
    return [caseOf(`${name} ${i / 2}${parts[i - 1] === undefined ? "" : `: ${parts[i - 1]}`}`, text)];
  });
}

/** Made modules of some length, one of each shape. */
export function generatedModules(lines: number): readonly Case[] {
  return Object.entries(GENERATORS).map(([shape, generate]) => caseOf(`${shape}, ${lines} lines`, generate(lines)));
}

const FEW = 10;

/** A module of a larger folder without the files that it does not reach. */
export async function reachedOf(module: Case): Promise<Case> {
  const { entry, files, name } = module;
  if (files.size <= FEW) return module;
  const prepared = await prepare(entry, new MemoryWorkspace(Object.fromEntries(files)));
  const reached = new Set([entry, ...prepared.files.keys(), ...prepared.alsoRead]);
  return { name, entry, files: new Map([...files].filter(([file]) => reached.has(file))) };
}

function caseOf(name: string, text: string): Case {
  const { entry, files } = parseFixture(text);
  return { name, entry, files: new Map(Object.entries(files)) };
}

function modulesOf(folder: string, isEntry: (name: string) => boolean): readonly Case[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const names = found.map((each) => path.relative(folder, path.join(each.parentPath, each.name)).replaceAll("\\", "/"));
  const files = new Map(names.map((name) => [`/${name}`, readFileSync(path.join(folder, name), "utf8")]));
  return names.filter((name) => CODE.test(name) && isEntry(name)).map((name) => ({ name, entry: `/${name}`, files }));
}
