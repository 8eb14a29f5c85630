/**
 * The Minimum Common Web API (WinterTC, snapshot of 2025): each name is there, or docs/globals.md says that it is not.
 *
 * Members are compared with those of Node, which has them all.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "mocha";
import { makeProject, moduleText, type Project } from "./project.ts";

const INTERFACES = (
  "AbortController AbortSignal Blob ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent " +
  "DecompressionStream DOMException ErrorEvent Event EventTarget File FormData Headers MessageChannel MessageEvent MessagePort " +
  "Performance PromiseRejectionEvent ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest " +
  "ReadableStreamDefaultController ReadableStreamDefaultReader Request Response SubtleCrypto TextDecoder TextDecoderStream " +
  "TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern URLSearchParams WebAssembly " +
  "WritableStream WritableStreamDefaultController WritableStreamDefaultWriter"
).split(" ");
const MEMBERS = (
  "globalThis atob btoa clearTimeout clearInterval console crypto fetch navigator onerror onunhandledrejection onrejectionhandled " +
  "performance queueMicrotask reportError self setTimeout setInterval structuredClone"
).split(" ");
const CONSOLE =
  "assert clear debug error info log table trace warn dir dirxml count countReset group groupCollapsed groupEnd time timeLog timeEnd".split(
    " ",
  );
/** Node's own, which no standard has. */
const OF_NODE =
  /^(Symbol\(|textStream$|isReloadNavigation$|isHistoryNavigation$|attribute$|supports$|getPublicKey$|\w*capsulate\w+$|(ref|unref|hasRef|drain|on|once|off|emit|addListener|removeListener|removeAllListeners|eventNames|listenerCount|setMaxListeners|getMaxListeners)$|arguments$|caller$)/;

type Interface = (new () => object) & { readonly prototype?: unknown };

/** What names have, each with its prototypes and an example: runs in Node and, as text, in the isolate. */
function shapes(names: readonly string[]): Record<string, readonly string[] | null> {
  const found: Record<string, readonly string[] | null> = {};
  for (const name of names) {
    const made = (globalThis as unknown as Record<string, Interface | undefined>)[name];
    const all: object[] = made === undefined ? [] : [made];
    for (let each = made?.prototype; typeof each === "object" && each !== null; each = Object.getPrototypeOf(each))
      all.push(each);
    if (name === "AbortSignal") all.push(AbortSignal.abort());
    for (const args of [["http://a.example"], [[], "name"], []])
      try {
        if (typeof made === "function" && /^[A-Z]/.test(name)) all.push(Reflect.construct(made, args));
      } catch {
        // Other arguments may do.
      }
    found[name] = made === undefined ? null : all.flatMap((each) => Reflect.ownKeys(each).map(String));
  }
  return found;
}

describe("the minimum common web API", function () {
  this.timeout(30_000);
  let project: Project;
  let inside: ReturnType<typeof shapes>;
  const absent = firstColumn("absent");
  const partly = new Map(rows("partly").map(([name = "", missing = ""]) => [quotedIn(name)[0], quotedIn(missing)]));
  before(async () => {
    const names = JSON.stringify([...INTERFACES, ...MEMBERS, ...absent]);
    project = await makeProject({ "/main.ts": `${moduleText({}, `return shapes(${names});`)}\n${shapes.toString()}` });
    const { result, outcome } = await project.run("/main.ts", { skipCheck: true });
    assert.equal(outcome.kind, "completed", JSON.stringify(outcome));
    inside = result as typeof inside;
  });
  after(() => project[Symbol.asyncDispose]());

  it("is there but for what docs/globals.md says", () => {
    const missing = [...INTERFACES, ...MEMBERS].filter((name) => inside[name] === null);
    assert.deepEqual(
      missing.filter((name) => !absent.includes(name)),
      [],
    );
    const there = absent.filter((name) => inside[name] !== null && !["eval", "Function"].includes(name));
    assert.deepEqual(there, [], "said to be absent");
  });

  for (const name of INTERFACES) {
    it(`has the members of ${name} but for what docs/globals.md says`, function () {
      const given = inside[name];
      const expected = shapes([name])[name];
      if (given === null || given === undefined || expected === null || expected === undefined) return this.skip();
      const missing = [...new Set(expected)].filter((member) => !given.includes(member) && !OF_NODE.test(member));
      if (name === "Performance")
        return assert.ok(["now", "timeOrigin", "toJSON"].every((each) => given.includes(each)));
      assert.deepEqual(missing.toSorted(), known(name).toSorted());
    });
  }

  it("has the methods of console", () => {
    assert.deepEqual(
      CONSOLE.filter((name) => !inside["console"]?.includes(name)),
      [],
    );
  });

  /** What is missing of an interface, and of what it inherits from. */
  function known(name: string): readonly string[] {
    const ofEvent = partly.get("Event") ?? [];
    // Constants are not looked up behind the constructor.
    const inherited =
      name.endsWith("Event") && name !== "Event" ? ofEvent.filter((each) => !/^[A-Z_]+$/.test(each)) : [];
    return [...inherited, ...(partly.get(name) ?? [])];
  }
});

function rows(table: string): string[][] {
  const text = readFileSync(new URL("../../docs/globals.md", import.meta.url), "utf8");
  const [, inner = ""] = text.split(new RegExp(`<!-- /?${table} -->`));
  const lines = inner.trim().split("\n").slice(2);
  return lines.map((line) => line.split("|").slice(1, -1));
}

function firstColumn(table: string): string[] {
  return rows(table).flatMap(([names = ""]) => quotedIn(names));
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/`(\w+)`/g)].map(([, name = ""]) => name);
}
