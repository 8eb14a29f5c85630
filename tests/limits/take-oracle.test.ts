import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { AmbitError, isAmbitError } from "../../runtime-core/base/ambit-error.ts";
import { LimiterSet } from "../../runtime-core/limits/limiter-set.ts";
import { FakeClock } from "../fake-clock.ts";
import { type OracleBucket, TakeOracle } from "./take-oracle.ts";

/** A tree of contexts that each have `fs/read`; `parent` is an index of an earlier one. */
interface Tree {
  readonly parent: number;
  readonly tokensPerMs: number;
  readonly capacity: number;
}

type Step =
  | {
      readonly kind: "take";
      readonly ms: number;
      readonly who: number;
      readonly amount: number;
      readonly timeout: number | undefined;
    }
  | { readonly kind: "abort"; readonly ms: number; readonly which: number };

/** Only in trees: a context ends, with all below it. */
type TreeStep = Step | { readonly kind: "end"; readonly ms: number; readonly who: number };

const tree = fc.array(
  fc.record({
    parent: fc.nat(3),
    tokensPerMs: fc.constantFrom(1, 0.5, 0.25),
    capacity: fc.integer({ min: 1, max: 6 }),
  }),
  { minLength: 1, maxLength: 5 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("take" as const),
      ms: fc.nat(6),
      who: fc.nat(4),
      amount: fc.integer({ min: 1, max: 9 }),
      timeout: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("abort" as const), ms: fc.nat(6), which: fc.nat(30) }) },
);
const treeStep: fc.Arbitrary<TreeStep> = fc.oneof(
  { weight: 9, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("end" as const), ms: fc.nat(6), who: fc.nat(4) }) },
);

describe("LimiterSet against the rules, played naively", () => {
  it("grants, refuses and keeps tokens alike over any schedule in a line of contexts", async () => {
    const line = tree.map((nodes) => nodes.map((node, i) => ({ ...node, parent: i - 1 })));
    await fc.assert(fc.asyncProperty(line, fc.array(step, { maxLength: 25 }), compare), { numRuns: 300 });
  });
});

// In a tree, two can be due at one moment and the rules do not say who is first; what must hold then is the bookkeeping.
describe("LimiterSet in a tree", () => {
  it("creates and loses no token over any schedule of takes, aborts, timeouts and ends", async () => {
    await fc.assert(fc.asyncProperty(tree, fc.array(treeStep, { maxLength: 25 }), bookkeeping), { numRuns: 400 });
  });
});

async function bookkeeping(nodes: readonly Tree[], steps: readonly TreeStep[]): Promise<void> {
  const product = new Product(nodes);
  const takes: { readonly who: number; readonly amount: number }[] = [];
  let now = 0;
  for (const one of steps) {
    now += one.ms;
    await product.clock.settleTo(now);
    if (one.kind === "abort") {
      product.aborts[one.which % Math.max(1, takes.length)]?.abort();
    } else if (one.kind === "end") {
      product.end(one.who % nodes.length);
    } else {
      const who = one.who % nodes.length;
      product.take(who, one.amount, one.timeout);
      takes.push({ who, amount: one.amount });
    }
    await product.clock.settleTo(now);
    for (const [i, available] of product.available().entries()) {
      assert.ok(available >= 0 && available <= (nodes[i]?.capacity ?? 0));
    }
  }
  await product.clock.settleAll();
  assert.ok(
    product.outcomes.every((outcome) => outcome !== undefined),
    "nobody waits for ever",
  );
  assert.equal(product.clock.pending, 0);
  for (const i of nodes.keys()) {
    const granted = takes.filter(
      (take, at) => isBelow(nodes, take.who, i) && product.outcomes[at]?.startsWith("granted"),
    );
    const sum = granted.reduce((total, take) => total + take.amount, 0);
    assert.equal(product.taken(i), sum);
    const last = Math.max(
      0,
      ...granted.map((take) => Number(product.outcomes[takes.indexOf(take)]?.split(" ").at(-1))),
    );
    assert.ok(sum <= (nodes[i]?.capacity ?? 0) + (nodes[i]?.tokensPerMs ?? 0) * last);
  }
  await product.clock.settleTo(product.clock.now() + 100);
  assert.deepEqual(
    product.available(),
    nodes.map((node) => node.capacity),
  );
}

function isBelow(nodes: readonly Tree[], node: number, ancestor: number): boolean {
  if (node === ancestor) return true;
  return node > 0 && isBelow(nodes, (nodes[node]?.parent ?? 0) % node, ancestor);
}

async function compare(nodes: readonly Tree[], steps: readonly Step[]): Promise<void> {
  const product = new Product(nodes);
  const buckets = oracleBuckets(nodes);
  const oracle = new TakeOracle(buckets);
  let now = 0;
  for (const one of steps) {
    now += one.ms;
    await product.clock.settleTo(now);
    oracle.advanceTo(now);
    if (one.kind === "take") {
      const who = one.who % nodes.length;
      product.take(who, one.amount, one.timeout);
      oracle.take(buckets[who] as OracleBucket, one.amount, one.timeout === undefined ? Infinity : now + one.timeout);
    } else if (oracle.takes.length > 0) {
      const which = one.which % oracle.takes.length;
      product.aborts[which]?.abort();
      const take = oracle.takes[which];
      if (take !== undefined) oracle.leave(take, "aborted");
    }
    await product.clock.settleTo(now);
    assert.deepEqual(
      product.available(),
      buckets.map((bucket) => bucket.available),
    );
  }
  await product.clock.settleTo(now + 2000);
  oracle.advanceTo(now + 2000);
  assert.deepEqual(
    product.outcomes,
    oracle.takes.map((take) => take.outcome),
  );
}

class Product {
  readonly clock = new FakeClock();
  readonly aborts: AbortController[] = [];
  readonly outcomes: (string | undefined)[] = [];
  readonly #sets: LimiterSet[] = [];

  constructor(nodes: readonly Tree[]) {
    for (const [i, { parent, tokensPerMs, capacity }] of nodes.entries()) {
      const quantity = { kind: "rate", value: tokensPerMs * 1000, burst: capacity } as const;
      const above = i === 0 || parent < 0 ? undefined : this.#sets[parent % i];
      const set = new LimiterSet([{ name: "fs/read", quantity }], {
        clock: this.clock,
        owner: String(i),
        cpuTime: "clock",
        onExhausted: () => assert.fail(),
        ...(above === undefined ? {} : { parent: above }),
      });
      this.#sets.push(set);
    }
  }

  take(who: number, amount: number, timeoutMs: number | undefined): void {
    const index = this.outcomes.push(undefined) - 1;
    const abort = new AbortController();
    this.aborts.push(abort);
    const options = { signal: abort.signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    this.#sets[who]?.take("fs/read", amount, options).then(
      () => (this.outcomes[index] = `granted at ${Math.round(this.clock.now())}`),
      (error: AmbitError) => {
        const ended = isAmbitError(error, "context/cancelled") ? "cancelled" : "aborted";
        const outcome = isAmbitError(error, "limit/timed-out") ? "timeout" : ended;
        this.outcomes[index] = `${outcome} at ${Math.round(this.clock.now())}`;
      },
    );
  }

  end(who: number): void {
    this.#sets[who]?.end(new AmbitError("context/cancelled", { cause: "test" }));
  }

  taken(who: number): number | undefined {
    return this.#sets[who]?.snapshot().find((limit) => limit.name === "fs/read")?.taken;
  }

  available(): readonly number[] {
    return this.#sets.map((set) => Math.round(set.available("fs/read") * 1e6) / 1e6);
  }
}

function oracleBuckets(nodes: readonly Tree[]): readonly OracleBucket[] {
  const buckets: OracleBucket[] = [];
  for (const [i, { parent, tokensPerMs, capacity }] of nodes.entries()) {
    const outer = i === 0 || parent < 0 ? undefined : buckets[parent % i];
    buckets.push({ id: String(i), outer, capacity, tokensPerMs, available: capacity, queue: [] });
  }
  return buckets;
}
