/**
 * `ambit explain`: prints the page of a code.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { CODES } from "../../runtime-core/base/codes/table.ts";
import { nearestName } from "../../runtime-core/base/nearest-name.ts";
import { EXIT } from "../exit-codes.ts";
import { packageRoot } from "../package-root.ts";
import { pageText } from "../render/page-text.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

const CODE_NAMES = Object.keys(CODES);
const MOST_SUGGESTIONS = 8;

/** Runs the command; without a code it lists them all. */
export function explain(written: string | undefined, terminal: Terminal): number {
  if (written === undefined) {
    terminal.out(CODE_NAMES.map((code) => `${code}\n`).join(""));
    return EXIT.ok;
  }
  const code = codeOf(written);
  let page;
  try {
    page = readFileSync(path.join(packageRoot(), "docs", "diagnostics", `${code}.md`), "utf8");
  } catch (error) {
    throw new Error(`The page of ${code} is missing from the package`, { cause: error });
  }
  terminal.out(pageText(page, terminal.colors));
  return EXIT.ok;
}

/** The code that is meant: in any case, and by its last segment alone where only one code ends so. */
function codeOf(written: string): string {
  const wanted = written.toLowerCase();
  const meant = CODE_NAMES.filter((code) => code === wanted || lastSegment(code) === wanted);
  const [code] = meant;
  if (code !== undefined && meant.length === 1) return code;
  const near = meant.length > 0 ? meant : nearCodes(wanted);
  const shown = near.slice(0, MOST_SUGGESTIONS).join(", ");
  const unknown = `There is no code "${written}"`;
  throw new UsageError(
    near.length === 0
      ? `${unknown}; \`ambit explain\` lists them all`
      : `${unknown}; did you mean ${shown}${near.length > MOST_SUGGESTIONS ? ", …" : "?"}`,
  );
}

/** The codes that were probably meant, the likeliest first: by the last segment, then by the words in it, then by any word. */
function nearCodes(wanted: string): readonly string[] {
  const last = lastSegment(wanted);
  const nearest = nearestName(last, CODE_NAMES.map(lastSegment));
  const words = (text: string): readonly string[] => text.split(/[^a-z]+/).filter((word) => word.length > 2);
  const score = (code: string): number => {
    if (lastSegment(code) === nearest) return 100;
    const inLast = words(last).filter((word) => lastSegment(code).includes(word)).length;
    return 10 * inLast + words(wanted).filter((word) => code.includes(word)).length;
  };
  return CODE_NAMES.filter((code) => score(code) > 0).toSorted((a, b) => score(b) - score(a));
}

function lastSegment(code: string): string {
  return code.slice(code.lastIndexOf("/") + 1);
}
