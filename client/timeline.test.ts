import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { limitOf } from "./live-fixtures.ts";
import type { HostCall } from "./live-store.ts";
import { ACTIVITIES, SLOT_MS, SLOTS, Timeline } from "./timeline.ts";

/** A timeline with a clock that stands at the beginning of a slot. */
class Watched {
  nowMs = 1_000_000 * SLOT_MS;
  readonly timeline = new Timeline(() => this.nowMs);

  constructor() {
    this.ran(0);
  }

  /** So much later the isolate "1" has used so much CPU time in all. */
  ran(cpuTimeMs: number, { afterMs = 0, waiting = 0 } = {}): void {
    this.nowMs += afterMs;
    this.timeline.note({ isolate: "1", module: "/main.ts", cpuTimeMs, limits: [limitOf(1, { waiting })] });
  }

  call(id: number, state: HostCall["state"], durationMs = 0): void {
    this.timeline.noteCall({ id, isolate: "1", call: "fetch()", startedMs: 0, state, durationMs });
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
  it("shares time out by what is told at its end", () => {
    const watched = new Watched();
    watched.ran(100, { afterMs: SLOT_MS });
    watched.call(1, "waiting");
    watched.nowMs += 250;
    watched.call(1, "done", 250);
    watched.ran(200, { afterMs: 250 });
    assert.deepEqual(watched.last(3), ["20 running", "20 running, 50 host", ""]);
  });

  it("spreads what took long over its slots, and never gives one more than there is", () => {
    const watched = new Watched();
    watched.ran(5000, { afterMs: 2 * SLOT_MS });
    assert.deepEqual(watched.last(3), ["100 running", "100 running", ""]);
    const short = new Watched();
    for (let call = 0; call < 10; call++) short.call(call, "done", 400);
    short.ran(0, { afterMs: SLOT_MS });
    assert.deepEqual(short.last(2), ["", ""], "calls that had ended before it was watched");
  });

  it("tells waiting for a limit from waiting for the host", () => {
    const watched = new Watched();
    watched.ran(0, { waiting: 2 });
    watched.call(1, "waiting");
    watched.ran(0, { afterMs: SLOT_MS });
    watched.nowMs += SLOT_MS;
    assert.deepEqual(watched.last(3), ["100 throttled", "100 host", ""]);
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
    watched.timeline.note({ isolate: "2", module: "/child.ts", cpuTimeMs: 0, limits: [] });
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
