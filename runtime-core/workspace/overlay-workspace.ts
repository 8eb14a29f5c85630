/** Open texts over another workspace: what an editor shows counts, not what is on the disk. */
import type { FilePath } from "../base/span.ts";
import type { FileReading, Workspace } from "../base/workspace.ts";

/** An immutable view. */
export class OverlayWorkspace implements Workspace {
  readonly #below: Workspace;
  /** By the paths by which they were opened, and by those behind links. */
  readonly #texts: ReadonlyMap<FilePath, string>;

  constructor(below: Workspace, texts: ReadonlyMap<FilePath, string>) {
    this.#below = below;
    const real = [...texts].map(([path, text]) => [below.realPath(path), text] as const);
    this.#texts = new Map([...real, ...texts]);
  }

  read(path: FilePath): FileReading {
    const text = this.#texts.get(path);
    return text === undefined ? this.#below.read(path) : { kind: "text", text };
  }

  list(folder: FilePath): readonly string[] {
    const names = new Set(this.#below.list(folder));
    const start = folder.endsWith("/") ? folder : `${folder}/`;
    for (const path of this.#texts.keys()) {
      if (!path.startsWith(start)) continue;
      const [name = "", ...rest] = path.slice(start.length).split("/");
      names.add(rest.length === 0 ? name : `${name}/`);
    }
    return [...names];
  }

  realPath(path: FilePath): FilePath {
    return this.#below.realPath(path);
  }
}
