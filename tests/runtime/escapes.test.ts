/**
 * Ways out of a sandbox that once worked, in vm2 or around isolated-vm, and built-ins that a module has poisoned.
 *
 * Whatever a module does to its own built-ins is its own harm: what is granted goes on, what is not stays refused, and
 * nothing of the host comes within its reach.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const IMPORTS =
  'import * as fs from "ambit:fs"; import * as env from "ambit:env"; import * as modules from "ambit:modules"; import * as context from "ambit:context"; import * as path from "ambit:path"; import * as module from "ambit:module";';
const PROCESS = '"return typeof process"';

/** Each body tries to get hold of the host; it returns what it reached, or ends with an error. */
const WAYS_OUT: readonly { readonly title: string; readonly body: string }[] = [
  {
    title: "the constructor of its global object",
    body: `return (globalThis as any).constructor.constructor(${PROCESS})()`,
  },
  { title: "the constructor of a function of the host", body: `return (fetch as any).constructor(${PROCESS})()` },
  { title: "the constructor of an async function", body: `return await (async () => {}).constructor(${PROCESS})()` },
  { title: "the constructor of a generator", body: `return (function* () {}).constructor(${PROCESS})().next().value` },
  { title: "eval, called another way", body: `return (0, eval)("typeof process")` },
  {
    title: "the constructor of an error of the host",
    body: `const error: any = await fs.readText("/b.txt").catch((error: any) => error); return error.constructor.constructor(${PROCESS})()`,
  },
  {
    title: "an error that the host throws when the stack is full",
    body: `let found: any; const fall = (): void => { try { fall(); } catch (error) { if (found === undefined) try { performance.now(); structuredClone({}); } catch (inner) { found ??= inner; } throw error; } };
      try { fall(); } catch {} return (found ?? new Error()).constructor.constructor(${PROCESS})()`,
  },
  {
    title: "an error about an argument that cannot be cloned",
    body: `let found: any; try { structuredClone(() => {}); } catch (error) { found = error; } return found.constructor.constructor(${PROCESS})()`,
  },
  {
    title: "frames of the host in Error.prepareStackTrace",
    body: `let found: any[] = []; (Error as any).prepareStackTrace = (_: any, frames: any[]) => { for (const f of frames) found.push(f.getThis(), f.getFunction()); return ""; };
      void new Error().stack; await fs.readText("/b.txt").catch((error: any) => error.stack);
      found = found.filter((each) => each !== undefined && each !== globalThis); return found.length === 0 ? undefined : found.map(String)`,
  },
  {
    title: "callers of a function",
    body: `const get = Object.getOwnPropertyDescriptor(Function.prototype, "caller")?.get; return get === undefined ? undefined : get.call(main)?.name`,
  },
  {
    title: "an inspection hook on what is logged",
    body: `let found: any; console.log({ [Symbol.for("nodejs.util.inspect.custom")]: (...given: any[]) => (found = given), toJSON: (...given: any[]) => (found = given) }); await null; return found`,
  },
  {
    title: "the thenable that a promise of the host resolves to",
    body: `let found: any; Object.defineProperty(Object.prototype, "then", { configurable: true, get() { found ??= this; return undefined; } });
      await fs.stat("/a.txt"); delete (Object.prototype as any).then; return found?.constructor?.constructor(${PROCESS})()`,
  },
  {
    title: "the species of a promise of the host",
    body: `let found: any; Object.defineProperty(Promise.prototype, "constructor", { get: () => ({ [Symbol.species]: class { constructor(take: any) { take((v: any) => (found = v), (e: any) => (found = e)); } } }) });
      void fs.readText("/b.txt").then(() => {}, () => {}); await new Promise<void>((resolve) => setTimeout(resolve, 50)); return found?.constructor?.constructor(${PROCESS})()`,
  },
  { title: "modules of Node", body: `return Object.keys(await import("node:fs" as string))` },
  { title: "the loader's hook", body: `return (globalThis as any)["ambit:loader"]` },
  {
    title: "shared memory and WebAssembly",
    body: `const g: any = globalThis; return g.WebAssembly ?? g.SharedArrayBuffer ?? g.Atomics`,
  },
];

/** Walks all that can be reached from the global object and the host's modules; returns what belongs to isolated-vm. */
const WALK = `
  const forbidden = ["applySync", "applySyncPromise", "copyInto", "derefInto", "createContext", "compileScript", "getHeapStatisticsSync"];
  const seen = new Set<any>(); const waiting: any[] = [globalThis, fs, env, modules, context, path, module, main, import.meta, new Error(), await fs.readText("/b.txt").catch((e: any) => e)];
  const found: string[] = [];
  while (waiting.length > 0) {
    const each = waiting.pop();
    if ((typeof each !== "object" && typeof each !== "function") || each === null || seen.has(each)) continue;
    seen.add(each);
    if (each instanceof Promise) each.catch(() => {});
    for (const key of Reflect.ownKeys(each)) {
      if (forbidden.includes(String(key))) found.push(String(key));
      const own = Object.getOwnPropertyDescriptor(each, key);
      waiting.push(own?.get, own?.set); try { waiting.push(each[key]); } catch {}
    }
    waiting.push(Object.getPrototypeOf(each));
    if (typeof each === "function") { try { each.constructor("return 1"); found.push("code from text by " + each.name); } catch {} }
  }
  return { found, enough: seen.size > 500 };`;

/** What a module does to its own built-ins before it goes on. */
const POISONS: readonly { readonly title: string; readonly code: string }[] = [
  {
    title: "setters on the prototype of arrays",
    code: `for (const key of ["0", "1", "2"]) Object.defineProperty(Array.prototype, key, { configurable: true, set(v) { keep(this, v); }, get() { return "/a.txt"; } });`,
  },
  {
    title: "methods of arrays",
    code: `for (const key of ["push", "map", "join", "slice", "filter", "at", "shift"]) (Array.prototype as any)[key] = function (...given: any[]) { keep(this, given); return []; };`,
  },
  {
    title: "Promise.prototype.then",
    code: `const then = Promise.prototype.then; (Promise.prototype as any).then = function (...given: any[]) { keep(this, given); return Reflect.apply(then, this, given); };`,
  },
  {
    title: "the constructor and species of promises",
    code: `const evil = class { constructor(take: any) { take(keep, keep); } }; Object.defineProperty(Promise, Symbol.species, { get: () => evil }); Object.defineProperty(Promise.prototype, "constructor", { get: () => evil });`,
  },
  {
    title: "setters on the prototype of objects",
    code: `for (const key of ["aborted", "signal", "call", "next", "resolve", "reject", "site", "path", "code", "data"]) Object.defineProperty(Object.prototype, key, { configurable: true, set(v) { keep(this, v); }, get() { return undefined; } });`,
  },
  {
    title: "call, apply and bind",
    code: `for (const key of ["call", "apply", "bind"]) (Function.prototype as any)[key] = function (...given: any[]) { keep(this, given); };`,
  },
  {
    title: "texts and regular expressions",
    code: `for (const key of ["split", "replace", "startsWith", "includes", "slice", "trim"]) (String.prototype as any)[key] = () => "/a.txt"; RegExp.prototype.exec = (() => null) as any; RegExp.prototype.test = () => false;`,
  },
  {
    title: "JSON, Reflect and Object",
    code: `const lie = (...given: any[]): any => keep(given); Object.assign(JSON, { parse: lie, stringify: lie }); Object.assign(Reflect, { defineProperty: lie, apply: lie, get: lie }); Object.assign(Object, { defineProperty: lie, entries: lie, keys: lie, freeze: lie });`,
  },
];

describe("a module that tries to get out", function () {
  this.timeout(30_000);
  let project: Project;
  before(async () => {
    project = await makeProject({ "/a.txt": "granted", "/b.txt": "secret" });
  });
  after(() => project[Symbol.asyncDispose]());

  const manifest = { permissions: { fs: { read: ["/a.txt"] } }, limits: { "execution/cpu-time": "2s" } };

  for (const { title, body } of WAYS_OUT) {
    it(`does not by ${title}`, async () => {
      project.write("/main.ts", moduleText(manifest, body, IMPORTS));
      const { result, outcome } = await project.run("/main.ts", { skipCheck: true });
      assert.equal(result, null, JSON.stringify(result));
      if (outcome.kind === "completed") return;
      assert.equal(outcome.kind, "exception", JSON.stringify(outcome));
      assert.match(outcome.cause?.message ?? "", /EvalError|strict mode|is not among the files that were checked/);
    });
  }

  it("reaches nothing of isolated-vm, and no function that makes code from text", async () => {
    project.write("/main.ts", moduleText(manifest, WALK, IMPORTS));
    const { result, outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.deepEqual(result, { found: [], enough: true }, JSON.stringify(outcome));
  });

  for (const { title, code } of POISONS) {
    it(`gets no more by poisoning ${title}`, async () => {
      // What the poison catches may be the host's: functions are called as if they were the ends of calls.
      const body = `
        const kept: any[] = []; const size = () => kept.length; const keep = (...given: any[]): any => { kept[size()] = given; };
        ${code}
        let told = "";
        try { told += await fs.readText("/a.txt"); } catch (error: any) { told += error.code; }
        try { told += " " + (await fs.readText("/b.txt")); } catch (error: any) { told += " refused"; }
        for (let i = 0; i < kept.length; i++) for (const each of [kept[i]?.[0], kept[i]?.[1]?.[0], kept[i]?.[1]?.[1]])
          if (typeof each === "function") { try { each("value", '"forged"'); } catch {} }
        throw new Error(told);`;
      project.write("/main.ts", moduleText(manifest, body, IMPORTS));
      const { outcome, permissions } = await project.run("/main.ts", { skipCheck: true });
      assert.notEqual(outcome.kind, "completed");
      assert.doesNotMatch(JSON.stringify(outcome), /secret|forged/);
      const asked = permissions.map(({ verdict, permission }) => `${verdict} ${permission}`);
      assert.deepEqual(asked, ["allowed fs.read /a.txt", "denied fs.read /b.txt"], JSON.stringify(outcome));
    });
  }
});
