/** `docs/manifest.md`: its tables are those of the code, and its examples are true. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "mocha";
import { parseLimit, parseQuantity } from "../../runtime-core/limits/parse-limit.ts";
import { matches } from "../../runtime-core/permissions/includes.ts";
import { parsePermission, parseSubject } from "../../runtime-core/permissions/parse-permission.ts";
import { withGeneratedParts } from "./manifest-page.ts";

const FILE = new URL("../../docs/manifest.md", import.meta.url);
/** The folder of the module that the page speaks of. */
const MODULE_DIR = "/jobs";
/** What the right ones of a row are quantities for. */
const LIMIT_OF = { bytes: "memory/heap", frequency: "http/request", time: "execution/cpu-time", rate: "fs/read" };

describe("docs/manifest.md", () => {
  it("has the tables of the code", () => {
    const page = readFileSync(FILE, "utf8");
    if (process.env["UPDATE"] === "1") writeFileSync(FILE, withGeneratedParts(page));
    assert.equal(readFileSync(FILE, "utf8"), withGeneratedParts(page));
  });

  const page = readFileSync(FILE, "utf8");
  for (const { title, rows } of examplesIn(page)) {
    for (const row of rows) {
      if (title === "quantities") it(`is right about ${row[0]?.join(" ")}`, () => checkQuantities(row));
      else it(`is right about ${title} ${row[0]?.join(" ")}`, () => checkGrant(title, row));
    }
  }
});

function checkGrant(title: string, [grants = [], covered = [], uncovered = []]: readonly (readonly string[])[]): void {
  const [domain = "", kind = ""] = title.split(".");
  const granted = parsePermission({ domain, kind, resource: grants[0] ?? "" }, MODULE_DIR);
  assert.ok(granted.ok, JSON.stringify(granted));
  assert.ok(covered.length > 0 && uncovered.length > 0);
  for (const resource of [...covered, ...uncovered]) {
    const subject = parseSubject({ domain, kind, resource }, MODULE_DIR);
    assert.ok(subject.ok, resource);
    assert.equal(matches(granted.value, subject.value), covered.includes(resource), resource);
  }
}

function checkQuantities([right = [], wrong = []]: readonly (readonly string[])[]): void {
  const quantity = parseQuantity(right[0]);
  assert.ok(quantity.ok && quantity.value.kind !== "count");
  const limit = LIMIT_OF[quantity.value.kind];
  assert.ok(parseLimit(limit, right[0]).ok);
  for (const text of wrong) assert.equal(parseLimit(limit, text).ok, false, text);
}

/** The tables of examples: the texts in backquotes of each cell of each row. */
function examplesIn(text: string): readonly { readonly title: string; readonly rows: readonly string[][][] }[] {
  const blocks = text.matchAll(/<!-- examples of (\S+) -->\n([^]*?)<!-- \/examples -->/g);
  return Array.from(blocks, ([, title = "", block = ""]) => {
    const [, , ...lines] = block.trim().split("\n");
    const rows = lines.map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, inner = ""]) => inner)),
    );
    return { title, rows };
  });
}
