/** The parser and the steps run over a small module, so that keystrokes do not wait for V8 to get going. */
import type { FilePath } from "../base/span.ts";
import type { Workspace } from "../base/workspace.ts";
import { prepare, type PrepareOptions } from "./prepare.ts";
import { StepCache } from "./step-cache.ts";

const PATH: FilePath = "/warm-up.ts";

const MODULE = `
import { readText } from "ambit:fs";
export const manifest = { permissions: { fs: { read: ["./a/*.json"] }, http: { read: ["https://a.example/**"] } }, limits: { "fs/read": "1MB/s" } };
export default async function main({ name }: { name: string }) {
  for (const one of [name, "b"]) if (one !== "") await fetch(\`https://a.example/\${one}\`, { method: "GET" });
  return JSON.parse(await readText(\`./a/\${name}.json\`)) as unknown;
}
`;

/** What is typed into: functions that call each other, and what they call of the platform. */
const TYPED_INTO = `
import { readText, writeText } from "ambit:fs";
export const manifest = { permissions: { fs: { read: ["./a/*.json"] }, http: { read: ["https://a.example/**"] } } };
const base = "https://a.example";
function pathOf(id: string): string {
  const clean = id.replace(/[^a-z]/g, "");
  return clean === "" ? "./a/none.json" : \`./a/\${clean}.json\`;
}
class Store {
  readonly #known = new Map<string, unknown>();
  async get(id: string): Promise<unknown> {
    if (!this.#known.has(id)) this.#known.set(id, JSON.parse(await readText(pathOf(id))) as unknown);
    return this.#known.get(id);
  }
}
async function load({ id, tags = [] }: { id: string; tags?: string[] }): Promise<number> {
  const reply = await fetch(\`\${base}/\${encodeURIComponent(id)}\`, { headers: { accept: "a/b" } });
  const { count, ...rest } = (await reply.json()) as { count: number };
  let sum = 0;
  for (let i = 0; i < count; i++) sum += i;
  for (const tag of [...tags, "b"]) if (tag !== "") sum += tag.length;
  try {
    await writeText(\`./out/\${id}.txt\`, String(sum));
  } catch (error) {
    console.log(error, rest);
  }
  return sum;
}
export default async function main({ name }: { name: string }) {
  const store = new Store();
  const all: unknown[] = [];
  all.push(await load({ id: name }));
  all.push(await store.get(name));
  all.push(...(await Promise.all([name, "b"].map(async (id) => ({ id, item: await store.get(id) })))));
  all.push(await load({ id: "c", tags: all.map(String) }));
  return all.filter((one) => one !== null);
}
`;

const STATEMENT = "const probe = base.length + 40;";

/** Where it is typed: between functions, and in one. */
const PLACES = ["async function load", "  let sum"];

/** Prepares a module of our own; for hosts that wait for their first text anyway. About 50 ms, once. */
export async function warmUp(): Promise<void> {
  await prepare(PATH, workspaceOf(MODULE));
}

/**
 * Types into a module of our own; for hosts that have nothing to do while somebody reads. Some 300 ms of CPU time, in pieces of a few.
 *
 * @throws the reason of `options.signal` once it has fired.
 */
export async function warmUpTyping(options: Pick<PrepareOptions, "pause" | "signal">): Promise<void> {
  const cache = new StepCache();
  for (const place of PLACES) {
    const at = TYPED_INTO.indexOf(place);
    for (let length = 0; length <= STATEMENT.length; length++) {
      const text = `${TYPED_INTO.slice(0, at)}${STATEMENT.slice(0, length)}\n${TYPED_INTO.slice(at)}`;
      await prepare(PATH, workspaceOf(text), { ...options, cache });
    }
  }
}

function workspaceOf(text: string): Workspace {
  return {
    read: (path) => (path === PATH ? { kind: "text", text } : { kind: "missing" }),
    list: () => [],
    realPath: (path) => path,
  };
}
