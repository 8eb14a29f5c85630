import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  firstDueMs,
  firstTimer,
  newTimer,
  put,
  take,
  type Timer,
} from "../../runtime-core/isolate/prelude/timer-queue.ts";

describe("the queue of timers", () => {
  it("gives them by time, and in the order in which they came, whatever is taken out between", () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ dueMs: fc.integer({ min: 0, max: 30 }) }) },
      fc.record({ taken: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const waiting: { readonly timer: Timer; readonly dueMs: number }[] = [];
        for (const each of steps) {
          if ("dueMs" in each) {
            const timer = newTimer({ id: 1, callback: () => {}, args: [], everyMs: 0 });
            put(timer, each.dueMs);
            waiting.push({ timer, dueMs: each.dueMs });
          } else if (waiting.length > 0) {
            const [out] = waiting.splice(each.taken % waiting.length, 1);
            assert.ok(out !== undefined && take(out.timer) === out.dueMs);
          }
        }
        // Sorting keeps the order of those that are equal.
        for (const { timer, dueMs } of waiting.toSorted((a, b) => a.dueMs - b.dueMs)) {
          assert.equal(firstDueMs(), dueMs);
          assert.equal(firstTimer(), timer);
          take(timer);
        }
        assert.equal(firstDueMs(), Infinity);
        assert.equal(firstTimer(), undefined);
      }),
    );
  });
});
