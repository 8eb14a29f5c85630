/**
 * The pages of `docs/diagnostics` are tests: every code has one, and every example in them gives what its markers say.
 */
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { type Code, CODES } from "../../runtime-core/base/codes/table.ts";
import { RUN_CODES } from "../../runtime-core/base/codes/run.ts";
import { VALUES_CODES } from "../../runtime-core/base/codes/values.ts";
import { parseFixture } from "../fixtures/markers.ts";
import { checkFixture } from "./prepare-fixture.ts";

const PAGES = path.resolve(import.meta.dirname, "../../docs/diagnostics");

/** Said while a module runs or starts; no text produces them, so their pages are prose. */
const WITHOUT_EXAMPLE: ReadonlySet<string> = new Set([
  ...Object.keys(RUN_CODES),
  ...Object.keys(VALUES_CODES),
  "manifest/missing-env",
  "manifest/missing-secret",
  "manifest/invalid-env",
]);

/** Nobody reads a longer explanation. */
const MOST_STEPS = 5;

describe("docs/diagnostics", () => {
  const codes = Object.keys(CODES) as Code[];

  it("has a page for every code and no other", () => {
    const pages = fs.readdirSync(PAGES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    const found = pages.map((name) => name.replace(/\.md$/, "").split(path.sep).join("/"));
    assert.deepEqual(found.sort(), [...codes].sort());
  });

  for (const code of codes) {
    it(`${code} is explained and shown`, async () => {
      const page = fs.readFileSync(path.join(PAGES, `${code}.md`), "utf8");
      assert.equal(page.split("\n", 1)[0], `# ${code}`);
      const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = ""]) => text);
      if (WITHOUT_EXAMPLE.has(code)) return;
      assert.ok(
        examples.some((text) => parseFixture(text).expected.some((one) => one.code === code)),
        "no example shows it",
      );
      for (const example of examples) {
        const { diagnostics } = await checkFixture(example, { only: onlyThisStep(code) });
        for (const { message, related } of diagnostics) {
          assert.ok(related.length <= MOST_STEPS, message);
          assert.doesNotMatch(message, /[.!]$|^[a-z](?!s\.|[a-z]+\.)/, "a sentence, without a full stop");
        }
      }
    });
  }
});

/** An example shows one step; the symbolic evaluation and the hint about a manifest would speak up in nearly all of them. */
function onlyThisStep(shown: Code): (code: string) => boolean {
  const isSymbolic = shown.startsWith("symbolic/");
  return (code) => {
    if (code.startsWith("symbolic/")) return isSymbolic;
    return code !== "static-check/missing-manifest" || shown === code;
  };
}
