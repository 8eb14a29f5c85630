import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, it } from "mocha";
import { MonotonicClock } from "./monotonic-clock.ts";

describe("MonotonicClock", () => {
  it("stands while it is held, and its alarms with it", async () => {
    const clock = new MonotonicClock();
    let rung = 0;
    const first = clock.hold();
    const second = clock.hold();
    const at = clock.now();
    clock.wakeAt(at + 5, () => rung++);
    await sleep(30);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    await sleep(30);
    assert.equal(clock.now(), at);
    assert.equal(rung, 0);
    second[Symbol.dispose]();
    while (rung === 0) await sleep(1);
    assert(clock.now() >= at + 5);
  });

  it("holds alarms that were set before, and forgets those that were taken back", async () => {
    const clock = new MonotonicClock();
    const rung: string[] = [];
    const at = clock.now();
    clock.wakeAt(at + 20, () => rung.push("kept"));
    const taken = clock.wakeAt(at + 20, () => rung.push("taken back"));
    const held = clock.hold();
    await sleep(40);
    taken[Symbol.dispose]();
    assert.deepEqual(rung, []);
    held[Symbol.dispose]();
    while (rung.length === 0) await sleep(1);
    assert.deepEqual(rung, ["kept"]);
  });
});
