import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { KNOWN_LIMITS } from "../../runtime-core/limits/known-limits.ts";
import { SECTIONS } from "../../runtime-core/manifest/sections.ts";
import { PERMISSION_KINDS } from "../../runtime-core/permissions/permission.ts";
import { type Completion, completions } from "../../server/features/completion.ts";
import { prepareAtCursor, type PreparedCursor } from "./cursor.ts";

const inManifest = (object: string, rest = ""): string =>
  `import { defineManifest } from "ambit:module";\nexport const manifest = defineManifest(${object});\n${rest}`;

/** Where the cursor stands, the proposals in order, and the text after taking one of them. */
interface Fixture {
  readonly text: string;
  readonly labels: readonly string[];
  readonly take?: string;
  readonly gives?: string;
}

const FIXTURES: readonly Fixture[] = [
  { text: "{ $0 }", labels: Object.keys(SECTIONS), take: "limits", gives: "{ limits }" },
  { text: "{ li$0 }", labels: Object.keys(SECTIONS), take: "limits", gives: "{ limits }" },
  { text: "{ env: {}, $0 }", labels: Object.keys(SECTIONS).filter((name) => name !== "env") },
  { text: "{ permissions: { $0 } }", labels: Object.keys(PERMISSION_KINDS) },
  { text: "{ permissions: { fs: { $0 } } }", labels: PERMISSION_KINDS.fs },
  {
    text: "{ permissions: { fs: { read: [], $0: [] } } }",
    labels: PERMISSION_KINDS.fs.filter((kind) => kind !== "read"),
  },
  { text: "{ permissions: { nothing: { $0 } } }", labels: [] },
  {
    text: "{ limits: { $0 } }",
    labels: Object.keys(KNOWN_LIMITS),
    take: "fs/read",
    gives: `{ limits: { "fs/read" } }`,
  },
  {
    text: `{ limits: { "fs/$0" } }`,
    labels: Object.keys(KNOWN_LIMITS),
    take: "fs/read",
    gives: `{ limits: { "fs/read" } }`,
  },
  {
    text: `{ limits: { "http/request": $0 } }`,
    labels: ["100/s", "10/s"],
    take: "10/s",
    gives: `{ limits: { "http/request": "10/s" } }`,
  },
  {
    text: `{ limits: { "http/request": "$0" } }`,
    labels: ["100/s", "10/s"],
    take: "10/s",
    gives: `{ limits: { "http/request": "10/s" } }`,
  },
  {
    text: `{ limits: { "fs/read": { rate: "1MB/s", burst: "20$0" } } }`,
    labels: ["20B", "20kB", "20MB", "20GB", "20TB", "20KiB", "20MiB", "20GiB", "20TiB"],
  },
  { text: `{ limits: { "http/request": { rate: "1/s", burst: "20$0" } } }`, labels: [] },
  { text: `{ description: "$0" }`, labels: [] },
  { text: `{ limits: { $0"fs/read": "1MB/s" } }`, labels: [] },
  { text: `{ limits: { "fs/read"$0: "1MB/s" } }`, labels: [] },
  { text: `{ limits: { "http/request": "10/s"$0 } }`, labels: [] },
  { text: `{ permissions: { fs: { read: ["./a"$0] } } }`, labels: [] },
  { text: `{ permissions: { fs: { read: $0 ["./a"] } } }`, labels: [] },
  { text: `{ limits: { "http/request": $0{ rate: "10/s" } } }`, labels: [] },
  {
    text: `{ hosts: { "api:a": "https://a.example", "db:main": "./data" }, permissions: { http: { read: ["$0"] } } }`,
    labels: ["https://a.example"],
  },
  {
    text: `{ hosts: { "api:a": "https://a.example", "ws:b": "wss://b.example" }, permissions: { websocket: { connect: ["$0"] } } }`,
    labels: ["wss://b.example"],
  },
];

const BEHIND = `export default () => fetch("https://a.example/x");\n`;

/** The manifest is made of constants; what is said at the cursor is what is said in `like`. */
const IN_CONSTANTS: readonly { readonly name: string; readonly text: string; readonly like: string }[] = [
  {
    name: "a constant behind a key of the same name",
    text: `const permissions = { fs: { read: ["./$0"] } };\n${inManifest("{ permissions }")}`,
    like: inManifest(`{ permissions: { fs: { read: ["./$0"] } } }`),
  },
  {
    name: "an empty constant",
    text: `const limits = { $0 } as const;\n${inManifest("{ limits: limits }")}`,
    like: inManifest("{ limits: { $0 } }"),
  },
  {
    name: "a constant that is the quantity of a limit",
    text: `const rate = "$0";\n${inManifest(`{ limits: { "http/request": rate } }`)}`,
    like: inManifest(`{ limits: { "http/request": "$0" } }`),
  },
  {
    name: "a list that is spread",
    text: `const more = ["$0"];\n${inManifest("{ permissions: { http: { read: [...more] } } }", BEHIND)}`,
    like: inManifest(`{ permissions: { http: { read: ["$0"] } } }`, BEHIND),
  },
  {
    name: "an object that is spread into another constant",
    text: `const files = { fs: { $0 } };\nconst all = { ...files };\n${inManifest("{ permissions: all }")}`,
    like: inManifest("{ permissions: { fs: { $0 } } }"),
  },
  {
    name: "a property of a constant",
    text: `const parts = { env: { UNITS: { $0 } }, other: 1 };\n${inManifest("{ env: parts.env }")}`,
    like: inManifest("{ env: { UNITS: { $0 } } }"),
  },
  {
    name: "the whole manifest in a constant",
    text: `import { defineManifest } from "ambit:module";\nconst all = { permissions: { $0 } };\nexport const manifest = defineManifest(all);\n`,
    like: inManifest("{ permissions: { $0 } }"),
  },
  {
    name: "a constant of another file",
    text: `//- /main.ts\nimport { grants } from "./grants.ts";\nexport const manifest = { permissions: grants };\n//- /grants.ts\nexport const grants = { fs: { read: ["./$0"] } };\n//- /x.txt\nx\n`,
    like: `//- /main.ts\nexport const manifest = { permissions: { fs: { read: ["./$0"] } } };\n//- /grants.ts\n\n//- /x.txt\nx\n`,
  },
  {
    name: "a constant that is a JSON file",
    text: `//- /main.ts\nimport grants from "./grants.json" with { type: "json" };\nexport const manifest = { permissions: grants };\n//- /grants.json\n{ "fs": { "read": ["./$0"] } }\n`,
    like: `//- /main.ts\nexport const manifest = { permissions: { fs: { read: ["./$0"] } } };\n//- /grants.json\n{}\n`,
  },
];

async function labelsIn(text: string): Promise<readonly string[]> {
  const cursor = await prepareAtCursor(text);
  return completions(cursor.prepared, cursor).map(({ label }) => label);
}

describe("textDocument/completion", () => {
  for (const { text, labels, take, gives } of FIXTURES) {
    it(`in ${text}`, async () => {
      const cursor = await prepareAtCursor(inManifest(text));
      const found = completions(cursor.prepared, cursor);
      assert.deepEqual(
        found.map((one) => one.label),
        labels,
      );
      if (take !== undefined && gives !== undefined) assert.equal(taken(cursor, found, take), inManifest(gives));
    });
  }

  it("gives a key that has no value the shape of one", async () => {
    const cases = [
      ["{\n  perm$0\n}", "permissions", ": { $0 },"],
      ["{ perm$0 }", "permissions", ": { $0 }"],
      ["{ permissions$0: {} }", "permissions", ""],
      ["{ limits: { $0 } }", "fs/read", ': "$0"'],
      ["{ limits: { $0 } }", "modules/simultaneous", ": $0"],
      ['{ limits: { "fs$0" } }', "fs/read", ""],
      ["{ permissions: { fs: { $0 } } }", "read", ': ["$0"]'],
      ["{ $0 }", "description", ': "$0"'],
    ] as const;
    for (const [text, label, value] of cases) {
      const cursor = await prepareAtCursor(inManifest(text));
      assert.equal(completions(cursor.prepared, cursor).find((one) => one.label === label)?.value, value, text);
    }
  });

  it("replaces no more than the line of a template without its end", async () => {
    const below = "\nexport default () => fetch(`https://a.example/x`);\n";
    for (const text of [
      "export const manifest = { permissions: { fs: { read: [`./$0" + below,
      'import { readText } from "ambit:fs";\nexport const manifest = {};\nreadText(`./$0' + below,
    ]) {
      const cursor = await prepareAtCursor(`//- /main.ts\n${text}//- /a.txt\na\n`);
      const found = completions(cursor.prepared, cursor);
      for (const { replace } of found) assert.equal(replace.end, cursor.offset, text);
      assert.notEqual(found.length, 0, text);
    }
  });

  it("goes on where the text ends", async () => {
    const limits = Object.keys(KNOWN_LIMITS);
    assert.deepEqual(await labelsIn("export const manifest = { limits: {\n  $0\n"), limits);
    assert.deepEqual(await labelsIn("export const manifest = { limits: {} }\n$0\n"), []);
  });

  it("proposes the resources that the code reaches", async () => {
    const main = `export default () => fetch("https://a.example/x");\n`;
    const cursor = await prepareAtCursor(inManifest(`{ permissions: { http: { read: ["$0"] } } }`, main));
    assert.deepEqual(
      completions(cursor.prepared, cursor).map((one) => one.label),
      ["https://a.example/x", "https://a.example/**"],
    );
  });

  for (const { name, text, like } of IN_CONSTANTS) {
    it(`gives ${name} what it would get in place`, async () => {
      const [here, there] = await Promise.all([labelsIn(text), labelsIn(like)]);
      assert.notEqual(there.length, 0);
      assert.deepEqual(here, there);
    });
  }

  it("gives a constant that is used twice what either place would get", async () => {
    const cursor = await prepareAtCursor(
      `const more = [""]; export const manifest = { secrets: ["KEY"], permissions: { secrets: { use: more }, fs: { read: more } } };\n`.replace(
        '""',
        '"$0"',
      ),
    );
    const found = completions(cursor.prepared, cursor).map(({ label }) => label);
    assert.deepEqual(found.filter((label) => label === "KEY" || label === "./**").toSorted(), ["./**", "KEY"]);
    assert.equal(new Set(found).size, found.length);
  });

  it("has an end where constants of files name each other", async () => {
    const b = `import { a } from "./main.ts";\nexport const b = { limits: a, ...a };\n`;
    const main = `import { b } from "./b.ts";\nexport const a = { env: b, ...b };\nexport const manifest = { ...a, $0 };\n`;
    const cursor = await prepareAtCursor(`//- /main.ts\n${main}//- /b.ts\n${b}`);
    assert.ok(completions(cursor.prepared, cursor).length > 0);
  });

  it("is silent outside the manifest", async () => {
    for (const text of ["$0", "const x = { $0 };", inManifest("{}", "const y = { limits: { $0 } };")]) {
      const cursor = await prepareAtCursor(text);
      assert.deepEqual(completions(cursor.prepared, cursor), [], text);
    }
  });
});

function taken(cursor: PreparedCursor, found: readonly Completion[], label: string): string {
  const one = found.find((completion) => completion.label === label);
  assert.ok(one);
  return cursor.text.slice(0, one.replace.start) + one.text + cursor.text.slice(one.replace.end);
}
