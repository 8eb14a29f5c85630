import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { HISTORY_SECONDS, LimitHistory } from "./limit-history.ts";

describe("LimitHistory", () => {
  let nowMs = 0;
  function history(): LimitHistory {
    nowMs = 1_000_000_000;
    return new LimitHistory(() => nowMs);
  }
  function note(of: LimitHistory, share: number, laterMs = 0): void {
    nowMs += laterMs;
    of.note("1", "fs/read", share);
  }
  const last = (of: LimitHistory, count: number): unknown => of.of("1", "fs/read").slice(-count);

  it("has the least of each second, so that a short dip is seen", () => {
    const read = history();
    note(read, 1);
    note(read, 0.2, 100);
    note(read, 0.9, 100);
    note(read, 0.8, 1000);
    assert.deepEqual(last(read, 3), [undefined, 0.2, 0.8]);
    assert.equal(read.of("1", "fs/read").length, HISTORY_SECONDS);
    assert.deepEqual(read.of("2", "fs/read").at(-1), undefined);
  });

  it("goes on with the share that a second ended with", () => {
    const read = history();
    note(read, 0.2);
    note(read, 0.7, 100);
    nowMs += 3000;
    assert.deepEqual(last(read, 4), [0.2, 0.7, 0.7, 0.7]);
    note(read, 0.9);
    assert.deepEqual(last(read, 2), [0.7, 0.7], "at the beginning of the second it was less");
  });

  it("keeps a minute, and how it began", () => {
    const read = history();
    note(read, 0.5);
    nowMs += 200_000;
    assert.deepEqual(new Set(read.of("1", "fs/read")), new Set([0.5]));
    note(read, 0.4);
    nowMs += 59_000;
    note(read, 0.3);
    const shares = read.of("1", "fs/read");
    assert.equal(shares[0], 0.4);
    assert.equal(shares.at(-1), 0.3);
    for (let second = 0; second < 500; second++) note(read, 0.1, 1000);
    assert.deepEqual(new Set(read.of("1", "fs/read")), new Set([0.1]));
  });
});
