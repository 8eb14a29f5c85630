/** Frames of module code as people see them: with paths that their terminal or editor finds. */
import type { FilePath } from "./span.ts";

/** "main (./src/main.ts:3:9)": a path from the project's folder. */
const PLACE = /(?<=^|\(|\s)\.(\/.*)(?=:\d+:\d+\)?$)/;

/** A frame with the path of its file as `shownPath` says. */
export function shownFrame(frame: string, shownPath: (file: FilePath) => string): string {
  return frame.replace(PLACE, (_whole, file: FilePath) => shownPath(file));
}
