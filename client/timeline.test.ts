import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ACTIVITIES, SLOT_MS, SLOTS, Timeline } from "./timeline.ts";

/** A timeline with a clock that stands at the beginning of a slot. */
class Watched {
  nowMs = 1_000_000 * SLOT_MS;
  readonly timeline = new Timeline(() => this.nowMs);

  constructor() {
    this.ran(0);
  }

  /** So much later the isolate "1" has used so much CPU time in all. */
  ran(cpuTimeMs: number, { afterMs = 0, hostMs = 0, throttledMs = 0 } = {}): void {
    this.nowMs += afterMs;
    const times = { hostMs, throttledMs, pausedMs: 0 };
    this.timeline.note({ isolate: "1", module: "/main.ts", cpuTimeMs, times });
  }

  /** The last slots in percent: "50 running, 25 host". */
  last(count: number, isolate = "1"): readonly string[] {
    const lane = this.timeline.lanes.find((each) => each.isolate === isolate);
    assert.equal(lane?.slots.length, SLOTS);
    return lane.slots.slice(-count).map((shares) =>
      ACTIVITIES.map((activity) => `${Math.round((shares?.[activity] ?? 0) * 100)} ${activity}`)
        .filter((text) => !text.startsWith("0 "))
        .join(", "),
    );
  }
}

describe("Timeline", () => {
  it("shares time out as it is told", () => {
    const watched = new Watched();
    watched.ran(100, { afterMs: SLOT_MS });
    watched.ran(100, { afterMs: 250, hostMs: 250 });
    watched.ran(200, { afterMs: 250, hostMs: 300, throttledMs: 100 });
    assert.deepEqual(watched.last(3), ["20 running", "20 running, 60 host, 20 throttled", ""]);
  });

  it("spreads what took long over its slots, and never gives one more than there is", () => {
    const watched = new Watched();
    watched.ran(5000, { afterMs: 2 * SLOT_MS });
    assert.deepEqual(watched.last(3), ["100 running", "100 running", ""]);
    const short = new Watched();
    short.ran(SLOT_MS / 2, { afterMs: SLOT_MS, hostMs: SLOT_MS, throttledMs: SLOT_MS / 5 });
    assert.deepEqual(short.last(2), ["50 running, 30 host, 20 throttled", ""]);
  });

  it("has nothing while nothing is told", () => {
    const watched = new Watched();
    watched.ran(0, { afterMs: SLOT_MS, hostMs: SLOT_MS });
    watched.nowMs += SLOT_MS;
    assert.deepEqual(watched.last(3), ["100 host", "", ""]);
  });

  it("counts as paused what an isolate stands, also while nothing is told", () => {
    const watched = new Watched();
    watched.timeline.pause("1", true);
    watched.nowMs += SLOT_MS;
    assert.deepEqual(watched.last(2), ["100 paused", ""]);
    watched.nowMs += 60 * 60_000;
    assert.deepEqual(watched.last(2), ["100 paused", ""]);
    watched.timeline.pause("1", false);
    watched.nowMs += 2 * SLOT_MS;
    assert.deepEqual(watched.last(3), ["", "", ""]);
  });

  it("keeps the last minute of isolates that are gone, and begins anew with the next of the same number", () => {
    const watched = new Watched();
    watched.timeline.note({
      isolate: "2",
      module: "/child.ts",
      cpuTimeMs: 0,
      times: { hostMs: 0, throttledMs: 0, pausedMs: 0 },
    });
    watched.timeline.pause("2", true);
    watched.nowMs += SLOT_MS;
    watched.timeline.end("2");
    watched.nowMs += SLOT_MS;
    assert.deepEqual(watched.last(3, "2"), ["100 paused", "", ""]);
    const { slots = [] } = watched.timeline.lanes.find(({ isolate }) => isolate === "2") ?? {};
    assert.equal(slots.filter((shares) => shares !== undefined).length, 1, "it was there for one slot");
    watched.nowMs += SLOTS * SLOT_MS;
    assert.deepEqual(
      watched.timeline.lanes.map(({ isolate }) => isolate),
      ["1"],
    );
    watched.timeline.end("1");
    watched.ran(0);
    watched.nowMs += SLOT_MS;
    assert.deepEqual(watched.last(2), ["", ""]);
  });
});
