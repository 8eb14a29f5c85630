import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { AmbitError } from "../../runtime-core/base/ambit-error.ts";
import type { Lease } from "../../runtime-core/limits/lease.ts";
import { LimiterSet } from "../../runtime-core/limits/limiter-set.ts";
import { FakeClock } from "../fake-clock.ts";

const NAME = "http/simultaneous";

const step = fc.oneof(
  fc.record({ kind: fc.constant("take" as const), who: fc.nat(5), amount: fc.nat(4) }),
  fc.record({ kind: fc.constant("giveBack" as const), which: fc.nat(40) }),
  fc.record({ kind: fc.constant("end" as const), who: fc.nat(5) }),
);
const nodes = fc.array(fc.record({ parent: fc.nat(4), capacity: fc.option(fc.nat(8), { nil: undefined }) }), {
  minLength: 1,
  maxLength: 6,
});

describe("LimiterSet: leases", () => {
  it("what is available and what is leased make up the capacity, in every bucket, after every step", () => {
    fc.assert(
      fc.property(nodes, fc.array(step, { maxLength: 60 }), (tree, steps) => {
        const { sets, parents } = build(tree);
        const leases: { readonly who: number; readonly amount: number; readonly lease: Lease; open: boolean }[] = [];
        const ended = new Set<number>();
        for (const one of steps) {
          if (one.kind === "giveBack") {
            const held = leases[one.which % Math.max(1, leases.length)];
            held?.lease.giveBack();
            if (held !== undefined) held.open = false;
          } else if (one.kind === "end") {
            const who = one.who % sets.length;
            sets[who]?.end(new AmbitError("context/cancelled", { cause: "test" }));
            for (const i of sets.keys()) if (isBelow(parents, i, who)) ended.add(i);
            for (const held of leases) if (ended.has(held.who)) held.open = false;
          } else {
            const who = one.who % sets.length;
            const enough = ancestors(parents, who).every((i) => (sets[i]?.available(NAME) ?? 0) >= one.amount);
            const lease = sets[who]?.tryTake(NAME, one.amount);
            assert.equal(
              lease !== undefined,
              enough && !ended.has(who),
              "a child gets exactly what every ancestor has",
            );
            if (lease !== undefined) leases.push({ who, amount: one.amount, lease, open: true });
          }
          for (const [i, node] of tree.entries()) {
            if (node.capacity === undefined) continue;
            const below = leases.filter((held) => held.open && isBelow(parents, held.who, i));
            const leased = below.reduce((sum, held) => sum + held.amount, 0);
            assert.equal((sets[i]?.available(NAME) ?? 0) + leased, node.capacity);
          }
        }
      }),
    );
  });
});

function build(tree: readonly { readonly parent: number; readonly capacity: number | undefined }[]) {
  const clock = new FakeClock();
  const sets: LimiterSet[] = [];
  const parents = tree.map((node, i) => (i === 0 ? -1 : node.parent % i));
  for (const [i, { capacity }] of tree.entries()) {
    const parent = sets[parents[i] ?? -1];
    const limits =
      capacity === undefined ? [] : [{ name: NAME, quantity: { kind: "count" as const, value: capacity } }];
    const above = parent === undefined ? {} : { parent };
    sets.push(
      new LimiterSet(limits, { clock, owner: String(i), cpuTime: "clock", onExhausted: () => assert.fail(), ...above }),
    );
  }
  return { sets, parents };
}

function ancestors(parents: readonly number[], node: number): readonly number[] {
  return node < 0 ? [] : [node, ...ancestors(parents, parents[node] ?? -1)];
}

function isBelow(parents: readonly number[], node: number, ancestor: number): boolean {
  return ancestors(parents, node).includes(ancestor);
}
