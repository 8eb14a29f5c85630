import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { Progress } from "./progress.ts";

describe("Progress", () => {
  it("shows nothing of short work, and a line now and then of long work", () => {
    const lines: string[] = [];
    let nowMs = 0;
    const progress = new Progress({ status: (text) => void lines.push(text) }, 1000, () => nowMs);
    for (let done = 1; done <= 1000; done++) {
      nowMs += 1;
      progress.show(done);
    }
    assert.deepEqual(
      lines,
      [500, 600, 700, 800, 900, 1000].map((done) => `Checked ${done} of 1000 modules`),
    );
  });
});
