/**
 * What a module does to its built-ins does not reach the host through the prelude: with each poison, the calls that are asked
 * are those that the module makes, the host's refusals arrive as they are, and nothing of the wall shows.
 *
 * A poisoned built-in may break what it is used for, as `Request` without a working `Array.prototype[Symbol.iterator]`: then
 * the call is not made.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const IMPORTS = ["fs", "env", "modules", "context", "http"]
  .map((name) => `import * as ${name} from "ambit:${name}";`)
  .join(" ");
const MANIFEST = {
  env: { UNITS: { type: "string", default: "metric" } },
  permissions: {
    fs: { read: ["/a.txt", "/dir", "/out/*"], write: ["/out/*"], delete: ["/out/*"] },
    env: { read: ["UNITS"] },
  },
  limits: { "execution/cpu-time": "5s" },
};

/** Calls whose answers no poison changes. */
const FIRM = [
  'await fs.readText("/a.txt")',
  'await fs.readText("/b.txt")',
  '(await fs.stat("/a.txt")).kind',
  'await fs.exists("/a.txt")',
  'await fs.writeText("/out/w.txt", "written", { mode: "append" })',
  'await fs.copy("/a.txt", "/out/c.txt")',
  'await fs.rename("/out/c.txt", "/out/d.txt")',
  'await fs.remove("/out/d.txt")',
  'env.env.get("UNITS")',
  'env.env.has("OTHER")',
  'context.has("fs.read", "/a.txt")',
  'context.has("fs.read", "/b.txt")',
  '(await modules.spawn("/child.ts", { args: {} })).id',
  "typeof performance.now()",
];
/** Calls that may fail in the isolate, or never come to an end. */
const FRAGILE = [
  '(await fs.readBytes("/a.txt"))[0]',
  '(await fs.list("/dir"))[0].name',
  '(await fetch("http://localhost:1/x?q#h", { method: "PUT", headers: { a: "b" }, body: "text" })).status',
  'new WebSocket("ws://localhost:1/s").url',
  '(await http.serve({ port: 0 }, () => new Response("x"))).port',
  'await fs.readStream("/a.txt").getReader().read()',
  "structuredClone({ a: { b: 1 } }).a.b",
  "crypto.randomUUID()[14]",
  'await crypto.subtle.digest("SHA-1", new Uint8Array(1))',
  "await new OldPromise((resolve: any) => setTimeout(() => resolve(1), 1))",
  "await new OldPromise((resolve: any) => { let n = 0; for (let i = 0; i < 20; i++) setTimeout(() => { if (++n === 20) resolve(n); }, 1); })",
];

/** `set(object, key, descriptor)` and `replace(object, keys, make)` do their work unseen; `keep` remembers what came by. */
const POISONS: Readonly<Record<string, string>> = {
  "setters for indices of arrays":
    'for (const key of ["0", "1", "2", "3"]) set(Array.prototype, key, { set(v: any) { keep(this, v); }, get() { return "/evil"; } });',
  "setters for indices of objects":
    'for (const key of ["0", "1", "2", "3"]) set(Object.prototype, key, { set(v: any) { keep(this, v); }, get() { return "/evil"; } });',
  "methods of arrays": 'replace(Array.prototype, () => ["/evil"]);',
  "the iterator of arrays":
    'const steps = Object.getPrototypeOf([][Symbol.iterator]()); replace(steps, () => ({ done: true })); set(Array.prototype, Symbol.iterator, { value: function* () { yield "/evil"; } });',
  "methods and functions of promises":
    'replace(Promise, (old: any, self: any, given: any[]) => (keepAll(given), "/evil")); const then: any = Promise.prototype.then; set(Promise.prototype, "then", { value: function (...given: any[]) { keep(this); keepAll(given); return apply(then, this, given); } });',
  "the constructor and species of promises":
    'const evil = class { constructor(take: any) { take(keep, keep); } }; set(Promise, Symbol.species, { get: () => evil }); set(Promise.prototype, "constructor", { get: () => evil });',
  "setters on the prototype of objects":
    "for (const key of NAMES) set(Object.prototype, key, { set(v: any) { keep(this, v); }, get() { return undefined; } });",
  "values on the prototype of objects":
    'for (const key of ["mode", "recursive", "method", "path", "url", "redirect", "host", "signal", "transfer", "port", "args"]) set(Object.prototype, key, { value: undefined, writable: true }); set(Object.prototype, "then", { get() { keep(this); return undefined; } });',
  "call, apply and bind":
    'replace(Function.prototype, (old: any, self: any, given: any[]) => (keep(self), keepAll(given), "/evil"));',
  "texts and regular expressions":
    'replace(String.prototype, () => "/evil"); replace(RegExp.prototype, () => null); for (const key of ["replace", "split", "match"] as const) { set(RegExp.prototype, Symbol[key], { value: () => "/evil" }); set(String.prototype, Symbol[key], { value: () => "/evil" }); }',
  "JSON, Reflect, Object, Array, Number and Math":
    "for (const each of [JSON, Reflect, Object, Array, Number, String, Math, Date]) replace(each, (old: any, self: any, given: any[]) => (keepAll(given), '/evil'));",
  "the names of the global object":
    'for (const key of "String Number Boolean Array Object Promise Map Set Error TypeError RangeError Uint8Array ArrayBuffer URL Headers Request Response encodeURIComponent decodeURIComponent isNaN Symbol Date JSON Reflect RegExp AbortController AbortSignal DOMException Event".split(" ")) set(globalThis, key, { value: function (...given: any[]) { keepAll(given); return "/evil"; } });',
  "maps and sets":
    'for (const type of [Map, Set, WeakMap]) replace(type.prototype, (old: any, self: any, given: any[]) => (keep(self), keepAll(given), "/evil"));',
  "typed arrays":
    'const typed = Object.getPrototypeOf(Uint8Array.prototype); replace(typed, () => new Uint8Array([69])); for (const key of ["length", "buffer", "byteLength", "byteOffset"]) set(typed, key, { get: () => 0 });',
  "errors and their stacks":
    'set(Error, "prepareStackTrace", { value: (error: any, frames: any[]) => { keep(error); for (const each of frames) keep(each.getThis(), each.getFunction()); return "/evil"; } }); for (const key of ["message", "name", "code", "data", "stack"]) set(Error.prototype, key, { set(v: any) { keep(this, v); }, get() { return "/evil"; } });',
  "events and signals":
    'for (const type of [EventTarget, AbortSignal, Headers, URLSearchParams, Event]) replace(type.prototype, (old: any, self: any, given: any[]) => (keep(self), keepAll(given), "/evil"));',
};

const NAMES =
  "aborted signal call next resolve reject site path code data mode recursive method headers body redirect name kind done url type base transfer " +
  "cause toJSON host port writable enumerable configurable value get set then";

function moduleWith(poison: string): string {
  const calls = [...FIRM, ...FRAGILE].map((call) => `async () => ${call}`).join(",\n");
  return moduleText(
    MANIFEST,
    `
    const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect; const hasOwn = Object.hasOwn; const stringify = JSON.stringify; const OldPromise: any = Promise; const NAMES = ${JSON.stringify(NAMES)}.split(" ");
    const set = (object: any, key: any, descriptor: any) => defineProperty(object, key, { __proto__: null, configurable: true, ...descriptor } as any);
    const kept: any = { __proto__: null }; let size = 0;
    const keep = (...given: any[]): any => keepAll(given); const keepAll = (given: any): any => { for (let i = 0; i < given.length; i++) kept[size++] = given[i]; };
    const replace = (object: any, make: any) => { const keys = ownKeys(object); for (let i = 0; i < keys.length; i++) { const old = getOwnPropertyDescriptor(object, keys[i]!)!.value; if (typeof old === "function" && keys[i] !== "constructor") set(object, keys[i], { value: function (this: any, ...given: any[]) { return make(old, this, given); } }); } };
    const told: any = { __proto__: null };
    const does: any = [${calls}]; ReadableStream;
    const count = does.length;
    ${poison}
    const tell = async (i: number) => { let text = "";
      try { text = "gave " + (await does[i]()); } catch (error: any) { text = "threw "; try { text += hasOwn(error, "code") ? error.code : "an error"; } catch {} }
      told[i] = text; };
    for (let i = 0; i < count; i++) { told[i] = "threw nothing yet"; if (i < ${FIRM.length}) await tell(i); else void tell(i); }
    for (let i = 0; i < 30; i++) await fs.exists("/a.txt");
    const wall = { __proto__: null, submit: 1, submitNow: 1, callSync: 1, end: 1, alarm: 1 } as any;
    for (let i = 0; i < size; i++) { const each = kept[i];
      if (typeof each === "object" && each !== null) for (const key in wall) try { if (hasOwn(each, key)) told.wall = key; } catch {} }
    await fs.writeText("/out/told.json", stringify(told));
    for (let i = 0; i < size; i++) if (typeof kept[i] === "function") { try { kept[i]("fs/read-text", ["/b.txt"]); } catch {} try { kept[i]("value", '"forged"'); } catch {} }
    return null;`,
    IMPORTS,
  );
}

describe("a module with poisoned built-ins", function () {
  this.timeout(30_000);
  let project: Project;
  let expected: Finding;
  before(async () => {
    const child = "export const manifest = {}; export default () => 1;";
    project = await makeProject({
      "/a.txt": "granted",
      "/b.txt": "secret",
      "/dir/x.txt": "",
      "/out/keep": "",
      "/child.ts": child,
    });
    expected = await run("");
    assert.deepEqual(expected.answers.slice(0, 3), ["gave granted", "threw permission/denied", "gave file"]);
  });
  after(() => project[Symbol.asyncDispose]());

  for (const [title, poison] of Object.entries(POISONS)) {
    it(`${title}: asks what it calls, and nothing else`, async () => {
      const { answers, asked, wall } = await run(poison);
      assert.deepEqual(answers.slice(0, FIRM.length), expected.answers.slice(0, FIRM.length));
      for (const [i, answer] of answers.slice(FIRM.length).entries())
        assert.ok(
          answer === expected.answers[FIRM.length + i] || answer.startsWith("threw "),
          `${FRAGILE[i]}: ${answer}`,
        );
      for (const each of asked) assert.ok(expected.asked.has(each), `${each} was asked`);
      assert.equal(wall, undefined);
    });
  }

  interface Finding {
    readonly answers: readonly string[];
    readonly asked: ReadonlySet<string>;
    readonly wall: unknown;
  }

  async function run(poison: string): Promise<Finding> {
    project.write("/main.ts", moduleWith(poison));
    const { outcome, permissions, result } = await project.run("/main.ts", { skipCheck: true });
    assert.doesNotMatch(JSON.stringify([outcome, result ?? null]), /secret|forged/);
    const file = join(project.root, "out/told.json");
    assert.ok(existsSync(file), JSON.stringify(outcome));
    const { wall, ...told } = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    rmSync(file);
    return {
      answers: Object.values(told),
      asked: new Set(permissions.map((each) => `${each.verdict} ${each.permission}`)),
      wall,
    };
  }
});
