import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { contextOf, limitOf, limitsMoved, storeOfOne } from "./live-fixtures.ts";
import type { HostCall, LiveEvent, LiveStore } from "./live-store.ts";

function available(store: LiveStore, isolate = "1"): readonly number[] | undefined {
  return store.sessions[0]?.contexts.get(isolate)?.limits.map((limit) => limit.available);
}

function call(id: number, overrides: Partial<HostCall> = {}): HostCall {
  return { id, isolate: "1", call: "readText()", startedMs: id, state: "waiting", ...overrides };
}

function called(seq: number, ...calls: readonly HostCall[]): LiveEvent {
  return { event: "ambit/hostCall", body: { seq, calls, lost: 0 } };
}

describe("LiveStore", () => {
  it("takes events in order: what moved replaces what there was, the rest stays", () => {
    const { store, asked } = storeOfOne();
    store.take("s", limitsMoved(1, "1", limitOf(9), limitOf(5, { name: "fs/read" })));
    store.take("s", limitsMoved(2, "1", limitOf(7)));
    assert.deepEqual(available(store), [7, 5]);
    assert.equal(store.sessions[0]?.history.of("1", "http/request").at(-1), 0.7);
    store.take("s", limitsMoved(2, "1", limitOf(1)));
    assert.deepEqual(available(store), [7, 5], "an event that it holds already");
    assert.deepEqual(asked, []);
  });

  it("keeps the calls of the last isolates that are gone, however many there were", () => {
    const { store } = storeOfOne();
    let seq = 0;
    store.take("s", limitsMoved(++seq, "1"));
    for (let at = 2; at <= 40; at++) {
      const isolate = String(at);
      store.take("s", limitsMoved(++seq, isolate));
      store.take("s", called(++seq, call(at, { isolate })));
      store.take("s", { event: "ambit/limits", body: { seq: ++seq, contexts: [], ended: [isolate] } });
    }
    const kept = [...(store.sessions[0]?.hostCalls.keys() ?? [])];
    assert.deepEqual(
      kept,
      Array.from({ length: 20 }, (_, at) => String(21 + at)),
    );
  });

  it("keeps grants and asked permissions apart by verdict, also when they come before the limits", () => {
    const { store } = storeOfOne();
    const denied = { permission: "fs.write /a.txt", verdict: "denied", count: 1 } as const;
    const grants = [{ grant: "fs.read /**", count: 0 }];
    store.take("s", { event: "ambit/permission", body: { seq: 1, isolate: "1", grants, uses: [denied] } });
    store.take("s", limitsMoved(2, "1", limitOf(9)));
    const allowed = { ...denied, verdict: "allowed" } as const;
    store.take("s", { event: "ambit/permission", body: { seq: 3, isolate: "1", grants: [], uses: [allowed] } });
    const context = store.sessions[0]?.contexts.get("1");
    assert.equal(context?.module, "/main.ts");
    assert.deepEqual(context.grants, grants);
    assert.deepEqual(context.permissions, [denied, allowed]);
  });

  it("asks once for everything after a gap, and goes on from the answer", () => {
    const { store, asked } = storeOfOne();
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    store.take("s", limitsMoved(3, "1", limitOf(7)));
    store.take("s", limitsMoved(4, "1", limitOf(6)));
    assert.deepEqual(asked, ["s"]);
    assert.deepEqual(available(store), [9]);
    store.grant("s", "fs.read /a");
    const contexts = [contextOf("1", { limits: [limitOf(7)] }), contextOf("2", { parent: "1" })];
    store.restore("s", { seq: 3, contexts, hostCalls: [call(1)] });
    assert.deepEqual(available(store), [6], "event 4 follows on the answer");
    assert.equal(store.sessions[0]?.granted.size, 1, "which does not tell of it");
    assert.deepEqual([...(store.sessions[0]?.contexts.keys() ?? [])], ["1", "2"]);
    store.take("s", limitsMoved(5, "1", limitOf(5)));
    assert.deepEqual(available(store), [5]);
    assert.deepEqual(asked, ["s"]);
  });

  it("asks again when what came meanwhile does not follow on the answer", () => {
    const { store, asked } = storeOfOne();
    store.take("s", limitsMoved(4, "1", limitOf(9)));
    store.take("s", limitsMoved(9, "1", limitOf(2)));
    store.restore("s", { seq: 4, contexts: [], hostCalls: [] });
    assert.deepEqual(asked, ["s", "s"]);
  });

  it("goes on without what was missed when the adapter does not answer", () => {
    const { store } = storeOfOne();
    store.take("s", limitsMoved(4, "1", limitOf(9)));
    store.abandon("s");
    store.take("s", limitsMoved(5, "1", limitOf(8)));
    assert.deepEqual(available(store), [8]);
  });

  it("keeps the last 100 calls of each isolate; one that ends takes its own place", () => {
    const { store } = storeOfOne();
    store.take("s", called(1, ...Array.from({ length: 150 }, (_, index) => call(index + 1))));
    store.take("s", called(2, call(100, { state: "done", durationMs: 3 }), call(1, { isolate: "2" })));
    const calls = store.sessions[0]?.hostCalls;
    assert.equal(calls?.get("1")?.size, 100);
    assert.equal(calls.get("1")?.get(100)?.state, "done");
    assert.equal(calls.get("1")?.has(50), false);
    assert.equal(calls.get("2")?.size, 1);
  });

  const ENDED = (seq: number, ...ended: readonly string[]): LiveEvent => {
    return { event: "ambit/limits", body: { seq, contexts: [], ended } };
  };
  const statuses = (store: LiveStore): unknown =>
    store.sessions.map(({ contexts, id }) => [id, ...[...contexts.values()].map(({ status }) => status)]);

  it("keeps a program that has ended as it was, until it runs again", () => {
    const { store } = storeOfOne();
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    store.take("s", called(2, call(1)));
    store.grant("s", "fs.read /a");
    store.take("s", ENDED(3, "1"));
    assert.deepEqual(available(store), [9]);
    assert.deepEqual(statuses(store), [["s", "ended"]]);
    assert.equal(store.sessions[0]?.hostCalls.size, 1);
    store.take("s", limitsMoved(4, "7", limitOf(4)));
    assert.deepEqual([...(store.sessions[0]?.contexts.keys() ?? [])], ["7"]);
    assert.equal(store.sessions[0]?.hostCalls.size, 0);
    assert.equal(store.sessions[0]?.granted.size, 0);
    assert.equal(store.sessions[0]?.history.of("1", "http/request").at(-1), undefined);
  });

  it("keeps the last 20 children that have ended", () => {
    const { store } = storeOfOne();
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    for (let child = 2; child < 32; child++) {
      store.take("s", limitsMoved(child * 2 - 2, `${child}`));
      store.take("s", ENDED(child * 2 - 1, `${child}`));
    }
    const known = [...(store.sessions[0]?.contexts.keys() ?? [])];
    assert.deepEqual(known, ["1", ...Array.from({ length: 20 }, (_, index) => `${index + 12}`)]);
  });

  it("keeps a session that has ended until another program begins, and one that did not come so far not at all", () => {
    const { store } = storeOfOne();
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    store.end("s");
    store.take("s", limitsMoved(2, "1", limitOf(3)));
    assert.deepEqual(available(store), [9]);
    store.start({ id: "refused", name: "with errors" });
    store.end("refused");
    store.start({ id: "t", name: "other" });
    assert.deepEqual(statuses(store), [["s", "ended"], ["t"]]);
    store.take("t", limitsMoved(1, "1", limitOf(3)));
    assert.deepEqual(statuses(store), [["t", "running"]]);
  });

  it("forgets what has ended also when the first events of another program were missed", () => {
    for (const catchUp of ["restore", "abandon"] as const) {
      const { store } = storeOfOne();
      store.take("s", limitsMoved(1, "1", limitOf(9)));
      store.end("s");
      store.start({ id: "t", name: "other" });
      store.take("t", limitsMoved(3, "1", limitOf(3)));
      if (catchUp === "abandon") store.abandon("t");
      else store.restore("t", { seq: 2, contexts: [contextOf("1")], hostCalls: [] });
      assert.deepEqual(statuses(store), [["t", "running"]], catchUp);
    }
  });

  it("lets a session stay ended that is given no answer after its end", () => {
    const { store, changes } = storeOfOne();
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    store.take("s", limitsMoved(3, "1", limitOf(7)));
    store.end("s");
    const { count } = changes;
    store.abandon("s");
    assert.deepEqual(statuses(store), [["s", "ended"]]);
    assert.deepEqual(available(store), [9]);
    assert.equal(changes.count, count);
  });

  it("takes up a session that has ended", () => {
    const { store } = storeOfOne();
    store.end("s");
    store.recall({ id: "before", name: "Ambit: main.ts", contexts: [contextOf("1", { limits: [limitOf(9)] })] });
    assert.deepEqual(available(store), [9]);
    assert.deepEqual(statuses(store), [["before", "ended"]]);
  });

  it("knows which isolates stand, until they are gone", () => {
    const { store, changes } = storeOfOne();
    store.stop("s", { isolate: "1", isStopped: true });
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    assert.deepEqual([...(store.sessions[0]?.stopped ?? [])], ["1"]);
    store.stop("s", { isolate: "2", isStopped: true });
    store.stop("s", { isolate: "2", isStopped: false });
    assert.equal(changes.count, 5);
    store.take("s", { event: "ambit/limits", body: { seq: 2, contexts: [], ended: ["1"] } });
    assert.deepEqual([...(store.sessions[0]?.stopped ?? [])], []);
    store.stop("unknown", { isolate: "1", isStopped: true });
  });

  it("says when something is different, and only then", () => {
    const { store, changes } = storeOfOne();
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    assert.equal(changes.count, 2);
    store.take("s", limitsMoved(1, "1", limitOf(9)));
    store.take("unknown", limitsMoved(2, "1", limitOf(9)));
    store.end("unknown");
    assert.equal(changes.count, 2);
  });
});
