import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { LoopTurn } from "./loop-turn.ts";

describe("a turn of the event loop", () => {
  it("allows many calls but not without end, and as many again in the next turn", async () => {
    const turn = new LoopTurn();
    const allowed = (): number => {
      for (let calls = 0; ; calls += 8) if (calls > 10_000 || !turn.allows(8)) return calls;
    };
    const first = allowed();
    assert.ok(first >= 256 && first < 2000, `${first} calls`);
    assert.equal(allowed(), 0);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(allowed(), first);
  });

  it("allows some megabytes of large answers, and as many again in the next turn", async () => {
    const turn = new LoopTurn();
    const allowed = (): number => {
      for (let megabytes = 0; ; megabytes++) if (megabytes > 100 || !turn.allowsBytes(2 ** 20)) return megabytes;
    };
    const first = allowed();
    assert.ok(first > 1 && first < 20, `${first} MiB`);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(allowed(), first);
  });
});
