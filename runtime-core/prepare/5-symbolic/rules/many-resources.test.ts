import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { manyResources } from "./many-resources.ts";

const CASES: readonly [resources: readonly string[], pattern: string | undefined][] = [
  [Array.from({ length: 12 }, (_, i) => `./data/${i}.json`), "./data/*.json"],
  [Array.from({ length: 12 }, (_, i) => `https://a.example/users/${i}/posts`), "https://a.example/users/*/posts"],
  [["./a", "./ab", "./abc", "./abcd", "./abcde", "./abcdef"], "./*"],
  [["./aa", "./ab", "./abc", "./abcd", "./abcde", "./abcdef"], "./a*"],
  [Array.from({ length: 5 }, (_, i) => `./data/${i}.json`), undefined],
  [Array.from({ length: 12 }, (_, i) => `./data/${i}/${i}.json`), undefined],
  [Array.from({ length: 12 }, (_, i) => `https://${i}.example/`), undefined],
  [Array.from({ length: 12 }, (_, i) => `./data/${i}/*.json`), undefined],
  [Array.from({ length: 12 }, () => "./data/a.json"), undefined],
];

describe("manyResources()", () => {
  for (const [resources, pattern] of CASES) {
    it(`${resources.slice(0, 2).join(", ")}, … (${resources.length}) → ${pattern}`, () => {
      const found = manyResources(resources.map((resource) => ({ domain: "fs", kind: "read", resource })));
      assert.equal(found?.permission.resource, pattern);
    });
  }

  it("leaves names that have no segments", () => {
    const permissions = Array.from({ length: 9 }, (_, i) => ({ domain: "env", kind: "read", resource: `/A_${i}` }));
    assert.equal(manyResources(permissions), undefined);
  });
});
