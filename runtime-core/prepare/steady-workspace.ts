/** The files as they are while one module is prepared: each is looked up once, however many imports lead to it. */
import type { FilePath } from "../base/span.ts";
import type { FileReading, Workspace } from "../base/workspace.ts";

/** A workspace that gives the first reading of each file again. */
export class SteadyWorkspace implements Workspace {
  readonly #workspace: Workspace;
  readonly #readings = new Map<FilePath, FileReading>();

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  read(path: FilePath): FileReading {
    let reading = this.#readings.get(path);
    if (reading === undefined) this.#readings.set(path, (reading = this.#workspace.read(path)));
    return reading;
  }

  list(folder: FilePath): readonly string[] {
    return this.#workspace.list(folder);
  }

  realPath(path: FilePath): FilePath {
    return this.#workspace.realPath(path);
  }
}
