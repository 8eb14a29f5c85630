/**
 * Where the rules of the fifth step speak, and where they keep silent. The pages of `docs/diagnostics` show each once.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { checkFixture } from "./prepare-fixture.ts";

const CASES = path.resolve(import.meta.dirname, "../fixtures/symbolic-rules.txt");

describe("the rules of the fifth step", () => {
  const [, ...cases] = readFileSync(CASES, "utf8").split(/^=== /m);
  for (const one of cases) {
    const end = one.indexOf("\n");
    const [name = "", title = ""] = one.slice(0, end).split(": ");
    const code = name.includes("/") ? name : `symbolic/${name}`;
    it(`${code} ${title}`, () => checkFixture(one.slice(end + 1), { only: (found) => found === code }));
  }
});
