import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { FakeClock, settle } from "../../tests/fake-clock.ts";
import { AmbitError, isAmbitError } from "../base/ambit-error.ts";
import type { Clock } from "../base/clock.ts";
import type { LimitName } from "./known-limits.ts";
import type { Lease } from "./lease.ts";
import type { Limit } from "./limit.ts";
import { LimiterSet, type LimiterSetOptions } from "./limiter-set.ts";
import { parseLimit } from "./parse-limit.ts";

function limits(written: Readonly<Record<string, unknown>>): readonly Limit[] {
  return Object.entries(written).map(([name, quantity]) => {
    const limit = parseLimit(name, quantity);
    assert.ok(limit.ok);
    return limit.value;
  });
}

function limiterSet(
  written: Readonly<Record<string, unknown>>,
  options: Partial<LimiterSetOptions> & { clock: Clock },
) {
  const exhausted: LimitName[] = [];
  const set = new LimiterSet(limits(written), {
    owner: "app",
    cpuTime: "clock",
    onExhausted: (limit) => exhausted.push(limit),
    ...options,
  });
  return { set, exhausted };
}

const cancelled = new AmbitError("context/cancelled", { cause: "user" });

describe("LimiterSet", () => {
  it("take() serves waiters in order of arrival", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s" }, { clock });
    const order: string[] = [];
    const take = (name: string, amount: number): void =>
      void set.take("http/request", amount).then((lease) => order.push(`${name} after ${lease.waitedMs}`));
    take("all", 10);
    take("big", 8);
    take("small", 1);
    await clock.settleAll();
    assert.deepEqual(order, ["all after 0", "big after 800", "small after 900"]);
  });

  it("take() of a waiter that timed out costs nothing, and its timer is gone", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s" }, { clock });
    await set.take("http/request", 10);
    const late = set.take("http/request", 5, { timeoutMs: 300 });
    await Promise.all([assert.rejects(late, { code: "limit/timed-out" }), clock.settleTo(300)]);
    await clock.settleTo(500);
    assert.equal(set.available("http/request"), 5);
    assert.equal(clock.pending, 0);
  });

  it("take() that fails outside gives what it took to those behind it, at once", async () => {
    const clock = new FakeClock();
    const outside = Promise.withResolvers<void>();
    const answers = [outside.promise, Promise.resolve()];
    const shared = { has: () => true, take: () => answers.shift() ?? Promise.resolve() };
    const { set } = limiterSet({ "http/request": "10/s" }, { clock, shared });
    const first = set.take("http/request", 10);
    const second = set.take("http/request", 5);
    outside.reject(new AmbitError("context/aborted", undefined));
    await assert.rejects(first, { code: "context/aborted" });
    assert.equal((await second).waitedMs, 0);
  });

  it("putBack() makes room for what failed to come about, also in ancestors after the end", async () => {
    const clock = new FakeClock();
    const { set: parent } = limiterSet({ "fs/total-new-files": 1 }, { clock });
    const { set } = limiterSet({}, { clock, parent });
    await set.take("fs/total-new-files", 1);
    set.end(cancelled);
    set.putBack("fs/total-new-files", 1);
    assert.equal(parent.available("fs/total-new-files"), 1);
  });

  it("take() with a timeout of nothing is granted or refused at once", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s" }, { clock });
    await set.take("http/request", 10, { timeoutMs: 0 });
    await assert.rejects(set.take("http/request", 1, { timeoutMs: 0 }), { code: "limit/timed-out" });
    assert.equal(clock.pending, 0);
  });

  it("take() is granted when its tokens come at the very moment of its timeout", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s" }, { clock });
    await set.take("http/request", 10);
    const take = set.take("http/request", 3, { timeoutMs: 300 });
    await clock.settleTo(300);
    assert.equal((await take).waitedMs, 300);
  });

  it("take() rejects for a signal that has fired, or that fires while it waits", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s" }, { clock });
    await assert.rejects(set.take("http/request", 1, { signal: AbortSignal.abort() }), { code: "context/aborted" });
    await set.take("http/request", 10);
    const controller = new AbortController();
    const take = set.take("http/request", 1, { signal: controller.signal });
    controller.abort();
    await assert.rejects(take, { code: "context/aborted" });
    assert.equal(clock.pending, 0);
  });

  it("take() refuses amounts that are none", async () => {
    const { set } = limiterSet({ "http/request": "10/s" }, { clock: new FakeClock() });
    for (const amount of [-1, Number.NaN, Infinity]) {
      await assert.rejects(set.take("http/request", amount), { code: "limit/invalid-amount" });
      assert.equal(set.tryTake("http/request", amount), undefined);
    }
  });

  it("take() of a limit that nobody has is free", async () => {
    const { set } = limiterSet({}, { clock: new FakeClock() });
    assert.equal((await set.take("fs/read", 1e15)).waitedMs, 0);
    assert.equal(set.available("fs/read"), Infinity);
    assert.deepEqual(set.snapshot(), []);
  });

  it("take() in parts does not add up the lateness of timers", async () => {
    const clock = new FakeClock();
    const late: Clock = { now: () => clock.now(), wakeAt: (at, callback) => clock.wakeAt(Math.ceil(at) + 1, callback) };
    const { set } = limiterSet({ "http/request": "3/s" }, { clock: late });
    const waited = set.take("http/request", 303);
    await clock.settleAll();
    assert.equal((await waited).waitedMs, 100_001);
  });

  it("take() in very many parts lets others have their turn", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "fs/read": { rate: "1GB/s", burst: "1B" } }, { clock });
    const lease = set.take("fs/read", 50_000);
    await clock.settleAll();
    assert.ok(Math.abs((await lease).waitedMs - 0.049999) < 1e-3);
  });

  it("exhausted() names who holds what is lacking", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/simultaneous": 2 }, { clock });
    const { set: child } = limiterSet({}, { clock, parent: set, owner: "child" });
    const leases = [await set.take("http/simultaneous", 1), await child.take("http/simultaneous", 1)];
    await assert.rejects(child.take("http/simultaneous", 1), (error) => {
      assert.ok(isAmbitError(error, "limit/exhausted"));
      const of = { of: "2", holders: ["app", "child"] };
      assert.deepEqual(error.data, { limit: "http/simultaneous", asked: 1, available: 0, ...of });
      return true;
    });
    for (const lease of leases) lease.giveBack();
    assert.equal(set.available("http/simultaneous"), 2);
  });

  it("exhausted() names nobody where the module itself holds all", async () => {
    const { set } = limiterSet({ "http/simultaneous": 1 }, { clock: new FakeClock() });
    using _ = await set.take("http/simultaneous", 1);
    await assert.rejects(set.take("http/simultaneous", 1), {
      message: 'The limit "http/simultaneous" is exhausted: 1 asked, 0 of 1 available',
    });
  });

  it("a lease ends with its block", async () => {
    const { set } = limiterSet({ "http/simultaneous": 2 }, { clock: new FakeClock() });
    {
      using lease = await set.take("http/simultaneous", 2);
      assert.equal(set.available("http/simultaneous"), 0);
      assert.equal(lease.waitedMs, 0);
    }
    assert.equal(set.available("http/simultaneous"), 2);
  });

  it("a waiter for its own tighter limit does not hold up its sibling between two parts", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s" }, { clock });
    const { set: child } = limiterSet({ "http/request": "5/s" }, { clock, parent: set, owner: "child" });
    const parts = child.take("http/request", 12);
    await clock.settleTo(100);
    assert.equal((await set.take("http/request", 3)).waitedMs, 0);
    await clock.settleAll();
    assert.equal((await parts).waitedMs, 1400);
  });

  it("a descendant that waits for the parent holds up its own followers, not those of others", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s" }, { clock });
    const { set: one } = limiterSet({ "http/request": "8/s" }, { clock, parent: set, owner: "one" });
    const { set: two } = limiterSet({ "http/request": "8/s" }, { clock, parent: set, owner: "two" });
    const waited: string[] = [];
    const take = (name: string, from: LimiterSet, amount: number): void =>
      void from.take("http/request", amount).then((lease) => waited.push(`${name} ${lease.waitedMs}`));
    take("all", set, 10);
    take("one", one, 4);
    take("two", two, 2);
    take("follower", one, 1);
    await clock.settleAll();
    assert.deepEqual(waited, ["all 0", "one 400", "two 600", "follower 700"]);
  });

  it("close() rejects what waits and what comes, in the whole subtree, and gives nobody tokens", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "http/request": "10/s", "http/simultaneous": 3 }, { clock });
    const { set: child } = limiterSet({}, { clock, parent: set, owner: "child" });
    const lease = await child.take("http/simultaneous", 3);
    await set.take("http/request", 10);
    const waiting = [child.take("http/request", 10), set.take("http/request", 1), child.take("http/request", 1)];
    await clock.settleTo(500);
    set.close(cancelled);
    for (const take of waiting) await assert.rejects(take, (error) => error === cancelled);
    await assert.rejects(child.take("http/request", 0), (error) => error === cancelled);
    assert.equal(child.tryTake("http/request", 0), undefined);
    assert.equal(set.available("http/request"), 5);
    assert.equal(set.available("http/simultaneous"), 0);
    set.end(cancelled);
    assert.equal(set.available("http/simultaneous"), 3);
    lease.giveBack();
    assert.equal(set.available("http/simultaneous"), 3);
    assert.equal(clock.pending, 0);
  });

  it("waits are seen by the observer, grants at once are not", async () => {
    const clock = new FakeClock();
    const seen: string[] = [];
    const waits = {
      waitBegan: (limit: string, amount: number) => void seen.push(`${limit} ${amount} begins`),
      waitEnded: (limit: string, amount: number, end: { waitedMs: number; outcome: string }) =>
        void seen.push(`${limit} ${amount} ${end.outcome} after ${end.waitedMs}`),
    };
    const { set } = limiterSet({ "http/request": "10/s" }, { clock, waits });
    await set.take("http/request", 10);
    const first = set.take("http/request", 1);
    const second = set.take("http/request", 5, { timeoutMs: 200 });
    second.catch(() => undefined);
    await clock.settleAll();
    await first;
    assert.deepEqual(seen, [
      "http/request 1 begins",
      "http/request 5 begins",
      "http/request 1 granted after 100",
      "http/request 5 timed-out after 200",
    ]);
  });
});

describe("LimiterSet: execution/*", () => {
  it("charge() spends measured CPU time from the context and every ancestor, and the clock does not", async () => {
    const clock = new FakeClock();
    const { set, exhausted } = limiterSet({ "execution/cpu-time": "100ms" }, { clock, cpuTime: "charged" });
    const child = limiterSet(
      { "execution/cpu-time": "50ms" },
      { clock, cpuTime: "charged", parent: set, owner: "child" },
    );
    child.set.start();
    await clock.settleTo(1000);
    child.set.charge("execution/cpu-time", 30);
    assert.deepEqual([child.set.available("execution/cpu-time"), set.available("execution/cpu-time")], [20, 70]);
    child.set.charge("execution/cpu-time", 20);
    assert.deepEqual([child.exhausted, exhausted], [["execution/cpu-time"], []]);
    set.charge("execution/cpu-time", 60);
    assert.deepEqual(exhausted, ["execution/cpu-time"]);
  });

  it("charge() says once that nothing is left", () => {
    const { set, exhausted } = limiterSet(
      { "execution/cpu-time": "10ms" },
      { clock: new FakeClock(), cpuTime: "charged" },
    );
    for (let i = 0; i < 5; i++) set.charge("execution/cpu-time", 10);
    assert.deepEqual(exhausted, ["execution/cpu-time"]);
    assert.equal(set.available("execution/cpu-time"), 0);
  });

  it("a breakpoint holds the total time of its tree, and of no other tree", async () => {
    const clock = new FakeClock();
    const one = limiterSet({ "execution/total-time": "100ms" }, { clock });
    const child = limiterSet({ "execution/total-time": "100ms" }, { clock, parent: one.set, owner: "child" });
    const two = limiterSet({ "execution/total-time": "100ms" }, { clock });
    for (const { set } of [one, child, two]) set.start();
    child.set.breakpoint();
    await clock.settleTo(1000);
    assert.deepEqual([one.exhausted, child.exhausted, two.exhausted], [[], [], ["execution/total-time"]]);
    child.set.end(cancelled);
    await clock.settleTo(1100);
    assert.deepEqual(one.exhausted, ["execution/total-time"]);
  });

  it("start(), pause() and resume() bear any order", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "execution/cpu-time": "50ms" }, { clock });
    set.resume();
    set.pause();
    set.start();
    set.start();
    await clock.settleTo(100);
    assert.equal(set.available("execution/cpu-time"), 50);
    set.resume();
    await clock.settleTo(110);
    assert.equal(set.available("execution/cpu-time"), 40);
    set.breakpoint();
    set.breakpoint();
    set.continue();
    await clock.settleTo(120);
    assert.equal(set.available("execution/cpu-time"), 30);
  });

  it("refill() and change() act at once", async () => {
    const clock = new FakeClock();
    const { set, exhausted } = limiterSet(
      { "execution/cpu-time": "50ms", "http/request": "10/s", "memory/heap": "10MB" },
      { clock },
    );
    set.start();
    await clock.settleTo(40);
    set.refill("execution/cpu-time");
    await clock.settleTo(60);
    assert.equal(set.available("execution/cpu-time"), 30);
    assert.equal(set.change({ name: "execution/cpu-time", quantity: { kind: "time", value: 20 } }), true);
    assert.deepEqual(exhausted, ["execution/cpu-time"]);
    await set.take("http/request", 10);
    const take = set.take("http/request", 5);
    set.refill("http/request");
    assert.equal((await take).waitedMs, 0);
    set.hold("memory/heap", 6e6);
    set.change({ name: "memory/heap", quantity: { kind: "bytes", value: 5e6 } });
    assert.deepEqual(exhausted, ["execution/cpu-time", "memory/heap"]);
    assert.equal(set.change({ name: "fs/read", quantity: { kind: "rate", value: 1 } }), false);
  });
});

describe("LimiterSet: memory/heap", () => {
  it("take() holds more and its lease gives it back", async () => {
    const { set, exhausted } = limiterSet({ "memory/heap": "10MB" }, { clock: new FakeClock() });
    set.hold("memory/heap", 4e6);
    const lease: Lease = await set.take("memory/heap", 6e6);
    assert.equal(set.available("memory/heap"), 0);
    assert.equal(set.tryTake("memory/heap", 1), undefined);
    lease.giveBack();
    lease.giveBack();
    assert.equal(set.available("memory/heap"), 6e6);
    assert.deepEqual(exhausted, []);
  });

  it("end() takes what a child holds out of its parent's gauge", () => {
    const clock = new FakeClock();
    const { set } = limiterSet({ "memory/heap": "10MB" }, { clock });
    const { set: child } = limiterSet({}, { clock, parent: set, owner: "child" });
    child.hold("memory/heap", 7e6);
    assert.equal(set.available("memory/heap"), 3e6);
    child.end(cancelled);
    assert.equal(set.available("memory/heap"), 10e6);
  });
});

describe("LimiterSet: snapshot()", () => {
  it("shows each limit with its bucket, its waiters and its holders", async () => {
    const clock = new FakeClock();
    const { set } = limiterSet(
      { "http/request": "10/s", "http/simultaneous": 6, "execution/cpu-time": "1s" },
      { clock },
    );
    const { set: child } = limiterSet(
      { "http/request": "5/s", "memory/heap": "1MB" },
      { clock, parent: set, owner: "child" },
    );
    child.start();
    await child.take("http/simultaneous", 2);
    await child.take("http/request", 5);
    const waiting = child.take("http/request", 1);
    child.hold("memory/heap", 1000);
    await clock.settleTo(100);
    assert.deepEqual(child.snapshot(), [
      {
        name: "execution/cpu-time",
        kind: "total",
        quantity: { kind: "time", value: 1000 },
        capacity: 1000,
        available: 900,
        taken: 100,
        waiting: 0,
        holders: [],
        own: false,
      },
      {
        name: "memory/heap",
        kind: "gauge",
        quantity: { kind: "bytes", value: 1e6 },
        capacity: 1e6,
        available: 999_000,
        taken: 1000,
        waiting: 0,
        holders: ["child"],
        own: true,
      },
      {
        name: "http/request",
        kind: "frequency",
        quantity: { kind: "frequency", value: 5 },
        capacity: 5,
        available: 0.5,
        taken: 5,
        waiting: 1,
        holders: [],
        own: true,
        ratePerSecond: 5,
      },
      {
        name: "http/simultaneous",
        kind: "total",
        quantity: { kind: "count", value: 6 },
        capacity: 6,
        available: 4,
        taken: 2,
        waiting: 0,
        holders: ["child"],
        own: false,
      },
    ]);
    await clock.settleAll();
    await waiting;
    await settle();
  });
});
