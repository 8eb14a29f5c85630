import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { LiveReport } from "../debug-adapter/protocol.ts";
import { limitOf } from "./live-fixtures.ts";
import { reportPage, thingsToDo } from "./run-report.ts";

function reportOf(overrides: Partial<LiveReport> = {}): LiveReport {
  const nothing = { limits: [], permissions: [], grants: [] };
  return {
    outcome: { kind: "completed" },
    ...nothing,
    cpuTimeMs: 1.6,
    wallTimeMs: 20,
    peakHeapBytes: 4e6,
    ...overrides,
  };
}

const GRANTS = [
  { grant: "fs.read /a", count: 1 },
  { grant: "fs.read /b|c", count: 0 },
];
const DENIED = { permission: "fs.write /c", verdict: "denied", count: 2, grant: "fs.write /d" } as const;

describe("thingsToDo()", () => {
  it("counts grants that were never used and calls that were refused", () => {
    assert.equal(thingsToDo(reportOf({ grants: GRANTS })), "1 grant was never used");
    assert.equal(thingsToDo(reportOf({ permissions: [DENIED] })), "2 calls were refused");
    const both = reportOf({ grants: [...GRANTS, ...GRANTS], permissions: [{ ...DENIED, count: 1 }] });
    assert.equal(thingsToDo(both), "2 grants were never used · 1 call was refused");
  });

  it("is silent when there is nothing to do, and about grants when the run was ended early", () => {
    assert.equal(thingsToDo(reportOf({ permissions: [{ ...DENIED, verdict: "allowed" }] })), undefined);
    assert.equal(thingsToDo(reportOf({ grants: GRANTS, outcome: { kind: "cancelled" } })), undefined);
  });
});

describe("reportPage()", () => {
  it("says how the run ended, what was refused and used, and what was left", () => {
    const limits = [limitOf(4), limitOf(10, { name: "fs/read" })];
    const page = reportPage("main.ts", reportOf({ grants: GRANTS, permissions: [DENIED], limits }));
    assert.match(
      page,
      /^# main\.ts\n\nThe run ended: \*\*completed\*\*, in 20 ms, 2 ms of CPU time, with at most 4\.0 MB/,
    );
    assert.match(page, /\| `fs\.write \/c` \| 2 \| `fs\.write \/d` \|/);
    assert.match(page, /\| `fs\.read \/b\\\|c` \| never \|/);
    assert.match(page, /\| `http\/request` \| 4 of 10 left \(10\/s\) \|/);
    assert.doesNotMatch(page, /fs\/read` \|/);
  });

  it("says why a run failed", () => {
    const outcome = { kind: "limit-exceeded", limit: "fs/read", cause: { message: "No\nmore" } } as const;
    const page = reportPage("main.ts", reportOf({ outcome }));
    assert.match(page, /\*\*limit-exceeded\*\* \(`fs\/read`\)/);
    assert.match(page, /`No more`/);
    assert.doesNotMatch(page, /## /);
  });
});
