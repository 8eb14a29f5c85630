/**
 * Performs all programs with host functions that only take note of what is asked of them, and prints what that was, as JSON
 * by name: `{ "negzero": ["fs.read /SECRET"] }`.
 *
 * A process of its own: programs reject promises that nobody handles, and patch what they find.
 */
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { moduleOf, type Program, programs } from "./programs.ts";

const SYNC_ALLOWED_MS = 3000;
const ALLOWED_MS = 1500;
/** What a program still does when its `main` has ended. */
const AFTERMATH_MS = 60;
const LONGEST_TIMER_MS = 20;
const AT_ONCE = 8;

process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});

const SHARED = [
  ...[URL, URLSearchParams, Request, Headers, Response, ReadableStream, WritableStream, TransformStream],
  ...[AbortController, AbortSignal, Event, EventTarget, TextEncoder, TextDecoder, Blob, FormData, DOMException],
  ...[queueMicrotask, structuredClone, clearTimeout, clearInterval, atob, btoa],
];
// They are those of this process, and no program may patch them for the others.
for (const each of SHARED) {
  Object.freeze(each);
  Object.freeze(each.prototype);
}

async function perform(program: Program): Promise<readonly string[]> {
  const asked = new Set<string>();
  const file =
    (kind: string, reply: unknown) =>
    (at: unknown): Promise<unknown> => {
      const name = at instanceof URL ? at.pathname : String(at);
      asked.add(`fs.${kind} ${path.posix.resolve("/", name)}`);
      return Promise.resolve(reply);
    };
  const variable =
    (reply: unknown) =>
    (name: unknown): unknown => {
      asked.add(`env.read ${String(name)}`);
      return reply;
    };
  const context = vm.createContext({
    ...Object.fromEntries(SHARED.map((each) => [each.name, each])),
    crypto,
    performance,
    console: { log() {}, error() {}, warn() {}, info() {} },
    fetch(url: string, init?: RequestInit) {
      const request = new Request(url, init);
      asked.add(`http.${kindOf(request.method)} ${request.url.replace(/#.*/, "")}`);
      return Promise.resolve(new Response("x"));
    },
    setTimeout: (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
      Number(setTimeout(run, Math.min(ms, LONGEST_TIMER_MS), ...args)),
    setInterval: (run: () => void) => {
      const timer = setInterval(run, LONGEST_TIMER_MS / 4);
      setTimeout(() => clearInterval(timer), LONGEST_TIMER_MS);
      return Number(timer);
    },
    fs: {
      readText: file("read", "x"),
      readBytes: file("read", new Uint8Array()),
      stat: file("read", {}),
      exists: file("read", true),
      list: file("read", []),
      writeText: file("write", undefined),
      writeBytes: file("write", undefined),
      createDir: file("create", undefined),
      remove: file("delete", undefined),
    },
    env: { get: variable("v"), has: variable(true) },
  });
  try {
    const main = new vm.Script(scriptOf(program)).runInContext(context, {
      timeout: SYNC_ALLOWED_MS,
    }) as Promise<unknown>;
    const result = await Promise.race([main, new Promise((resolve) => setTimeout(resolve, ALLOWED_MS))]);
    JSON.stringify(result);
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    // What a program does before it fails counts as well.
  }
  await new Promise((resolve) => setTimeout(resolve, AFTERMATH_MS));
  return [...asked].toSorted();
}

/** The module as a script that calls its entry. */
function scriptOf(program: Program): string {
  const code = stripTypeScriptTypes(moduleOf(program), { mode: "transform" })
    .replace(/^import .*$/gm, "")
    .replace("export default async function", "return async function")
    .replace(/^export /gm, "");
  return `"use strict"; const { readText, writeText, remove, list, exists } = fs; (() => {${code}\n})()(JSON.parse(${JSON.stringify(program.args)}))`;
}

function kindOf(method: string): string {
  if (["GET", "HEAD", "OPTIONS"].includes(method)) return "read";
  return method === "DELETE" ? "delete" : "write";
}

const found: Record<string, readonly string[]> = {};
const waiting = [...programs()];
const performAll = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) found[next.name] = await perform(next);
};
await Promise.all(Array.from({ length: AT_ONCE }, performAll));
process.stdout.write(JSON.stringify(found), () => process.exit());
