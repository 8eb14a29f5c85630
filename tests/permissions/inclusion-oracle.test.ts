/** Inclusion and overlap of paths agree with automata, on random patterns that are near each other. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { includes, overlaps } from "../../runtime-core/permissions/includes.ts";
import type { Permission } from "../../runtime-core/permissions/permission.ts";
import { type Language, languageIncludes, languagesMeet, pathLanguage, urlLanguage } from "./automata.ts";
import { nearby, PATH_SEGMENTS, permission, segments, URL_SEGMENTS } from "./random-patterns.ts";

const POOLS = 50;
const POOL_SIZE = 24;

interface Judged {
  readonly text: string;
  readonly permission: Permission;
  readonly language: Language;
}

interface Sort {
  readonly kinds: readonly string[];
  readonly seed: number;
  readonly judge: (list: readonly string[]) => Judged;
}

const PATHS: Sort = {
  kinds: PATH_SEGMENTS,
  seed: 1,
  judge: (list) => {
    const text = `/${list.join("/")}`;
    return { text, permission: permission(text), language: pathLanguage(list) };
  },
};

const URLS: Sort = {
  kinds: URL_SEGMENTS,
  seed: 2,
  judge: (list) => {
    const text = `https://a.example/${list.join("/")}`;
    return {
      text,
      permission: permission(text, { domain: "http" }),
      language: urlLanguage(list.length === 0 ? [""] : list),
    };
  },
};

describe("inclusion against automata", function () {
  this.timeout(60_000);
  for (const [name, sort] of Object.entries({ paths: PATHS, urls: URLS })) {
    it(`includes() and overlaps() are exact for ${name}`, () => {
      const seen = { pairs: 0, included: 0, meeting: 0 };
      for (const pool of poolsOf(sort)) compareAll(pool, seen);
      assert.ok(seen.pairs >= 20_000 && seen.included >= 2_000 && seen.meeting > seen.included, JSON.stringify(seen));
    });
  }
});

function compareAll(pool: readonly Judged[], seen: { pairs: number; included: number; meeting: number }): void {
  for (const [i, granted] of pool.entries()) {
    for (const [j, asked] of pool.entries()) {
      const expected = languageIncludes(granted.language, asked.language);
      assert.equal(includes(granted.permission, asked.permission), expected, `${granted.text} includes ${asked.text}`);
      seen.pairs++;
      if (expected) seen.included++;
      if (j < i) continue;
      const meeting = languagesMeet(granted.language, asked.language);
      assert.equal(overlaps(granted.permission, asked.permission), meeting, `${granted.text} overlaps ${asked.text}`);
      if (meeting) seen.meeting++;
    }
  }
}

/** Each pool is one list of segments and small changes of it. */
function* poolsOf(sort: Sort): Iterable<readonly Judged[]> {
  for (const [index, base] of fc.sample(segments(sort.kinds), { seed: sort.seed, numRuns: POOLS }).entries()) {
    const lists = fc.sample(nearby(sort.kinds, base), { seed: sort.seed * 1000 + index, numRuns: POOL_SIZE * 2 });
    const texts = new Map(lists.map((list) => [list.join("/"), list]));
    yield [...texts.values()].slice(0, POOL_SIZE).map(sort.judge);
  }
}
