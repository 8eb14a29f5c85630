import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ContextSnapshot, HostCall } from "../runtime-core/index.ts";
import { Live } from "./live.ts";

const RUN = {};

function contextOf(id: string): ContextSnapshot {
  const none = {
    limits: [],
    grants: [],
    permissions: [],
    cpuTimeMs: 0,
    heapBytes: 0,
    times: { hostMs: 0, throttledMs: 0, pausedMs: 0 },
  };
  return { id, module: "/child.ts", status: "running", ...none };
}

function callOf(isolate: string): HostCall {
  return { id: Number(isolate), isolate, call: "exists", startedMs: 0, state: "done" };
}

describe("Live", () => {
  it("tells of a new context before what it has used", () => {
    const told: string[] = [];
    const live = new Live((name) => told.push(name));
    const use = { permission: "fs.read /a", verdict: "allowed", count: 1 } as const;
    live.update(RUN, { contexts: [{ ...contextOf("1"), permissions: [use] }] });
    assert.deepEqual(told, ["ambit/limits", "ambit/permission"]);
  });

  it("keeps the calls of the last isolates that are gone, however many there were", () => {
    const live = new Live(() => {});
    for (let at = 1; at <= 50; at++) {
      live.addHostCalls([callOf(String(at))], 0);
      live.update(RUN, { contexts: [contextOf(String(at))] });
    }
    live.update(RUN, { contexts: [] });
    const kept = live.state.hostCalls.map(({ isolate }) => isolate);
    assert.deepEqual(
      kept,
      Array.from({ length: 20 }, (_, at) => String(31 + at)),
    );
  });

  it("tells the isolates that are gone for each run by itself", () => {
    const ended: unknown[] = [];
    const live = new Live((_, body) => ended.push(...(body as { ended: string[] }).ended));
    const other = {};
    live.update(RUN, { contexts: [contextOf("1"), contextOf("2")] });
    live.update(other, { contexts: [contextOf("3")] });
    live.update(RUN, { contexts: [contextOf("1")] });
    live.update(other, { contexts: [] });
    assert.deepEqual(ended, ["2", "3"]);
    assert.deepEqual(
      live.state.contexts.map(({ id }) => id),
      ["1"],
    );
  });
});
