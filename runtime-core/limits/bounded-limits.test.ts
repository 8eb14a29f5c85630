/** The tighter of a limit and its bound. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { boundedLimits, unnamedBounds } from "./bounded-limits.ts";
import type { Limit } from "./limit.ts";
import { parseLimit, printQuantity } from "./parse-limit.ts";

function limits(given: Readonly<Record<string, unknown>>): readonly Limit[] {
  return Object.entries(given).map(([name, quantity]) => {
    const parsed = parseLimit(name, quantity);
    assert.ok(parsed.ok, name);
    return parsed.value;
  });
}

function printed(all: readonly Limit[]): readonly string[] {
  return all.map(
    ({ name, quantity, by }) => `${name} ${printQuantity(quantity)}${by === undefined ? "" : ` by ${by}`}`,
  );
}

describe("boundedLimits()", () => {
  it("takes the tighter quantity, and says when it is the bound", () => {
    const own = limits({ "http/request": "10/s", "memory/heap": "64MB", "timers/simultaneous": 5 });
    const bounds = limits({ "http/request": "20/s", "memory/heap": "32MB", "fs/read": "1MB/s" });
    assert.deepEqual(printed(boundedLimits(own, bounds)), [
      "http/request 10/s",
      "memory/heap 32MB by runtime",
      "timers/simultaneous 5",
    ]);
    assert.deepEqual(printed(unnamedBounds(own, bounds)), ["fs/read 1MB/s by runtime"]);
  });

  it("bounds the rate and the burst each", () => {
    const [one] = boundedLimits(
      limits({ "http/request": { rate: "10/s", burst: 100 } }),
      limits({ "http/request": { rate: "20/s", burst: 40 } }),
    );
    assert.deepEqual(one?.quantity, { kind: "frequency", value: 10, burst: 40 });
  });
});
