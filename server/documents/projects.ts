/**
 * Which project a file belongs to, and how its texts are read: what is open in the editor lies over the disk.
 *
 * Paths of the disk exist here and in `Documents` only; everything else speaks of paths from the project root.
 */
import fs from "node:fs";
import path from "node:path";
import type { FilePath } from "../../runtime-core/base/span.ts";
import type { Workspace } from "../../runtime-core/base/workspace.ts";
import { StepCache } from "../../runtime-core/prepare/index.ts";
import { DiskWorkspace, findPackage, findProjectRoot, OverlayWorkspace } from "../../runtime-core/workspace/index.ts";
import type { OpenDocument } from "./documents.ts";

/** Longer texts are not analysed; the disk, where they are too large as well, says so. */
const MAX_TEXT_LENGTH = 10_000_000;

/** A snapshot of a project's texts, and which versions of the open ones it shows. */
export interface Snapshot {
  readonly workspace: Workspace;
  readonly versions: ReadonlyMap<FilePath, number>;
}

/** How projects are kept. */
export interface ProjectsOptions {
  /** UTF-16 units of text of which each project keeps what is known between preparations. */
  readonly maxCachedTextLength: number;
}

/** A folder whose modules see it as their whole file system. */
export class Project {
  /** Absolute path on the disk. */
  readonly root: string;
  readonly cache: StepCache;
  readonly #disk: DiskWorkspace;

  /** @param root An existing folder. */
  constructor(root: string, { maxCachedTextLength }: ProjectsOptions) {
    this.root = root;
    this.cache = new StepCache({ maxTextLength: maxCachedTextLength });
    this.#disk = new DiskWorkspace(root);
  }

  /** The path of a file of the disk as modules see it; undefined when it lies outside the root. */
  pathOf(file: string): FilePath | undefined {
    return this.#disk.filePath(file);
  }

  /** The file of the disk that a path means. */
  fileOf(filePath: FilePath): string {
    return this.#disk.diskPath(filePath) ?? this.root;
  }

  /** The texts as they are now. */
  snapshot(documents: Iterable<OpenDocument>): Snapshot {
    const texts = new Map<FilePath, string>();
    const versions = new Map<FilePath, number>();
    for (const document of documents) {
      const filePath = document.file === undefined ? undefined : this.pathOf(document.file);
      if (filePath === undefined) continue;
      if (document.text.length <= MAX_TEXT_LENGTH) texts.set(filePath, document.text);
      versions.set(filePath, document.version);
    }
    return { workspace: new OverlayWorkspace(this.#disk, texts), versions };
  }
}

/** All projects that some files belong to, found from the files. */
export class Projects {
  readonly #options: ProjectsOptions;
  readonly #byRoot = new Map<string, Project>();
  #folders: readonly string[] = [];
  /** Folders that are reached through a link, and where they are. */
  #linked: readonly { readonly folder: string; readonly real: string }[] = [];
  #root = "";

  constructor(options: ProjectsOptions) {
    this.#options = options;
  }

  /** The folders that the client has open, and the project root that the user sets ("" for none). */
  configure(folders: readonly string[], root: string): void {
    this.#folders = folders;
    this.#linked = folders.flatMap((folder) => {
      const real = realPathOf(folder);
      return real === undefined || real === folder ? [] : [{ folder, real }];
    });
    this.#root = root;
  }

  /**
   * A file as the folders of the workspace spell it: clients follow a link to the workspace when they open what a file
   * of it imports, and it is still the same file.
   */
  spelled(file: string): string {
    if (this.#folders.some((folder) => isBelow(folder, file))) return file;
    const link = this.#linked.find(({ real }) => isBelow(real, file));
    return link === undefined ? file : path.join(link.folder, path.relative(link.real, file));
  }

  /** False when the user sets a root that no folder has. */
  get isRootThere(): boolean {
    const at = this.#folders.length === 0 ? [process.cwd()] : this.#folders;
    return this.#root === "" || at.some((folder) => fs.existsSync(path.resolve(folder, this.#root)));
  }

  /**
   * The project of a file: the root that the user sets, else that of the package in the workspace folder that holds the file,
   * else the workspace folder.
   */
  of(file: string): Project {
    const folder = this.#folders
      .filter((candidate) => isBelow(candidate, file))
      .toSorted((one, other) => other.length - one.length)[0];
    const root = this.#rootOf(file, folder);
    let project = this.#byRoot.get(root);
    if (project === undefined) {
      project = new Project(root, this.#options);
      this.#byRoot.set(root, project);
    }
    return project;
  }

  /** Of all projects that are known. */
  get roots(): readonly string[] {
    return [...this.#byRoot.keys()];
  }

  /** Forgets the projects that nobody needs, and what was cached for them. */
  keepOnly(used: ReadonlySet<Project>): void {
    for (const [root, project] of this.#byRoot) if (!used.has(project)) this.#byRoot.delete(root);
  }

  #rootOf(file: string, folder: string | undefined): string {
    if (this.#root !== "") {
      const set = path.resolve(folder ?? path.dirname(file), this.#root);
      if (isBelow(set, file)) return existing(set);
    }
    const own = folder === undefined ? undefined : findPackage(file);
    const isIn = folder === undefined || own === folder || (own !== undefined && isBelow(folder, own));
    return existing(isIn ? findProjectRoot(file) : folder);
  }
}

/** The folder, or the nearest above it that exists: a new text may have a name in a folder that is not there yet. */
function existing(folder: string): string {
  const above = path.dirname(folder);
  return fs.existsSync(folder) || above === folder ? folder : existing(above);
}

/** Undefined when the folder is not there, or not for us to look at. */
function realPathOf(folder: string): string | undefined {
  try {
    return fs.realpathSync.native(folder);
  } catch {
    return undefined;
  }
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== "" && relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
