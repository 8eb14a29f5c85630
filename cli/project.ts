/**
 * From what was typed to a project root and the modules in it.
 *
 * A command works on one project: `--root`, else the root of the package that the first target is part of,
 * else the folder of the target. Paths of the disk stop here; behind it everything is a path from the root.
 */
import { readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { isModuleName, MODULE_ENDINGS } from "../runtime-core/base/module-name.ts";
import type { FilePath } from "../runtime-core/base/span.ts";
import type { FileReading } from "../runtime-core/base/workspace.ts";
import { DiskWorkspace, exportsManifest, findProjectRoot, isSearchedFolder } from "../runtime-core/workspace/index.ts";
import { UsageError } from "./usage-error.ts";

/** A project as a command sees it. */
export interface Project {
  /** Absolute path on the disk, symbolic links resolved. */
  readonly root: string;
  readonly workspace: DiskWorkspace;
  /** How a file of the project is shown to a person: relative to the current folder where that is shorter. */
  shownPath(file: FilePath): string;
  /** Where a file of the project lies on the disk. */
  diskPath(file: FilePath): string;
}

/** One module of a project. */
export interface Target {
  readonly project: Project;
  readonly module: FilePath;
}

/** What programs of other hosts may be called besides. */
const PROGRAM_ENDINGS = [...MODULE_ENDINGS, ".cjs", ".cts"];
const MOST_FILES = 10_000;

/** The one module that a command is about. @throws {UsageError} when it is no readable file of the project. */
export function openModule(file: string, root: string | undefined): Target {
  return openFile(file, root, MODULE_ENDINGS);
}

/** The program of another host that a command is about. @throws {UsageError} like `openModule`. */
export function openForeignProgram(file: string, root: string | undefined): Target {
  return openFile(file, root, PROGRAM_ENDINGS);
}

function openFile(file: string, root: string | undefined, endings: readonly string[]): Target {
  const absolute = existing(file);
  if (statSync(absolute).isDirectory()) throw new UsageError(`"${file}" is a folder; name a module in it`);
  const project = openProject(absolute, root);
  const module = pathInProject(project, absolute, { name: file, endings });
  assertReadable(project.workspace.read(module), file);
  return { project, module };
}

/** Modules of one project. */
export interface ProjectModules {
  readonly project: Project;
  readonly modules: readonly FilePath[];
}

/** What `openModules` found. */
export interface OpenedModules {
  /** Each project once: a package inside another project is one of its own, unless that is its workspace. */
  readonly projects: readonly ProjectModules[];
  /** Folders that could not be read, as they are shown, with the reason. */
  readonly leftOut: readonly { readonly folder: string; readonly reason: string }[];
}

/**
 * The modules that a command is about: files as named, and in folders each file that exports a manifest.
 *
 * @throws {UsageError} when something named is not there or cannot be read as text, or a folder has no module.
 */
export function openModules(names: readonly string[], root: string | undefined): OpenedModules {
  const found = new Map<string, { readonly project: Project; readonly modules: Set<FilePath> }>();
  const leftOut: { folder: string; reason: string }[] = [];
  const projectOf = (file: string): { readonly project: Project; readonly modules: Set<FilePath> } => {
    const own = root === undefined ? rootOf(file) : existing(root);
    const known = found.get(own) ?? { project: openProject(file, root), modules: new Set() };
    found.set(own, known);
    return known;
  };
  for (const name of names.length === 0 ? ["."] : names) {
    const absolute = existing(name);
    if (!statSync(absolute).isDirectory()) {
      const { modules, project } = projectOf(absolute);
      const module = pathInProject(project, absolute, { name });
      assertReadable(project.workspace.read(module), name);
      modules.add(module);
      continue;
    }
    const files = filesIn(absolute, name, (folder, reason) =>
      leftOut.push({ folder: path.relative("", folder), reason }),
    );
    const exporting = files.filter((file) => {
      const { modules, project } = projectOf(file);
      const module = pathInProject(project, file, { name: file });
      const reading = project.workspace.read(module);
      if (reading.kind !== "text" || !exportsManifest(reading.text)) return false;
      modules.add(module);
      return true;
    });
    if (exporting.length === 0) throw new UsageError(noModuleIn(name, files));
    if (exporting.length > MOST_FILES)
      throw new UsageError(`"${name}" has more than ${MOST_FILES} modules; name folders in it`);
  }
  const projects = [...found.values()].filter(({ modules }) => modules.size > 0);
  return { projects: projects.map(({ modules, project }) => ({ project, modules: [...modules] })), leftOut };
}

function noModuleIn(name: string, files: readonly string[]): string {
  const folder = name === "." ? "this folder" : `"${name}"`;
  const example = path.relative("", files[0] ?? "main.ts");
  return `There is no module in ${folder}: no file that exports \`manifest\`; \`ambit infer --write ${example}\` gives a file the manifest that it needs`;
}

function openProject(target: string, asked: string | undefined): Project {
  const root = asked === undefined ? rootOf(target) : existing(asked);
  if (!statSync(root).isDirectory()) throw new UsageError(`The project root "${asked ?? root}" is no folder`);
  return projectAt(root);
}

/** The project of a root: an absolute path of a folder, symbolic links resolved. */
export function projectAt(root: string): Project {
  return {
    root,
    workspace: new DiskWorkspace(root),
    diskPath: (file) => path.join(root, file),
    shownPath: (file) => {
      const absolute = path.join(root, file);
      const relative = path.relative(process.cwd(), absolute);
      return relative.length < absolute.length ? relative : absolute;
    },
  };
}

/** A folder is looked for like a file in it. */
function rootOf(target: string): string {
  return findProjectRoot(statSync(target).isDirectory() ? path.join(target, "package.json") : target);
}

/** The path of the disk, with symbolic links resolved. */
function existing(name: string): string {
  try {
    return realpathSync(path.resolve(name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES") throw new UsageError(`"${name}" cannot be read: permission denied`);
    throw new UsageError(`There is no file or folder "${name}"`);
  }
}

function pathInProject(
  project: Project,
  absolute: string,
  { name, endings = MODULE_ENDINGS }: { readonly name: string; readonly endings?: readonly string[] },
): FilePath {
  const file = project.workspace.filePath(absolute);
  if (file === undefined)
    throw new UsageError(`"${name}" lies outside the project root "${project.root}"; name another with --root`);
  if (!endings.some((ending) => file.endsWith(ending)))
    throw new UsageError(`"${name}" is no module: the name of a module ends with ${endings.join(", ")}`);
  return file;
}

function assertReadable(reading: FileReading, name: string): void {
  switch (reading.kind) {
    case "text":
      return;
    case "missing":
      throw new UsageError(`There is no file "${name}"`);
    case "directory":
      throw new UsageError(`"${name}" is a folder`);
    case "binary":
      throw new UsageError(`"${name}" is not text`);
    case "too-large":
      throw new UsageError(`"${name}" has ${reading.sizeBytes} bytes; a module has at most ${reading.maxBytes}`);
    case "unreadable":
      throw new UsageError(`"${name}" cannot be read: ${reading.reason}`);
    default:
      return reading satisfies never;
  }
}

/** The files below a folder that can be modules, by name; `leaveOut` is told of folders in it that cannot be read. */
function filesIn(folder: string, name: string, leaveOut: (folder: string, reason: string) => void): string[] {
  const walk = (inner: string): string[] => {
    let entries;
    try {
      entries = readdirSync(inner, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      if (inner === folder) throw new UsageError(`"${name}" cannot be read: ${(error as Error).message}`);
      leaveOut(inner, (error as Error).message);
      return [];
    }
    return entries.flatMap((entry) => {
      const absolute = path.join(inner, entry.name);
      if (entry.isDirectory()) return isSearchedFolder(entry.name) ? walk(absolute) : [];
      return entry.isFile() && isModuleName(entry.name) ? [absolute] : [];
    });
  };
  return walk(folder);
}
