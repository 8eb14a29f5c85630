import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { TimeBands } from "./time-bands.ts";

describe("TimeBands", () => {
  it("gives each moment to one band: to standing before waiting for a limit before waiting for the host", () => {
    let nowMs = 1000;
    const bands = new TimeBands(() => nowMs);
    const after = (ms: number): string => {
      nowMs += ms;
      const { hostMs, throttledMs, pausedMs } = bands.times;
      return `${hostMs} ${throttledMs} ${pausedMs}`;
    };
    assert.equal(after(5), "0 0 0");
    bands.calls = 2;
    assert.equal(after(10), "10 0 0");
    bands.waitBegan();
    bands.waitBegan();
    bands.waitEnded();
    assert.equal(after(20), "10 20 0");
    bands.stands = true;
    bands.calls = 0;
    assert.equal(after(40), "10 20 0", "nothing moves while it stands");
    bands.stands = false;
    assert.equal(after(1), "10 21 40", "a wait that goes on after its call");
    bands.waitEnded();
    assert.equal(after(100), "10 21 40");
    bands.calls = 1;
    assert.equal(after(0.26), "10.3 21 40");
  });
});
