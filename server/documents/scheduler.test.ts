import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { afterMessages, Scheduler } from "./scheduler.ts";

describe("Scheduler", () => {
  it("schedule() many times runs once", async () => {
    const { scheduler, runs } = recording();
    for (let i = 0; i < 10; i++) scheduler.schedule("a");
    await scheduler.settled("a");
    assert.deepEqual(
      runs.map((run) => run.key),
      ["a"],
    );
  });

  it("schedule() aborts a run of the same key and no other", async () => {
    const { scheduler, runs, finish } = recording();
    scheduler.schedule("a");
    scheduler.schedule("b");
    const settled = scheduler.settled("a");
    const other = scheduler.settled("b");
    scheduler.schedule("a");
    finish();
    await settled;
    await other;
    assert.deepEqual(
      runs.map((run) => [run.key, run.signal.aborted]),
      [
        ["a", true],
        ["b", false],
        ["a", false],
      ],
    );
  });

  it("cancel() takes back what waits", async () => {
    const { scheduler, runs } = recording();
    scheduler.schedule("a");
    scheduler.cancel("a");
    await scheduler.settled("a");
    assert.deepEqual(runs, []);
  });

  it("tells of an error once and goes on", async () => {
    const errors: unknown[] = [];
    const scheduler = new Scheduler<string>({
      run: async (key) => {
        if (key === "bad") throw new Error("broken");
      },
      onError: (error) => errors.push(error),
      defer: afterMessages,
    });
    scheduler.schedule("bad");
    scheduler.schedule("good");
    await scheduler.settled("bad");
    await scheduler.settled("good");
    assert.equal(errors.length, 1);
  });

  it("starts after what else waits in the event loop", async () => {
    const order: string[] = [];
    const done = new Promise<void>((resolve) => {
      const scheduler = new Scheduler<string>({
        run: async () => {
          order.push("run");
          resolve();
        },
        onError: (error) => assert.fail(String(error)),
        defer: afterMessages,
      });
      scheduler.schedule("a");
      setImmediate(() => {
        order.push("message");
        scheduler.schedule("a");
      });
    });
    await done;
    assert.deepEqual(order, ["message", "run"]);
  });
});

interface Recorded {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** A scheduler whose runs end when `finish` is called, or at once when nobody schedules again. */
function recording(): { scheduler: Scheduler<string>; runs: Recorded[]; finish: () => void } {
  const runs: Recorded[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const scheduler = new Scheduler<string>({
    run: (key, signal) => {
      runs.push({ key, signal });
      return Promise.race([promise, new Promise<void>((done) => setImmediate(done))]);
    },
    onError: (error) => assert.fail(String(error)),
    defer: afterMessages,
  });
  return { scheduler, runs, finish: resolve };
}
