import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { warmUpTyping } from "./warm-up.ts";

describe("warmUpTyping()", () => {
  it("lets the host do other work after each keystroke, and ends when it is told to", async () => {
    let pauses = 0;
    await warmUpTyping({ pause: async () => void pauses++ });
    assert.ok(pauses > 50);
    const controller = new AbortController();
    const enough = Math.ceil(pauses / 2);
    pauses = 0;
    const pause = async (): Promise<void> => {
      if (++pauses === enough) controller.abort();
    };
    await assert.rejects(warmUpTyping({ pause, signal: controller.signal }), { name: "AbortError" });
    assert.equal(pauses, enough);
  });
});
