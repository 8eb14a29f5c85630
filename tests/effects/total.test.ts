/** The evaluation ends for every text, within its budget, and says so when it had to stop. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseText } from "../../runtime-core/prepare/1-parse/syntax.ts";
import { evaluateEffects } from "../../runtime-core/prepare/5-symbolic/evaluate.ts";
import type { EffectReport } from "../../runtime-core/prepare/effect.ts";
import { effectsOf } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

function evaluate(text: string, steps?: number): EffectReport {
  const files = new Map([["/main.ts", parseText("/main.ts", text, "ts")]]);
  const imports = new Map([["/main.ts", new Map([["ambit:fs", "ambit:fs" as const]])]]);
  return evaluateEffects({
    entry: "/main.ts",
    files,
    imports,
    manifest: undefined,
    ...(steps === undefined ? {} : { steps }),
  });
}

const FETCH = `await fetch("https://api.example/a");`;

const HOSTILE: Readonly<Record<string, string>> = {
  "deep parentheses": `${"(".repeat(500)}1${")".repeat(500)}; ${FETCH}`,
  "a deep object": `const x = ${"{ a: ".repeat(250)}1${" }".repeat(250)}; ${FETCH}`,
  "a long sum": `const x = ${Array.from({ length: 5000 }, (_, i) => `"${i}"`).join(" + ")}; ${FETCH}`,
  "a huge table": `const x = [${Array.from({ length: 10_000 }, (_, i) => `"https://api.example/${i}"`).join()}]; for (const u of x) await fetch(u);`,
  "a huge object": `const x: any = {${Array.from({ length: 5000 }, (_, i) => `a${i}: "https://api.example/${i}"`).join()}}; export const f = (k: string) => fetch(x[k]);`,
  "endless recursion": `function f(n: number): number { return f(n + 1); } ${FETCH} f(0);`,
  "endless recursion with texts": `function f(t: string): any { return f(t + "/x"); } ${FETCH} f("a");`,
  "double recursion": `function f(n: number): number { return n < 2 ? n : f(n - 1) + f(n - 2); } f(40); ${FETCH}`,
  "closures that make closures": `const f = (g: () => unknown): any => f(() => g()); ${FETCH} f(() => 1);`,
  "an endless loop that grows": `const x: unknown[] = []; ${FETCH} let i = 0; while (true) { x.push({ i: i++ }); }`,
  "nested loops": `${"for (let i = 0; i < 99; i++) { ".repeat(5)} fetch("https://api.example/" + i); ${"}".repeat(5)}`,
  "many branches": `export function f(a: any) { let u = "https://api.example"; ${Array.from({ length: 300 }, (_, i) => `if (a.x${i}) u += "/${i}";`).join(" ")} return fetch(u); }`,
  "an expensive expression": `const x = /^(a+)+$/.test("${"a".repeat(40)}!"); ${FETCH}`,
  "a long repeat": `const x = "a".repeat(2 ** 28) + "b".padStart(2 ** 28); ${FETCH}`,
  "a cycle of objects": `const a: any = {}; a.a = a; JSON.stringify(a); structuredClone(a); ${FETCH}`,
  "a getter that calls itself": `const a: any = { get b(): any { return this.b; } }; ${FETCH} a.b;`,
  "an object that inherits from itself": `const a: any = {}; ${FETCH} try { a.__proto__ = a; } catch {} a instanceof Map;`,
  "a proxy of itself": `const h: any = {}; const p: any = new Proxy(h, h); h.get = (t: any, n: any) => p[n]; ${FETCH} p.x;`,
  "a class that the host can reach in an object": `export default { A: class { b = 1; } }; ${FETCH}`,
  "a generator that the host can reach in a result": `export function f() { return { *g() { yield 1; } }; } ${FETCH}`,
  "a class that extends what is no class": `class A extends ({} as any) { b = 1; } ${FETCH} new A();`,
  "a text that is its own toString": `const a: any = { toString() { return String(a); } }; ${FETCH} String(a);`,
};

describe("evaluateEffects() on hostile texts", () => {
  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`ends on ${name} and reports the call`, () => {
      const report = evaluate(text);
      assert.ok(
        report.effects.some(({ kind }) => kind === "http.read"),
        JSON.stringify(report),
      );
    });
  }

  it("prints objects that hold each other as JSON", () => {
    const all = Array.from({ length: 14 }, (_, i) => `o${i}`);
    const text = `${all.map((name) => `const ${name}: any = {};`).join(" ")} ${all
      .map((name) => `Object.assign(${name}, { ${all.join()} });`)
      .join(" ")} JSON.stringify(o0);`;
    assert.equal(evaluate(text).degraded, false);
  });

  it("goes through a `try` block of hundreds of calls", () => {
    const calls = Array.from(
      { length: 700 },
      (_, i) => `let r${i} = await fetch("https://api.example/${i}"); r${i} = 1;`,
    );
    assert.equal(evaluate(`try { ${calls.join(" ")} } catch {}`).degraded, false);
  });

  it("says that a function is not known which is one of too many", () => {
    const made = Array.from({ length: 300 }, (_, i) => `(u: string) => u + "${i}"`).join();
    const { unknowns } = evaluate(
      `const all = [${made}, fetch]; export const f = (i: number) => all[i]?.("https://a.example/");`,
    );
    assert.deepEqual(
      unknowns.map(({ kinds, reason }) => ({ kinds, reason })),
      [{ kinds: null, reason: "context-merged" }],
    );
  });

  it("says that it stopped when the budget is used up", () => {
    const report = evaluate(`const t = []; for (let i = 0; i < 50; i++) t.push(i); ${FETCH}`, 60);
    assert.equal(report.degraded, true);
    assert.deepEqual(
      report.effects.filter(({ kind }) => kind === "http.read").map(({ reason }) => reason),
      ["budget"],
    );
    assert.ok(report.unknowns.some(({ reason }) => reason === "budget"));
  });
});

describe("effectsOf() on a program that is too much work", () => {
  it("names the calls that may be host functions, and no others", () => {
    const text = [
      'import fs from "node:fs";',
      "const tidy = (files, path) => files.rmSync(path);",
      "const count = (lists, key) => lists.get(key).size();",
      `const start = () => { let n = 0; ${"n += 1; ".repeat(3000)} tidy(fs, "/a"); count(new Map(), "b"); };`,
      "start();",
    ].join("\n");
    const workspace = new MemoryWorkspace({ "/main.mjs": text });
    const { report, sources } = effectsOf("/main.mjs", workspace, { profile: "node", steps: 1000 });
    const lines = report.unknowns.map(({ span }) => sources.get("/main.mjs")?.lineColumn(span.start).line);
    assert.equal(report.degraded, true);
    assert.ok(lines.includes(1) && !lines.includes(2), JSON.stringify(lines));
  });
});
