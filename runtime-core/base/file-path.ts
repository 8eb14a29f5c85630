/** Project paths: "/src/main.ts", always absolute from the root and with "/" between the parts. */
import type { FilePath } from "./span.ts";

/** The folder of a path: "/src" for "/src/main.ts", "/" for "/main.ts". */
export function folderOf(path: FilePath): FilePath {
  const end = path.lastIndexOf("/");
  return end <= 0 ? "/" : path.slice(0, end);
}

/** `path` from `folder`, with "." and ".." resolved; undefined when it leaves the root. */
export function resolvePath(folder: FilePath, path: string): FilePath | undefined {
  const parts: string[] = [];
  for (const part of `${path.startsWith("/") ? "" : folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return `/${parts.join("/")}`;
}

/** How `path` is written from `folder`: "./x.ts", "../y.ts", and "." for the folder itself. */
export function relativePath(folder: FilePath, path: FilePath): string {
  const from = folder.split("/").filter((part) => part !== "");
  const to = path.split("/").filter((part) => part !== "");
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  const up = "../".repeat(from.length - shared);
  return `${up === "" ? "./" : up}${to.slice(shared).join("/")}`.replace(/\/$/, "");
}

/** Whether a file belongs to an npm package and not to the project's own text. */
export function isPackageFile(path: FilePath): boolean {
  return path.includes("/node_modules/");
}
