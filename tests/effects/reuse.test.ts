/** What an evaluation takes over from the one before: never anything that changes the report. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { prepare, StepCache } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

const MODULES: Readonly<Record<string, string>> = {
  "functions that share constants": `import { readText } from "ambit:fs";
const api = { base: "https://a.example", list: ["x", "y"] };
function plain(p: string) { return api.base + "/" + p; }
export async function get(p: any) { return fetch(plain(p)); }
export const other = (q: any) => fetch("https://x.example/" + q);
export async function many() { return await Promise.all(api.list.map((x) => other(x))); }
export default async function main({ n }: any) { for (const x of [1, 2]) await other(x); await readText(n); setTimeout(() => other("late"), 5); }
`,
  "functions in tables, callbacks, recursion": `const api = { base: "https://a.example" };
const handlers: Record<string, (x: string) => unknown> = { one: (x) => fetch(api.base + "/one/" + x), two };
function two(x: string) { return fetch(plain("two/" + x)); }
function plain(p: string) { return api.base + "/" + p; }
export async function run(name: string, x: string) { return handlers[name]?.(x); }
export async function loop(xs: string[]) { for (const x of xs) await two(x); while (xs.length) { fetch("https://l.example/" + xs.pop()); } }
export function recurse(n: number): unknown { return n > 0 ? recurse(n - 1) : fetch("https://r.example/" + n); }
export function pass(cb: any) { cb(two, () => plain("z")); return two.length + plain.name; }
export class Store { name = "s"; async load(id: string) { return fetch(plain(this.name + id)); } }
export { two as second };
`,
  "functions that change what others see": `import { readText } from "ambit:fs";
const config = JSON.parse(await readText("/c.json"));
let mode = "a"; const cache = new Map<string, unknown>();
export function setMode(x: string) { if (x === "b") mode = x; }
export async function get(p: string) { return fetch("https://m.example/" + mode + p); }
export async function cached(k: string) { const v = cache.get(k); if (v) return v; const r = await fetch("https://c.example/" + k); cache.set(k, r); return r; }
export async function set() { config.base = "https://b.example"; return fetch(config.base); }
export async function ask() { if (config.on) return fetch(config.base); }
`,
  "values of the environment, failures": `import { env } from "ambit:env";
const host = env("HOST");
function base() { return "https://" + host + "/v1"; }
export function a(x: any) { return fetch(base() + "/" + x.id); }
export function b(x: any) { const u = new URL(base()); u.pathname = "/b/" + x; return fetch(u); }
export const c = async (x: any) => { try { return await a(x); } catch { return await b(x); } finally { await fetch("https://f.example/"); } };
export default { d: () => fetch("https://d.example/"), e: a };
`,
  "results that can be absent, calls that nothing reaches": `import { env } from "ambit:env";
import { writeText } from "ambit:fs";
export const manifest = { permissions: {} };
const DEBUG = false; const key = env.get("KEY"); const top = env.get("TOP");
function size(value: any) { return value.length; }
async function idle() { await writeText("./idle", "x"); }
export async function one({ a }: any) { if (key) console.log(key.length); if (DEBUG) await writeText("./d", a); const x = env.get("X"); return [size(x), top.trim()]; }
export async function two(a: any) { const y = env.get("Y"); try { await writeText("./y", a); } catch { return y.length; } if (!y) return top?.length; return [y.trim(), key.length]; await writeText("./n", a); }
export default async () => { if (env.has("B")) return env.get("B").length; const [p, q] = await Promise.all([1, 2].map(async (i) => env.get("E" + i))); return p.length + (q ?? "").length; };
`,
};

/** Texts one after the other. */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  "an edit beside a variable that has the name of an import": ["", "1;", "2;", "3;"].map(
    (edited) => `import { response } from "ambit:fs";
const response = new Response(null, { status: Number(await readText("/status")) });
if (response.status === 200) { ${edited} }
response.headers.set("x", "y");
`,
  ),
  "something that was made later than before is made at the old time": [
    ["setTimeout(async () => {}, 1);", "pages"],
    ["", "pages"],
    ["", `new HOST("one")`],
    ["", "pages"],
  ].map(
    ([more, name]) => `function counter(start: number) {
  let first = "/a"; ${more} let n = start;
  return () => \`https://n.example/\${n++}\`;
}
function* ${name}(last: number) {
for (let page = 1; page <= last; page++) yield \`https://p.example/?page=\${page}\`;
yield \`https://p.example/?page=\${page}\`;
}
const next = counter(3);
export async function walk() {
  await fetch(next());
}
`,
  ),
  "imports that come, go and stand for something else": [
    'import { readText } from "ambit:fs";',
    'import { readText, list } from "ambit:fs";',
    'import { list, writeText as readText } from "ambit:fs";',
    'import { list, writeText as readText } from "ambit:f";',
    'import * as list from "ambit:fs"; import readText from "ambit:env";',
    'import * as list from "ambit:fs"; import type readText from "ambit:env";',
    'import list from "./none.ts"; const readText = (path: string) => fetch("https://c.example" + path);',
    "",
    'import { readText, list } from "ambit:fs"; import fetch from "ambit:fs";',
  ].map(
    (imports) => `${imports}
export const one = () => readText("/one");
export const two = (path: any) => fetch("https://a.example/" + list(path));
export const three = async () => typeof list === "object" ? list.readText("/three") : fetch("https://b.example/");
`,
  ),
  "another member is asked for beside one that is narrowed": ["b", "c", "d", "e"].map(
    (name) => `export default async function main({ q }: any) {
  if (q.a.path === "one") await fetch("https://a.example/" + q.${name}.path);
}
`,
  ),
  "a broken await, which makes the parser read statements twice": ["7", ""].map(
    (value) => `import { readText } from "ambit:fs";
export async function get[path: string) {
  return await ${value}
}
throw new Error(string);

async function main({ id }: { id: string }) {
  const text = await readText(\`./data/\${id}.json\`);
}
`,
  ),
};

/** Modules that change what the platform gives them, and one that uses it as it is. */
const PLATFORM_USES: Readonly<Record<string, string>> = {
  "built-in functions": `Math.max = () => 7;
(Math as any).origin = "https://m.example/";
JSON.parse = () => ({ id: "patched" });
(Array.prototype as any).map = () => ["https://p.example/"];
`,
  globals: `(globalThis as any).origin = "https://g.example/";
(globalThis as any).fetch = async () => new Response("none");
`,
  "host modules": `import * as fs from "ambit:fs";
import * as path from "ambit:path";
(fs as any).readText = async () => "/f";
(path as any).join = () => "/p";
`,
  nothing: "",
};
const USE = `import { readText } from "ambit:fs";
import { join } from "ambit:path";
export default async function main({ q }: any) {
  await fetch("https://a.example/" + Math.max(1, 2) + JSON.parse('{"id":"b"}').id);
  for (const each of ["c"].map((one) => one + "d")) await fetch("https://e.example/" + each);
  await fetch((Math as any).origin ?? (globalThis as any).origin ?? "https://n.example/");
  return await readText(join("/h", "i"));
}
`;

describe("Platform", () => {
  it("is for each module as if there had been no other one", async () => {
    const cache = new StepCache();
    for (const [what, change] of Object.entries(PLATFORM_USES))
      for (const text of [change + USE, USE]) {
        const path = `/${what.replaceAll(" ", "-")}-${text.length}.ts`;
        assert.deepEqual(await prepareText(text, cache, path), await prepareText(text, new StepCache(), path), what);
      }
    assert.equal(cache.platforms.length, 1);
  });
});

describe("EvaluationMemory", () => {
  for (const [name, text] of Object.entries(MODULES)) {
    it(`changes no report of ${name}, whatever is edited`, async () => {
      const edit = fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        remove: fc.nat(2),
        add: fc.constantFrom("", "a", "1", ".", "/", "x/", " ", "\n", "// b\n", "?", '"', "key", "!", "top "),
        back: fc.boolean(),
      });
      const check = async (edits: readonly { at: number; remove: number; add: string; back: boolean }[]) => {
        const cache = new StepCache();
        let now = text;
        await prepareText(now, cache);
        for (const { add, at, back, remove } of edits) {
          const from = back ? text : now;
          const start = Math.floor(at * from.length);
          now = from.slice(0, start) + add + from.slice(start + remove);
          assert.deepEqual(await prepareText(now, cache), await prepareText(now, new StepCache()));
        }
      };
      await fc.assert(fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 8 }), check), { numRuns: 30 });
    }).timeout(60_000);
  }

  for (const [what, texts] of Object.entries(SEQUENCES)) {
    it(`changes no report after ${what}`, async () => {
      const cache = new StepCache();
      for (const text of texts)
        assert.deepEqual(await prepareText(text, cache), await prepareText(text, new StepCache()), text);
    });
  }

  for (const [what, from, to] of [
    ["a variable takes the name of an import", `const a = env.get("A");`, `const a env.get("A");`],
    ["a result is no longer looked at before", "if (!b) log(1);", "if (log) log(1);"],
    ["a variable becomes another name of a result", `const c = env.get("C");`, `const c =a env.get("C");`],
    ["the call is written anew that gave a result", `const d = env.get("D");`, `const d =  env.get("D");`],
  ] as const) {
    it(`changes no report when ${what}`, async () => {
      const text = `import { env } from "ambit:env";
export const manifest = { permissions: {} };
const a = env.get("A");
const c = env.get("C");
const log = (text: unknown) => console.log(text);
function look(value: any) {
  if (!value) log(value);
}
export function one() {
  if (a) log(a.length);
  log(0);
  return c.length;
}
export function two() {
  const b = env.get("B");
  log(0);
  if (!b) log(1);
  log(2);
  if (!b) return;
  return b.trim();
}
export function three() {
  log(0);
  const d = env.get("D");
  log(1);
  look(d);
  return d.length;
}
`;
      const cache = new StepCache();
      for (const before of [text, `${text}\n`, text]) await prepareText(before, cache);
      const edited = text.replace(from, to);
      assert.notEqual(edited, text);
      assert.deepEqual(await prepareText(edited, cache), await prepareText(edited, new StepCache()));
      assert.deepEqual(await prepareText(text, cache), await prepareText(text, new StepCache()));
    });
  }

  it("runs what an edit reaches and takes over the rest", async () => {
    const lines = (word: string): string =>
      Array.from(
        { length: 200 },
        (_, i) => `  const r${i} = await fetch("https://a.example/${i === 77 ? word : i}");`,
      ).join("\n");
    const textWith = (word: string): string =>
      `let n = 0;\nfunction used() { return fetch("https://u.example/"); }\nexport const other = () => fetch("https://o.example/");\n` +
      `export default async function main() {\n${lines(word)}\n  await used();\n}\n`;
    assert.deepEqual(await countsAfter([textWith("a"), textWith("b"), textWith("c")]), { ran: 3, takenOver: 34 });
  });

  it("asks for no other round because of what a part that is taken over made only for itself", async () => {
    const textWith = (first: string): string =>
      `${first}\nlet beside;\nexport function one(p: any) {\n  const { text } = p;\n  if (text) fetch("https://a.example/" + text);\n}\n`;
    const made = Array.from({ length: 100 }, () => "{}").join();
    assert.deepEqual(await countsAfter(["", " ", `const all = [${made}];`].map(textWith)), { ran: 1, takenOver: 2 });
  });

  it("takes over at the first edit what was prepared ahead", async () => {
    const textWith = (word: string): string =>
      `export const one = () => fetch("https://a.example/${word}");\nexport const two = () => fetch("https://b.example/");\n`;
    const cache = new StepCache();
    const found = await prepareText(textWith("a"), cache);
    for (const _ of ["once", "no more than once"]) {
      const workspace = new MemoryWorkspace({ "/main.ts": textWith("a") });
      const { diagnostics, effects } = await prepare("/main.ts", workspace, { ahead: true, cache });
      assert.deepEqual({ diagnostics, effects }, found);
      assert.deepEqual(cache.memories.get("/main.ts")?.counts, { ran: 4, takenOver: 0 });
    }
    await prepareText(textWith("b"), cache);
    assert.deepEqual(cache.memories.get("/main.ts")?.counts, { ran: 2, takenOver: 2 });
  });

  it("runs what uses an import that changes, and takes over the rest", async () => {
    const textWith = (imported: string): string =>
      `import ${imported} from "ambit:fs";\nexport const one = () => readText("/a");\nexport const two = () => fetch("https://a.example/");\n`;
    const texts = ["{ readText }", "{ readText, list }", "{ readText, writeText }"].map(textWith);
    assert.deepEqual(await countsAfter(texts), { ran: 0, takenOver: 4 });
    assert.deepEqual(await countsAfter([...texts, textWith("{ list as readText }")]), { ran: 1, takenOver: 3 });
  });
});

/** How much of the evaluation of the last text ran. */
async function countsAfter(texts: readonly string[]): Promise<{ ran: number; takenOver: number } | undefined> {
  const cache = new StepCache();
  for (const text of texts) await prepareText(text, cache);
  return cache.memories.get("/main.ts")?.counts;
}

async function prepareText(text: string, cache: StepCache, path = "/main.ts"): Promise<unknown> {
  const { diagnostics, effects } = await prepare(path, new MemoryWorkspace({ [path]: text }), { cache });
  return { diagnostics, effects };
}
