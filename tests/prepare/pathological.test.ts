/**
 * Modules that are too much: they are prepared within the budget, it is said when something was not looked at, and an edit
 * of them gives what a preparation from scratch gives.
 */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { prepare, type PreparedModule, StepCache } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";
import { PATHOLOGICAL } from "../bench/prepare/pathological.ts";

const STOPS: ReadonlySet<string> = new Set(["symbolic/cut-off", "parse/too-deeply-nested", "parse/syntax-error"]);

describe("prepare() of pathological modules", function () {
  this.timeout(120_000);
  for (const [name, make] of Object.entries(PATHOLOGICAL)) {
    it(`ends on ${name}, says what it left out, and finds the same after edits`, async () => {
      const { isTsx = false, says, text } = make();
      const path = isTsx ? "/main.tsx" : "/main.ts";
      const run = (of: string, cache: StepCache): Promise<PreparedModule> =>
        prepare(path, new MemoryWorkspace({ [path]: of }), { cache });
      const cache = new StepCache();
      const prepared = await run(text, cache);
      const { diagnostics, effects } = prepared;
      assert.deepEqual(
        [...new Set(diagnostics.map(({ code }) => code))].filter((code) => STOPS.has(code)),
        says === undefined ? [] : [says],
      );
      assert.equal(effects.degraded, says === "symbolic/cut-off" || says === "parse/too-deeply-nested");
      if (effects.degraded)
        assert.ok(effects.unknowns.some(({ kinds, reason }) => reason === "budget" && kinds === null));
      if (says !== "parse/too-deeply-nested") assert.ok(effects.effects.some(({ call }) => call === "fetch"));
      const edited = `${text}\nfetch("https://edited.example/");`;
      assertSame(await run(edited, cache), await run(edited, new StepCache()));
      assertSame(await run(text, cache), prepared);
    });
  }

  it("ends on 1,000 modules that import each other in a circle", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [
        `/m${i}.ts`,
        `import { f as next } from "./m${(i + 1) % 1000}.ts";\nimport * as far from "./m${(i * 7) % 1000}.ts";\nexport const f = (x: any): any => x ? next(x) : far.f(fetch("https://api.example/${i}"));`,
      ]),
    );
    const prepared = await prepare("/m0.ts", new MemoryWorkspace(files));
    assert.equal(prepared.parsed.files.size, 1000);
    assert.ok(prepared.effects.effects.some(({ call }) => call === "fetch"));
  });
});

function assertSame(found: PreparedModule, expected: PreparedModule): void {
  // Not `deepEqual`, which takes minutes to say how 30,000 effects differ.
  assert.ok(JSON.stringify(found.effects) === JSON.stringify(expected.effects), "other effects");
  assert.ok(JSON.stringify(found.diagnostics) === JSON.stringify(expected.diagnostics), "other findings");
}
