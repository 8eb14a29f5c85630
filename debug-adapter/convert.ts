/**
 * Between the client's words and the isolate's: paths and URLs, lines and columns.
 *
 * In an isolate the project's folder is the root of the file system, and columns are those of the TypeScript source.
 */
import { realpathSync } from "node:fs";
import path from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { shownFrame } from "../runtime-core/base/shown-frame.ts";
import type { FilePath } from "../runtime-core/base/span.ts";

/** How the client counts; DAP §Initialize. */
export interface ClientPositions {
  readonly linesStartAt1: boolean;
  readonly columnsStartAt1: boolean;
}

/** The client's line of a 0-based one. */
export function clientLine(line: number, client: ClientPositions): number {
  return client.linesStartAt1 ? line + 1 : line;
}

/** The client's column of a 0-based one. */
export function clientColumn(column: number, client: ClientPositions): number {
  return client.columnsStartAt1 ? column + 1 : column;
}

/** The 0-based line of the client's. */
export function ownLine(line: number, client: ClientPositions): number {
  return Math.max(0, client.linesStartAt1 ? line - 1 : line);
}

/** The 0-based column of the client's. */
export function ownColumn(column: number, client: ClientPositions): number {
  return Math.max(0, client.columnsStartAt1 ? column - 1 : column);
}

/** "    at load (./main.ts:23:17)", a line of a stack. */
const FRAME = /^(\s*at )(.*)$/gm;
/** "    at inCall (ambit:prelude:18:3066)": a frame of the host's own code. */
const HOST_FRAME = /\n {4}at (?:[^\n]* \()?ambit:[a-z]+:\d+:\d+\)?(?=\n|$)/g;

/** Paths of one project, as the client writes them and as the isolate does. */
export class ProjectPaths {
  /** As the client named it; it may hold symbolic links, which the client wants to see again. */
  readonly root: string;
  readonly #realRoot: string;

  constructor(root: string) {
    this.root = path.resolve(root);
    this.#realRoot = realpathSync(this.root);
  }

  /** The file of the project at a path of the disk, behind links as an isolate has it; undefined when it lies outside. */
  fileOf(diskPath: string): FilePath | undefined {
    return within(this.#realRoot, realPath(diskPath)) ?? within(this.root, path.resolve(diskPath));
  }

  /** The path on the disk of a file of the project. */
  diskPathOf(file: FilePath): string {
    return path.join(this.root, file);
  }

  /** The URL that scripts of a file have in an isolate. */
  urlOf(file: FilePath): string {
    return `.${encodeURI(file)}`;
  }

  /** The file of a script's URL. */
  fileOfUrl(url: string): FilePath {
    return decodeURI(url.slice(1));
  }

  /** A text whose stacks name files of the disk, so that clients lead there wherever the project lies. */
  withDiskFrames(text: string): string {
    return text.replaceAll(FRAME, (_line, at: string, frame: string) => {
      return at + shownFrame(frame, (file) => this.diskPathOf(file));
    });
  }

  /** The stack of an error as `withDiskFrames` gives it, without the host's own code below and between the frames of modules. */
  ownStack(stack: string): string {
    return this.withDiskFrames(stack.replaceAll(HOST_FRAME, ""));
  }

  /** A script's URL as DAP names sources. */
  sourceOf(url: string): DebugProtocol.Source {
    const file = this.fileOfUrl(url);
    return { name: path.posix.basename(file), path: this.diskPathOf(file) };
  }
}

function within(root: string, full: string): FilePath | undefined {
  const relative = path.relative(root, full);
  if (relative === "" || relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
    return undefined;
  return `/${relative.replaceAll(path.sep, "/")}`;
}

function realPath(diskPath: string): string {
  try {
    return realpathSync(diskPath);
  } catch {
    // A file that is not there has no links to follow.
    return path.resolve(diskPath);
  }
}
