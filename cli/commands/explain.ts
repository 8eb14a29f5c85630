/**
 * `ambit explain`: prints the page of a code.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { CODES } from "../../runtime-core/base/codes/table.ts";
import { EXIT } from "../exit-codes.ts";
import { packageRoot } from "../package-root.ts";
import { pageText } from "../render/page-text.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

/** Runs the command. */
export function explain(code: string, terminal: Terminal): number {
  if (!Object.hasOwn(CODES, code)) throw new UsageError(unknownCode(code));
  let page;
  try {
    page = readFileSync(path.join(packageRoot(), "docs", "diagnostics", `${code}.md`), "utf8");
  } catch (error) {
    throw new Error(`The page of ${code} is missing from the package`, { cause: error });
  }
  terminal.out(pageText(page, terminal.colors));
  return EXIT.ok;
}

/** Names the codes that were probably meant. */
function unknownCode(code: string): string {
  const words = code
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 2);
  const near = Object.keys(CODES).filter((known) => words.some((word) => known.includes(word)));
  const shown = near.length === 0 ? Object.keys(CODES) : near;
  return `There is no code "${code}"; ${near.length === 0 ? "codes are" : "did you mean"} ${shown.slice(0, 8).join(", ")}${shown.length > 8 ? ", …" : near.length === 0 ? "" : "?"}`;
}
