import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { sparkline } from "./sparkline.ts";

function svg(shares: readonly (number | undefined)[]): string {
  const [head, body = ""] = sparkline(shares).split(",");
  assert.equal(head, "data:image/svg+xml;base64");
  return Buffer.from(body, "base64").toString();
}

describe("sparkline()", () => {
  it("draws all as the top and nothing as the bottom, now at the right", () => {
    assert.match(svg([1, 0, 0.5]), /d="M2 2L120 38L238 20" fill="none"/);
  });

  it("leaves out what is not known, and is empty without anything", () => {
    assert.match(svg([undefined, 0.5, 1]), /d="M120 20L238 2" fill="none"/);
    assert.doesNotMatch(svg([undefined, undefined]), /fill="none"/);
    assert.doesNotMatch(svg([]), /NaN/);
  });
});
