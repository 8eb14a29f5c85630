/** Every case about limits, and every case about parents and children, one test each. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { checkChild, parseQuantity, simulateLimits } from "./adapter.ts";
import type { Timeline, TimelineResult } from "./replay-timeline.ts";

interface Vector {
  readonly id: string;
  readonly why: string;
}

describe("vectors: quantities", () => {
  type QuantityVector = Vector & Parameters<typeof parseQuantity>[0] & { expect: unknown };
  for (const vector of read<QuantityVector>("limits/quantities.json", "quantities")) {
    it(`${vector.id}: ${vector.why}`, () => {
      assert.deepEqual(parseQuantity(vector), vector.expect);
    });
  }
});

describe("vectors: timelines", () => {
  type TimelineVector = Vector & Timeline & { expect: TimelineResult["outcomes"]; ended?: TimelineResult["ended"] };
  for (const vector of read<TimelineVector>("limits/timelines.json", "timelines")) {
    it(`${vector.id}: ${vector.why}`, async () => {
      const { outcomes, ended } = await simulateLimits(vector);
      assert.deepEqual(outcomes, vector.expect);
      assert.deepEqual(ended, vector.ended ?? []);
    });
  }
});

describe("vectors: parents and children", () => {
  type ChildVector = Vector & Parameters<typeof checkChild>[0] & { violations?: object[]; results?: object[] };
  for (const vector of read<ChildVector>("permissions/parents.json", "parents")) {
    it(`${vector.id}: ${vector.why}`, () => {
      const answer = checkChild(vector);
      if (vector.results === undefined) assert.deepEqual(sorted(answer), sorted(vector.violations ?? []));
      else assert.deepEqual(answer, vector.results);
    });
  }
});

/** The cases of a file, and those of ours about the same. */
function read<T>(file: string, section: string): readonly T[] {
  const own = JSON.parse(readFileSync(new URL("own.json", import.meta.url), "utf8"));
  return [...JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")), ...own[section]];
}

function sorted(entries: readonly object[]): readonly string[] {
  return entries.map((entry) => JSON.stringify(entry)).toSorted();
}
