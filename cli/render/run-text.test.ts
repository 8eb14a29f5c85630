import assert from "node:assert/strict";
import { describe, it } from "mocha";
import pc from "picocolors";
import type { LimitSnapshot } from "../../runtime-core/index.ts";
import { limitLines } from "./run-text.ts";

const REQUESTS: LimitSnapshot = {
  name: "http/request",
  kind: "frequency",
  quantity: { kind: "frequency", value: 10 },
  capacity: 10,
  available: 10,
  taken: 40,
  waiting: 0,
  holders: [],
  own: true,
  ratePerSecond: 10,
};
const CONNECTIONS: LimitSnapshot = {
  name: "http/simultaneous",
  kind: "total",
  quantity: { kind: "count", value: 4 },
  capacity: 4,
  available: 4,
  taken: 4,
  waiting: 0,
  holders: [],
  own: true,
};

describe("limitLines()", () => {
  const cases: readonly (readonly [name: string, snapshot: LimitSnapshot, line: string])[] = [
    ["an empty bar: nothing is used", REQUESTS, `  http/request ${bar(0)} 40 used, at most 10/s`],
    ["a full bar: all is used", { ...REQUESTS, available: 0 }, `  http/request ${bar(20)} 40 used, at most 10/s`],
    ["half", { ...CONNECTIONS, available: 2 }, `  http/simultaneous ${bar(10)} 4 used of 4`],
    ["a little is not nothing", { ...REQUESTS, available: 9.99 }, `  http/request ${bar(1)} 40 used, at most 10/s`],
    ["a limit of 0 is used up", { ...CONNECTIONS, capacity: 0 }, `  http/simultaneous ${bar(20)} 4 used of 4`],
    [
      "calls that wait",
      { ...REQUESTS, available: 0, waiting: 3 },
      `  http/request ${bar(20)} 40 used, at most 10/s, 3 waiting`,
    ],
  ];
  for (const [name, snapshot, line] of cases)
    it(`shows ${name}`, () => assert.deepEqual(limitLines([snapshot], pc.createColors(false)), [line]));
});

function bar(filled: number): string {
  return "█".repeat(filled) + "░".repeat(20 - filled);
}
