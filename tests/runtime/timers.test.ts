/** Timers, as modules see them: when callbacks come, in which order, and what they cost of a limit. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const PAUSE = "const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));";
const SEEN = `${PAUSE} const seen: unknown[] = []; const see = (what: unknown) => () => void seen.push(what);`;

/** Bodies of modules, and what they return. */
const ORDERS: Readonly<Record<string, readonly [body: string, result: unknown]>> = {
  "equal delays: in the order in which they were set": [
    'for (const name of "abcdefghij") setTimeout(see(name), 5); await pause(5); return seen.join("")',
    "abcdefghij",
  ],
  "by time, whatever the order in which they were set": [
    'for (const ms of [30, 10, 20, 1, 25, 15]) setTimeout(see(ms), ms); await pause(60); return seen.join(" ")',
    "1 10 15 20 25 30",
  ],
  "0, what is no number and what is below 0: at once": [
    'setTimeout(see("late"), 40); for (const ms of [0, NaN, -5, undefined, "x", null, {}] as any[]) setTimeout(see(1), ms); await pause(20); return seen.length',
    7,
  ],
  "what a long has no room for: what is left of it, as in browsers": [
    'for (const ms of [2 ** 31, Infinity, 2 ** 32 + 2, 1.9]) setTimeout(see(ms), ms); setTimeout(see("far"), 2 ** 31 - 1); await pause(60); return seen.length',
    4,
  ],
  "a timer that is set in a callback comes after those that were due": [
    'setTimeout(() => { seen.push("a"); setTimeout(see("nested"), 0); }, 2); setTimeout(see("b"), 2); await pause(30); return seen.join(" ")',
    "a b nested",
  ],
  "microtasks of a callback run before the next callback, however deep": [
    `for (const name of "abcdef") setTimeout(async () => { seen.push(name); for (let i = 0; i < 20; i++) await null; seen.push(name + "!"); }, 3);
     await pause(30); return seen.join("")`,
    "aa!bb!cc!dd!ee!ff!",
  ],
  "arguments are handed on, and numbers differ": [
    'const ids = [setTimeout((...given) => seen.push(given), 1, 7, "x"), setTimeout(() => {}, 1), setInterval(() => {}, 1e6)]; await pause(10); return [seen, new Set(ids).size]',
    [[[7, "x"]], 3],
  ],
  "a cleared timer does not come, wherever it waits and whoever clears it": [
    `const ids = Array.from({ length: 50 }, (_, i) => setTimeout(see(i), 5 + (i * 7) % 20)); for (let i = 0; i < 50; i += 2) clearTimeout(ids[i]);
     const late = setTimeout(see("late"), 12); setTimeout(() => clearTimeout(late), 8); setTimeout(() => clearInterval(ids[49]), 1);
     clearTimeout(ids[0]); clearTimeout(undefined); clearTimeout("1" as any); clearTimeout(-1);
     await pause(60); return (seen as number[]).sort((a, b) => a - b).join()`,
    Array.from({ length: 24 }, (_, i) => 2 * i + 1).join(),
  ],
  "an interval that clears itself ends, and one that another clears": [
    `let n = 0; const own = setInterval(() => { seen.push("own"); if (++n === 3) clearInterval(own); }, 2);
     const other = setInterval(() => {}, 1); setTimeout(() => clearTimeout(other), 1); await pause(60); return seen.length`,
    3,
  ],
  "ticks of an interval stay where the first one put them, and one that was missed is left out": [
    `const startMs = performance.now(); let block = true;
     const id = setInterval(() => { seen.push(Math.floor((performance.now() - startMs + 1) / 20)); if (block) while (performance.now() - startMs < 50); block = false; if (seen.length === 4) clearInterval(id); }, 20);
     await pause(250); return (seen as number[]).every((tick, i) => tick >= (i === 0 ? 1 : i + 2)) && new Set(seen).size === 4`,
    true,
  ],
  "no timer comes more than a millisecond early": [
    "let least = 0; for (let i = 0; i < 15; i++) { const startMs = performance.now(); await pause(4); least = Math.min(least, performance.now() - startMs - 4); } return least > -1",
    true,
  ],
  "thousands that are due at once": [
    "let sum = 0; for (let i = 0; i < 9000; i++) setTimeout((x) => (sum += x), i % 3, i); await pause(3); while (sum < 40495500) await pause(1); return sum",
    40_495_500,
  ],
};

describe("timers of a module", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({});
  });
  after(() => project[Symbol.asyncDispose]());

  for (const [title, [body, expected]] of Object.entries(ORDERS)) {
    it(title, async () => {
      project.write("/main.ts", moduleText({}, `${SEEN} ${body}`));
      const { result, outcome } = await project.run("/main.ts");
      assert.deepEqual(result, expected, JSON.stringify(outcome));
    });
  }

  it("come between calls of the host that are answered on the spot, and so do other answers", async () => {
    const body = `let fired = false, listed = false;
      setTimeout(() => (fired = true), 1);
      void list("/").then(() => (listed = true));
      for (let n = 0; n < 20_000 && !(fired && listed); n++) await exists("/main.ts");
      return [fired, listed]`;
    const manifest = { permissions: { fs: { read: ["/**"] } } };
    const { result, error } = await project.runBody(body, {
      manifest,
      imports: 'import { exists, list } from "ambit:fs";',
    });
    assert.deepEqual(result, [true, true], error);
  });

  const FAILURES = {
    "throws an error": 'throw new RangeError("from a timer")',
    "rejects a promise": 'void Promise.reject(new RangeError("from a timer"))',
    "rejects a promise later": 'void (async () => { await null; await null; throw new RangeError("from a timer") })()',
  };
  for (const [what, failure] of Object.entries(FAILURES)) {
    for (const which of [0, 1, 2, 7, 8, 40]) {
      it(`a callback that ${what} ends the run: timer ${which} of 41 that are due at once`, async () => {
        const timers = `for (let i = 0; i < 41; i++) setTimeout(() => { if (i === ${which}) { ${failure} } }, 2)`;
        project.write("/main.ts", moduleText({}, `${timers}; await new Promise(() => {})`));
        const { outcome } = await project.run("/main.ts");
        assert.equal(outcome.kind, "exception");
        assert.equal(outcome.cause?.message, "RangeError: from a timer");
        assert.match(outcome.cause.stack?.[0] ?? "", /\/main\.ts:\d+/);
      });
    }
  }

  it("the places that they take are counted exactly", async () => {
    const body = `${PAUSE} const { remaining } = context; const name = "timers/simultaneous"; const left = [remaining(name)];
      const ids = Array.from({ length: 30 }, () => setTimeout(() => {}, 1e6)); left.push(remaining(name));
      for (const id of ids.slice(0, 12)) clearTimeout(id); left.push(remaining(name));
      AbortSignal.timeout(1e6); left.push(remaining(name)); setInterval(() => {}, 1e6); await pause(1); left.push(remaining(name)); return left`;
    project.write(
      "/main.ts",
      moduleText({ limits: { "timers/simultaneous": 100 } }, body, 'import * as context from "ambit:context";'),
    );
    const { result, limits } = await project.run("/main.ts");
    assert.deepEqual(result, [100, 70, 82, 81, 80]);
    assert.equal(limits.find((each) => each.name === "timers/simultaneous")?.taken, 20);
  });

  it("what one module does not use of a limit, another can have", async () => {
    const limited = { permissions: { modules: { spawn: ["/**"] } }, limits: { "timers/simultaneous": 20 } };
    const sets = "let set = 0; try { for (;;) { setTimeout(() => {}, 1e6); set += 1; } } catch { return set }";
    project.write("/child.ts", moduleText({}, sets));
    const body = `const ids = Array.from({ length: 6 }, () => setTimeout(() => {}, 1e6)); ids.splice(0, 2).forEach(clearTimeout);
      const child = await (await spawn("/child.ts")).result; ${sets.replace("return set", "return [child, set]")}`;
    project.write("/main.ts", moduleText(limited, body, 'import { spawn } from "ambit:modules";'));
    assert.deepEqual((await project.run("/main.ts")).result, [16, 16]);
  });

  it("a flood of them leaves the runner and the other modules their turn", async () => {
    project.write(
      "/flood.ts",
      moduleText(
        {},
        "const again = () => setTimeout(again, 0); for (let i = 0; i < 9000; i++) again(); await new Promise(() => {})",
      ),
    );
    const body = `${PAUSE} for (let i = 0; i < 3; i++) await spawn("/flood.ts");
      let n = 0; const startMs = performance.now(); while (performance.now() - startMs < 1000) { await pause(5); n += 1; } return n`;
    project.write(
      "/main.ts",
      moduleText(
        { permissions: { modules: { spawn: ["/**"] } }, limits: { "timers/simultaneous": 1e6 } },
        body,
        'import { spawn } from "ambit:modules";',
      ),
    );
    const run = await project.runtime.start("/main.ts");
    const { result, outcome } = await run.report;
    assert.ok((result as number) > 3, JSON.stringify([result, outcome]));
  });

  it("one that is set again and again for an earlier time does not flood the runner", async () => {
    const body = `let id = 0; const startMs = performance.now();
      for (let ms = 2e9; performance.now() - startMs < 300; ms -= 1) { clearTimeout(id); id = setTimeout(() => {}, ms); await null; } clearTimeout(id); return "done"`;
    project.write("/main.ts", moduleText({}, body));
    assert.equal((await project.run("/main.ts")).result, "done");
  });

  it("AbortSignal.timeout is one of them, and holds no place for calls of the host", async () => {
    const body = `for (let i = 0; i < 300; i++) AbortSignal.timeout(60_000); const t = performance.now(); await readText("/main.ts"); const readMs = performance.now() - t;
      let code; try { for (;;) AbortSignal.timeout(60_000); } catch (e) { code = e.code } return [readMs < 30_000, code]`;
    const manifest = { permissions: { fs: { read: ["/main.ts"] } }, limits: { "timers/simultaneous": 400 } };
    project.write("/main.ts", moduleText(manifest, body, 'import { readText } from "ambit:fs";'));
    const { result, outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.deepEqual(result, [true, "limit/exhausted"], outcome.cause?.message);
  });
});
