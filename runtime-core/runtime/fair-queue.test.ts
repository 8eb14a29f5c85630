/** Who is served next. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { AmbitError } from "../base/ambit-error.ts";
import { FairQueue, type FairQueueOptions, type Priority } from "./fair-queue.ts";

const OPTIONS: FairQueueOptions = { running: 1, perClient: 10, waiting: 100 };

/** A queue that notes who is served. */
function noted(options: Partial<FairQueueOptions> = {}) {
  const queue = new FairQueue({ ...OPTIONS, ...options });
  const served: string[] = [];
  const turns: Disposable[] = [];
  const ask = async (
    name: string,
    client = name,
    priority: Priority = "normal",
    signal = new AbortController().signal,
  ) => {
    const turn = await queue.take({ client, priority, signal });
    served.push(name);
    turns.push(turn);
  };
  /** Ends the turn that began first, and lets the next begin. */
  const end = async (): Promise<void> => {
    turns.shift()?.[Symbol.dispose]();
    await settled();
  };
  return { queue, served, ask, end, turns };
}

/** What was resolved has been told. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("FairQueue", () => {
  it("serves at once while there is room, one client in order of arrival", async () => {
    const { served, ask, end, queue } = noted({ running: 2 });
    for (const name of ["a1", "a2", "a3", "a4"]) void ask(name, "a");
    await settled();
    assert.deepEqual([served, queue.running, queue.waiting("normal")], [["a1", "a2"], 2, 2]);
    await end();
    await end();
    assert.deepEqual(served, ["a1", "a2", "a3", "a4"]);
  });

  it("serves the client with the fewest that run, then the one that was served longest ago", async () => {
    const { served, ask, end } = noted({ running: 2 });
    for (const name of ["a1", "a2", "a3", "a4"]) void ask(name, "a");
    for (const name of ["b1", "b2"]) void ask(name, "b");
    void ask("c1", "c");
    await settled();
    for (let i = 0; i < 5; i++) await end();
    assert.deepEqual(served, ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
  });

  it("holds a client to its share although there is room", async () => {
    const { served, ask, end } = noted({ running: 3, perClient: 1 });
    for (const name of ["a1", "a2"]) void ask(name, "a");
    void ask("b1", "b");
    await settled();
    assert.deepEqual(served, ["a1", "b1"]);
    await end();
    assert.deepEqual(served, ["a1", "b1", "a2"]);
  });

  it("serves normal before low, and low once in five turns", async () => {
    const { served, ask, end } = noted();
    for (const name of ["l1", "l2"]) void ask(name, "l", "low");
    for (let i = 1; i <= 8; i++) void ask(`n${i}`, "n");
    await settled();
    for (let i = 0; i < 9; i++) await end();
    assert.deepEqual(served, ["l1", "n1", "n2", "n3", "n4", "l2", "n5", "n6", "n7", "n8"]);
  });

  it("turns the last of the client with the most away, those with low priority first", async () => {
    const { served, ask, end } = noted({ waiting: 3 });
    const refused: string[] = [];
    for (const [name, priority] of Object.entries({
      a1: "normal",
      a2: "normal",
      a3: "normal",
      a4: "low",
      a5: "normal",
    }))
      ask(name, "a", priority as Priority).catch(() => refused.push(name));
    await settled();
    assert.deepEqual(refused, ["a4"]);
    for (const name of ["a6", "b1", "b2"]) {
      ask(name, name.slice(0, 1)).catch((error: AmbitError) => refused.push(`${name}: ${error.code}`));
      await settled();
    }
    assert.deepEqual(refused, ["a4", "a6: run/queue-full", "a5", "b2: run/queue-full"]);
    for (let i = 0; i < 4; i++) await end();
    assert.deepEqual(served, ["a1", "b1", "a2", "a3"]);
  });

  it("lets a client begin that has room, however many of others wait", async () => {
    const { served, ask } = noted({ running: 2, perClient: 1, waiting: 1 });
    for (const name of ["a1", "a2"]) void ask(name, "a");
    await assert.rejects(ask("a3", "a"), { code: "run/queue-full" });
    await ask("b1", "b");
    assert.deepEqual(served, ["a1", "b1"]);
  });

  it("forgets who gives up", async () => {
    const { queue, served, ask, end } = noted({ waiting: 1 });
    const abort = new AbortController();
    void ask("a");
    const given = ask("b", "b", "normal", abort.signal);
    abort.abort("no time");
    await assert.rejects(given, (reason) => reason === "no time");
    assert.equal(queue.waiting("normal"), 0);
    void ask("c");
    await settled();
    await end();
    assert.deepEqual(served, ["a", "c"]);
    await assert.rejects(ask("d", "d", "low", AbortSignal.abort("late")), (reason) => reason === "late");
  });

  it("serves everybody, and never more than may run, whatever happens", async () => {
    const step = fc.record({
      client: fc.constantFrom("a", "b", "c"),
      priority: fc.constantFrom<Priority>("normal", "low"),
      does: fc.constantFrom("ask", "ask", "end", "leave"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), async (steps, perClient) => {
        const { queue, ask, end, turns } = noted({ running: 3, perClient });
        const aborts: AbortController[] = [];
        const asked: Promise<unknown>[] = [];
        for (const { client, priority, does } of steps) {
          if (does === "end") await end();
          else if (does === "leave") aborts.pop()?.abort("left");
          else {
            const abort = new AbortController();
            aborts.push(abort);
            asked.push(ask(client, client, priority, abort.signal).catch((reason) => assert.equal(reason, "left")));
          }
          assert.ok(queue.running <= 3);
        }
        await settled();
        while (turns.length > 0) await end();
        await Promise.all(asked);
        assert.deepEqual([queue.running, queue.waiting("normal"), queue.waiting("low")], [0, 0, 0]);
      }),
    );
  });
});
