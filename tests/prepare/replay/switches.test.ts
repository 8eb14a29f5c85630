/**
 * Invariant: what `prepare` gives is what it gives from scratch, also when a constant sends the whole run another way and
 * back while the text of nearly everything stays the same.
 */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { prepare, StepCache } from "../../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../../runtime-core/workspace/index.ts";
import { Chance } from "./chance.ts";
import { summaryOf } from "./replay.ts";

const TOGGLES = 120;
/** So much more is made on one way than on the other that things of the same kind are not found at once. */
const MANY = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? "() => 1" : "{}")).join(", ");

/** A module that branches on its constants, with something behind each branch that carries state through a call. */
function moduleWith(switches: readonly number[]): string {
  const at = (i: number): string => `switch${i}`;
  return `${switches.map((value, i) => `const ${at(i)} = ${value};`).join("\n")}
export const manifest = { permissions: {} };
const other = (first: any, second: any) => { const kept = second; return kept; };
const many = (on: any) => (on ? [${MANY}] : []);
function* pages(path: string) {
  const first = 1;
  yield "https://pages.example/" + path;
  if (${at(1)}) yield "https://pages.example/more";
  const last = 2;
}
class Client {
  log: string[] = [];
  base = "https://client.example/";
  get(path: string) { const url = this.base + path; this.log.push(url); return fetch(url); }
}
class Special extends Client {
  base = "https://special.example/" + ${at(2)};
  get(path: string) { const before = 1; const reply = super.get(path + ${at(0)}); return reply; }
}
function Old(this: any, path: string) {
  const before = 1;
  if (new.target) void fetch("https://made.example/" + path);
  else void fetch("https://called.example/" + path);
  this.path = arguments[0];
}
async function risky(fails: any) { const url = "https://risky.example/"; if (fails) throw new Error(url); return url; }
const curried = (base: string) => { const from = base; return (path: string) => { const url = from + path; return fetch(url); }; };
export default async function main({ text }: any) {
  for (const url of other(many(${at(0)}), pages("a"))) void fetch(url);
  await other(many(${at(1)}), ${at(2)} ? new Special() : new Client()).get("b");
  void other(many(${at(2)}), ${at(3)} ? new (Old as any)("c") : Old.call({} as any, "d"));
  let url = "https://none.example/";
  try { url = await other(many(${at(3)}), risky(${at(0)})); } catch { url += ${at(1)}; } finally { void fetch(url); }
  await other(many(${at(0)}), curried("https://curried.example/"))("e" + ${at(3)});
  const made = other(many(${at(2)}), { [${at(1)} ? "one" : "two"]: () => fetch("https://member.example/" + ${at(3)}) });
  made.one?.(); made.two?.();
  const calls = new Map<any, any>(other(many(${at(1)}), [["x", () => { const last = 1; return fetch("https://map.example/" + ${at(0)}); }]]));
  for (const [, call] of calls) await call();
  loop: for (let i = 0; i < ${at(0)} + 1; i++) {
    for (const part of ${at(2)} ? ["f", "g"] : ["h"]) {
      if (${at(3)} === i) continue loop;
      void fetch("https://loop.example/" + part + i);
    }
  }
  setTimeout(() => { const late = url; void fetch("https://late.example/" + late); url = "https://later.example/"; }, 5);
  const steps = pages("i" + ${at(2)});
  void fetch(String(other(many(${at(3)}), steps.next()).value));
  const parsed = JSON.parse(text);
  if (parsed.kind === "list") await Promise.all(other(many(${at(1)}), parsed.items).map(async (item: any) => fetch(item.url)));
  return url;
}
export const again = () => fetch(new Special().base + ${at(1)});
`;
}

describe("prepare() of a module that takes another way", () => {
  for (const seed of ["one", "two", "three"]) {
    it(`gives what it gives from scratch, ${seed}`, async () => {
      const chance = new Chance(seed);
      const cache = new StepCache();
      const switches = [0, 0, 0, 0];
      for (let i = 0; i < TOGGLES; i++) {
        switches[chance.int(4)] = chance.int(3);
        const workspace = new MemoryWorkspace({ "/main.ts": moduleWith(switches) });
        const warm = summaryOf(await prepare("/main.ts", workspace, { cache }));
        const cold = summaryOf(await prepare("/main.ts", workspace));
        assert.deepEqual(warm, cold, `toggle ${i}: ${switches.join()}`);
      }
      assert.ok((cache.memories.get("/main.ts")?.counts?.takenOver ?? 0) > 0, "nothing was taken over");
    }).timeout(60_000);
  }

  it("gives what it gives from scratch when an import before a JSON file begins to fail", async () => {
    const cache = new StepCache();
    const main = `import "./first.ts";
import settings from "./settings.json" with { type: "json" };
export const manifest = {};
export default function main() {
  return fetch("https://a.example/" + settings.name);
}
`;
    for (const first of ["", ";", "throw 1;", "while (true);", ";"]) {
      const files = { "/main.ts": main, "/first.ts": first, "/settings.json": `{ "name": "x" }` };
      const warm = summaryOf(await prepare("/main.ts", new MemoryWorkspace(files), { cache }));
      const cold = summaryOf(await prepare("/main.ts", new MemoryWorkspace(files)));
      assert.deepEqual(warm, cold, first);
      assert.equal(cold.effects.effects.length, 1, first);
    }
  });
});
