/** Changed texts on their way to the disk. */
import { readFileSync, writeFileSync } from "node:fs";
import type { FilePath } from "../runtime-core/base/span.ts";
import type { Project } from "./project.ts";
import { UsageError } from "./usage-error.ts";

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Writes a text in the place of that of a file, behind the byte order mark that it has.
 *
 * @throws {UsageError} when the file is no UTF-8: what was read of it is not what stands in it.
 */
export function writeText(project: Project, file: FilePath, text: string): void {
  const path = project.diskPath(file);
  const bytes = readFileSync(path);
  const before = bytes.toString("utf8");
  if (!Buffer.from(before).equals(bytes))
    throw new UsageError(
      `"${project.shownPath(file)}" is not changed, for it is no UTF-8 text; save it as UTF-8 first`,
    );
  writeFileSync(path, before.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK + text : text);
}
