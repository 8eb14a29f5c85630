/** Why a resource is what it is, and that well-formed modules are left in peace. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type PreparedModule, prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

async function prepareText(text: string): Promise<PreparedModule> {
  return await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": text }));
}

const HEAD = `import { defineManifest } from "ambit:module";\n`;

describe("the explanation of an effect", () => {
  it("names what the argument is made of, from the call outwards, in at most five steps", async () => {
    const text = `${HEAD}const api = "https://api.example";
const base = \`\${api}/v1\`;
async function get(path: string) { return await fetch(base + "/" + path); }
export const manifest = defineManifest({ permissions: {} });
export default async function main({ city }: { city: string }) { return await get(city); }`;
    const [effect] = (await prepareText(text)).effects.effects;
    assert.deepEqual(
      effect?.explanation.map(({ message, span }) => [text.slice(span.start, span.end), message]),
      [
        ["base", '`base` is "https://api.example/v1"'],
        ["api", '`api` is "https://api.example"'],
        ["path", "`path` is a parameter"],
        ["get(city)", "`get` is called here"],
      ],
    );
  });
});

describe("the rules of the symbolic evaluation", () => {
  it("say nothing about a module that keeps to its grants", async () => {
    const { diagnostics } = await prepareText(`${HEAD}import { readText } from "ambit:fs";
export const manifest = defineManifest({
  parameters: { id: { type: "string", pattern: "^[a-z]+$" } },
  permissions: { fs: { read: ["./data/*.json"] }, http: { read: ["https://api.example/v1/**"], write: ["https://api.example/v1/**"] } },
});
export default async function main({ id }: { id: string }) {
  const item = JSON.parse(await readText(\`./data/\${id}.json\`));
  await fetch(\`https://api.example/v1/\${item.id}\`, { method: "POST" });
  for (const page of [1, 2]) await fetch(\`https://api.example/v1/items?page=\${page}\`);
}`);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      [],
    );
  });

  it("say nothing about grants of a module without a manifest", async () => {
    const { diagnostics, effects } = await prepareText(
      `export default async () => await fetch("https://api.example/a");`,
    );
    assert.equal(effects.effects.length, 1);
    assert.deepEqual(
      diagnostics.filter(({ code }) => code.startsWith("symbolic/")),
      [],
    );
  });

  it("warn, and do not fail, where a grant covers a part of what a call can ask for", async () => {
    const { diagnostics } = await prepareText(`${HEAD}
export const manifest = defineManifest({ permissions: { http: { read: ["https://api.example/v1/**"] } } });
export async function get(path: string) { return await fetch(\`https://api.example/\${path}\`); }`);
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => [code, severity]),
      [["symbolic/missing-permission", "warning"]],
    );
  });

  it("keep grants that an unknown function may use", async () => {
    const { diagnostics } = await prepareText(`${HEAD}
export const manifest = defineManifest({ permissions: { http: { read: ["https://api.example/**"] } } });
export async function run(callback: (get: typeof fetch) => void) { callback(fetch); }`);
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ["symbolic/unknown-call"],
    );
  });
});

describe("exported functions that share a variable", () => {
  it("see what the others write, in whatever order they are called", async () => {
    const { effects } = await prepareText(`let mode = "a";
let count = 0;
export function setMode(to: string) { if (to === "b" || to === "c") mode = to; }
export function read() { return fetch("https://api.example/" + mode); }
export function next() { count++; return fetch("https://next.example/" + count); }`);
    assert.deepEqual(
      effects.effects.map(({ resource, multiplicity }) => [resource, multiplicity.max]),
      [
        ["https://api.example/a", 1],
        ["https://api.example/b", 1],
        ["https://api.example/c", 1],
        ["https://next.example/*", 1],
      ],
    );
  });
});
