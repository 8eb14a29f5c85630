/** Every case of the specification by example, one test each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { within } from "../cpu.ts";
import { includes, matchPath, matchUrl } from "./adapter.ts";

/** An answer that takes as long as more million turns of a loop is a failure, whatever it is. */
const ANSWER = 200;

interface Vector {
  readonly id: string;
  readonly why: string;
}

describe("vectors: paths", () => {
  for (const vector of read<Vector & Parameters<typeof matchPath>[0] & { matches: unknown }>("permissions/paths.json", "paths")) {
    it(`${vector.id}: ${vector.why}`, () => {
      assert.equal(within(ANSWER, () => matchPath(vector)), vector.matches);
    });
  }
});

describe("vectors: urls", () => {
  type UrlVector = Vector & Parameters<typeof matchUrl>[0] & { matches: unknown; warnings?: readonly string[] };
  for (const vector of read<UrlVector>("permissions/urls.json", "urls")) {
    it(`${vector.id}: ${vector.why}`, () => {
      const answer = within(ANSWER, () => matchUrl(vector));
      assert.equal(answer.matches, vector.matches);
      if (vector.warnings !== undefined) assert.deepEqual(answer.warnings, vector.warnings);
    });
  }
});

describe("vectors: includes", () => {
  for (const vector of read<Vector & Parameters<typeof includes>[0] & { includes: boolean }>("permissions/includes.json", "includes")) {
    it(`${vector.id}: ${vector.why}`, () => {
      assert.equal(within(ANSWER, () => includes(vector)), vector.includes);
    });
  }
});

/** The cases of a file, and those of ours about the same. */
function read<T>(file: string, section: string): readonly T[] {
  const own = JSON.parse(readFileSync(new URL("own.json", import.meta.url), "utf8"));
  return [...JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")), ...own[section]];
}
