import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ReplyBudget } from "./reply-budget.ts";

const NEVER = new AbortController().signal;

describe("ReplyBudget", () => {
  it("serves in order of arrival and never more than the capacity", async () => {
    const budget = new ReplyBudget(10);
    const order: string[] = [];
    const first = await budget.reserve(6, NEVER);
    const big = budget.reserve(99, NEVER).then((release) => (order.push("big"), release));
    const small = budget.reserve(1, NEVER).then((release) => (order.push("small"), release));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(order, []);
    first();
    first();
    const releaseBig = await big;
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(order, ["big"]);
    releaseBig();
    await small;
    assert.deepEqual(order, ["big", "small"]);
  });

  it("lets a waiter go that is aborted, and those behind it come", async () => {
    const budget = new ReplyBudget(10);
    const release = await budget.reserve(5, NEVER);
    const gone = new AbortController();
    const waits = budget.reserve(10, gone.signal);
    const behind = budget.reserve(5, NEVER);
    gone.abort(new Error("gone"));
    await assert.rejects(waits, /gone/);
    (await behind)();
    release();
    (await budget.reserve(10, NEVER))();
  });
});
