import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { threadStop } from "./thread-stops.ts";

describe("threadStop()", () => {
  it("reads stops from events, and going on from requests", () => {
    const messages = [
      { type: "event", event: "stopped", body: { reason: "step", threadId: 2 } },
      { type: "request", command: "stepIn", arguments: { threadId: 2 } },
      { type: "event", event: "continued", body: { threadId: 3 } },
      { type: "response", command: "continue", body: { allThreadsContinued: false } },
      { type: "event", event: "output", body: { output: "" } },
    ];
    assert.deepEqual(messages.map(threadStop), [
      { isolate: "2", isStopped: true },
      { isolate: "2", isStopped: false },
      { isolate: "3", isStopped: false },
      undefined,
      undefined,
    ]);
  });
});
