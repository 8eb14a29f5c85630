import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { TokenBucket } from "./token-bucket.ts";

describe("TokenBucket", () => {
  it("starts full and refills by elapsed time, as a fraction", () => {
    const bucket = new TokenBucket({ capacity: 10, ratePerSecond: 10, now: 1000 });
    bucket.take(10, 1000);
    assert.equal(bucket.available(1000), 0);
    assert.equal(bucket.available(1250), 2.5);
    assert.equal(bucket.available(9000), 10);
    assert.equal(bucket.readyAt(4), 1400);
    assert.equal(bucket.readyAt(11), Infinity);
  });

  it("does not drift: the millionth token of 7 per second comes at its moment", () => {
    const bucket = new TokenBucket({ capacity: 7, ratePerSecond: 7, now: 0 });
    bucket.take(7, 0);
    for (let i = 1; i <= 1_000_000; i++) bucket.take(1, bucket.readyAt(1));
    assert.equal(bucket.readyAt(1), (1_000_001 * 1000) / 7);
  });

  it("keeps its fractions after years without being full", () => {
    const bucket = new TokenBucket({ capacity: 1e8, ratePerSecond: 1e8, now: 0 });
    bucket.take(1e8, 0);
    let now = 0;
    for (let day = 0; day < 4000; day++) {
      now += 86_400_000;
      bucket.take(1e8, now);
    }
    now += 500;
    assert.ok(Math.abs(bucket.available(now) - 5e7) < 1, String(bucket.available(now)));
  });

  it("holds 0 <= available <= capacity under any sequence of calls", () => {
    const call = fc.record({
      what: fc.constantFrom("take", "putBack", "fill", "change", "wait"),
      amount: fc.double({ min: 0, max: 200, noNaN: true }),
      ms: fc.double({ min: 0, max: 1e7, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), fc.double({ min: 0, max: 1000, noNaN: true }), (calls, rate) => {
        let now = 0;
        const bucket = new TokenBucket({ capacity: 100, ratePerSecond: rate, now });
        for (const { what, amount, ms } of calls) {
          if (what === "wait") now += ms;
          if (what === "take" && bucket.has(amount, now)) bucket.take(amount, now);
          if (what === "putBack") bucket.putBack(amount, now);
          if (what === "fill") bucket.fill(now);
          if (what === "change") bucket.change({ capacity: amount, ratePerSecond: rate, now });
          const available = bucket.available(now);
          assert.ok(available >= 0 && available <= bucket.capacity, `${available} of ${bucket.capacity}`);
        }
      }),
    );
  });

  it("never gives more than the capacity and what came back since", () => {
    const asks = fc.array(fc.record({ amount: fc.nat(50), ms: fc.nat(500) }), { maxLength: 100 });
    fc.assert(
      fc.property(asks, (steps) => {
        const bucket = new TokenBucket({ capacity: 20, ratePerSecond: 30, now: 0 });
        let now = 0;
        let taken = 0;
        for (const { amount, ms } of steps) {
          now += ms;
          if (!bucket.has(amount, now)) continue;
          bucket.take(amount, now);
          taken += amount;
          assert.ok(taken <= 20 + (30 * now) / 1000 + 1e-6);
        }
      }),
    );
  });
});
