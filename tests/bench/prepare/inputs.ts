/** Modules of a wanted length, made of pieces that repeat with other names and numbers. */

/** Makes a module of about `lines` lines. In each piece stands one `"edit<number>"` where a keystroke can be tried. */
export type Generator = (lines: number) => string;

const HEAD = `import { defineManifest } from "ambit:module";
import { readText, writeText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { read: ["/data/**"], write: ["/out/**"] }, http: { read: ["https://api.example/**"], write: ["https://api.example/**"] } },
});

const base = "https://api.example/v1";
`;

/** One long body. */
const straight: Generator = (lines) => {
  const body = repeated(
    lines - 14,
    10,
    (i) => `  const name${i} = \`\${city}-${i}\`.toLowerCase();
  const path${i} = "/data/" + name${i} + ".json";
  const options${i} = { method: "GET", headers: { accept: "application/json", "x-run": "edit${i}" } };
  const text${i} = await readText(path${i});
  const item${i} = JSON.parse(text${i});
  const url${i} = \`\${base}/items/${i}/\${encodeURIComponent(item${i}.id)}\`;
  const reply${i} = await fetch(url${i}, options${i});
  const total${i} = item${i}.count * 2 + ${i};
  const label${i} = item${i}.title ?? (total${i} > 10 ? "many" : "few");
  await writeText("/out/${i}.txt", label${i} + reply${i}.status);`,
  );
  return `${HEAD}
export default async function main({ city }: { city: string }): Promise<void> {
${body}
}
`;
};

/** Loops of every kind, with and without host calls in them. */
const loops: Generator = (lines) => {
  const body = repeated(
    lines - 14,
    20,
    (i) => `  let sum${i} = 0;
  const seen${i}: string[] = [];
  for (let i = 0; i < city.length; i++) {
    sum${i} += i * ${i};
    if (sum${i} > 100) sum${i} = 0;
  }
  for (const part of city.split("-")) {
    if (part === "") continue;
    seen${i}.push(part.trim().toUpperCase());
  }
  for (const id of ["a", "b", "edit${i}"]) {
    await fetch(\`\${base}/\${id}/${i}\`);
  }
  let left${i} = sum${i};
  while (left${i} > 0) {
    left${i} -= 3;
    if (left${i} === 7) break;
  }
  const grouped${i} = seen${i}.map((part) => ({ part, length: part.length })).filter(({ length }) => length > 2);
  await writeText("/out/loop-${i}.json", JSON.stringify(grouped${i}));
`,
  );
  return `${HEAD}
export default async function main({ city }: { city: string }): Promise<void> {
${body}
}
`;
};

/** Many small functions, some of which call others; every tenth is exported. */
const functions: Generator = (lines) => {
  const body = repeated(
    lines - 20,
    14,
    (i) => `function pathOf${i}(id: string): string {
  const clean = id.replace(/[^a-z]/g, "");
  return clean === "" ? "/data/empty.json" : \`/data/\${clean}/edit${i}.json\`;
}

/** Loads one item. */
${i % 10 === 9 ? "export " : ""}async function load${i}(id: string, options: { retries?: number } = {}): Promise<unknown> {
  const { retries = 3 } = options;
  const text = await readText(pathOf${i}(id));
  if (text.length === 0 && retries > 0) return await fetch(\`\${base}/load/${i}/\${id}\`, { method: "POST" });
  const { items, next } = JSON.parse(text);
  return { items, next, from: ${i === 0 ? '"start"' : `pathOf${i - 1}(next)`} };
}
`,
  );
  const count = Math.max(1, Math.round((lines - 20) / 14));
  const calls = repeated(count, 1, (i) => `  all.push(await load${i}(city));`);
  return `${HEAD}
${body}
export default async function main({ city }: { city: string }): Promise<unknown> {
  const all: unknown[] = [];
${calls}
  return all;
}
`;
};

/** Exported functions, each with one of its own. */
const library: Generator = (lines) => {
  const body = repeated(
    lines - 10,
    13,
    (i) => `function pathOf${i}(id: string): string {
  const clean = id.replace(/[^a-z]/g, "");
  return clean === "" ? "/data/empty.json" : \`/data/\${clean}/edit${i}.json\`;
}

/** Loads one item. */
export async function load${i}(id: string, options: { retries?: number } = {}): Promise<unknown> {
  const { retries = 3 } = options;
  const text = await readText(pathOf${i}(id));
  if (text.length === 0 && retries > 0) return await fetch(\`\${base}/load/${i}/\${id}\`, { method: "POST" });
  const { items, next } = JSON.parse(text);
  return { items, next, from: pathOf${i}(next) };
}
`,
  );
  return `${HEAD}\n${body}`;
};

/** Classes with fields, accessors, inheritance and methods that call each other. */
const classes: Generator = (lines) => {
  const count = Math.max(1, Math.round((lines - 20) / 28));
  const body = repeated(
    lines - 20,
    28,
    (i) => `class Store${i}${i % 4 === 0 ? "" : ` extends Store${i - (i % 4)}`} {
  name = "edit${i}";
  #cache = new Map<string, unknown>();

  constructor(folder: string) {
    ${i % 4 === 0 ? "" : "super(folder);"}
    this.folder = folder + "/${i}";
    this.retries = 3;
  }

  get root(): string {
    return this.folder + "/" + this.name;
  }

  async load(id: string): Promise<unknown> {
    const known = this.#cache.get(id);
    if (known !== undefined) return known;
    const text = await readText(\`/data/\${this.name}/\${id}.json\`);
    const item = JSON.parse(text);
    this.#cache.set(id, item);
    return item;
  }

  async send(id: string, body: unknown): Promise<void> {
    await fetch(base + "/store/${i}/" + encodeURIComponent(id), { method: "POST", body: JSON.stringify(body) });
  }
}
`,
  );
  const uses = repeated(
    count,
    1,
    (i) => `  await new Store${i}(root).send(city, await new Store${i}(root).load(city));`,
  );
  return `${HEAD}
${body}
export default async function main({ city }: { city: string }): Promise<void> {
  const root = "/data";
${uses}
}
`;
};

function repeated(lines: number, each: number, piece: (index: number) => string): string {
  const count = Math.max(1, Math.round(lines / each));
  return Array.from({ length: count }, (_, i) => piece(i)).join("\n");
}

export const GENERATORS: Readonly<Record<string, Generator>> = { straight, loops, functions, library, classes };

/** The text with one character more, in the middle of the words that are there for it; which word says `turn`. */
export function keystroke(text: string, turn: number): string {
  const places = [...text.matchAll(/edit\d+/g)].map(({ index }) => index);
  const at = places[(turn * 7) % places.length] ?? 0;
  return text.slice(0, at + 4) + String.fromCharCode(97 + (turn % 26)) + text.slice(at + 4);
}
