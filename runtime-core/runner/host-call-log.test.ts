import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { AmbitError } from "../base/ambit-error.ts";
import { capability } from "../capabilities/table.ts";
import { HostCallLog, type NotedCall } from "./host-call-log.ts";

const row = capability("fs/read-text");

function begin(log: HostCallLog, path: string): NotedCall {
  return log.begin({ isolate: "1", row, args: [path], startedMs: performance.now() });
}

describe("HostCallLog", () => {
  it("counts from the start of the run, also when somebody begins to watch later", () => {
    const log = new HostCallLog(performance.now() - 5000);
    begin(log, "/a");
    const [call] = log.take().calls;
    assert(call !== undefined && call.startedMs >= 5000);
  });

  it("tells a call that began and ended once, and one that goes on again at its end", () => {
    const log = new HostCallLog(performance.now());
    const slow = begin(log, "./slow");
    begin(log, "./quick").end();
    const first = log.take();
    assert.deepEqual(
      first.calls.map(({ id, call, state }) => [id, call, state]),
      [
        [1, 'readText("./slow")', "waiting"],
        [2, 'readText("./quick")', "done"],
      ],
    );
    assert(first.calls[1]?.durationMs !== undefined && first.calls[0]?.durationMs === undefined);
    assert.deepEqual(log.take(), { calls: [], lost: 0 });
    slow.end(new AmbitError("permission/denied", { permission: "fs.read /slow" }));
    const [again, ...others] = log.take().calls;
    assert.deepEqual([again?.id, again?.state, others], [1, "denied", []]);
    assert.match(again?.message ?? "", /fs\.read \/slow/);
  });

  it("keeps the last hundred and counts the others, however many there were", () => {
    const log = new HostCallLog(performance.now());
    for (let i = 1; i <= 1234; i++) begin(log, `./${i}`).end();
    const { calls, lost } = log.take();
    assert.equal(lost, 1134);
    assert.deepEqual([calls.length, calls[0]?.id, calls.at(-1)?.call], [100, 1135, 'readText("./1234")']);
    begin(log, "./next").end();
    const { calls: next, lost: none } = log.take();
    assert.deepEqual([next.map(({ id }) => id), none], [[1235], 0]);
  });

  it("tells the end of a call that others had pushed out, in the order of the calls", () => {
    const log = new HostCallLog(performance.now());
    const early = begin(log, "./early");
    for (let i = 0; i < 150; i++) begin(log, "./x").end();
    early.end();
    const { calls, lost } = log.take();
    assert.deepEqual([calls.length, calls[0]?.id, calls[0]?.state, calls.at(-1)?.id], [100, 1, "done", 151]);
    assert.equal(lost, 52);
  });

  it("cuts long arguments", () => {
    const log = new HostCallLog(performance.now());
    begin(log, `./${"é".repeat(1000)}`).end();
    assert.equal(log.take().calls[0]?.call, `readText("./${"é".repeat(198)}")`);
  });
});
