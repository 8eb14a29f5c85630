/** Fixes of a child that has more than its parent: what they are called, and the text of the file that they change. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { childFixes, type FileEdit, fixesOf, prepare } from "../../runtime-core/prepare/index.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

const PARENT = `import { defineManifest } from "ambit:module";
import { spawn } from "ambit:modules";
export const manifest = defineManifest({
  permissions: { fs: { read: ["./data/*.json"] }, modules: { spawn: ["./child.ts"] } },
  limits: { "fs/read": "1MB/s" },
});
export default async () => (await spawn("./child.ts")).result;
`;

function childOf(manifest: string): string {
  return `export const manifest = ${manifest};\nexport default () => 1;\n`;
}

/** The texts after each fix of the findings, by its title: of the file that it changes. */
async function textsAfter(
  parent: string,
  child: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const texts: Record<string, string> = { "/main.ts": parent, "/child.ts": child, ...others };
  const workspace = new MemoryWorkspace(texts);
  const prepared = await prepare("/main.ts", workspace);
  const found = prepared.diagnostics.filter(({ code }) => code === "symbolic/child-exceeds-parent");
  assert.ok(found.length > 0, "the child exceeds its parent");
  const after: Record<string, string> = {};
  for (const diagnostic of found) {
    const fixes = [...fixesOf(prepared, diagnostic), ...childFixes(prepared, diagnostic)];
    for (const { edits, title } of fixes) {
      const all = edits(workspace);
      const file = all[0]?.file ?? assert.fail(`${title} changes nothing`);
      after[title] = changed(texts[file] ?? "", all);
      const again = await prepare("/main.ts", new MemoryWorkspace({ ...texts, [file]: after[title] }));
      const isSame = ({ message }: { readonly message: string }): boolean => message === diagnostic.message;
      assert.ok(!again.diagnostics.some(isSame), `${title} answers it`);
    }
  }
  return after;
}

function changed(text: string, edits: readonly FileEdit[]): string {
  return edits
    .toSorted((a, b) => b.span.start - a.span.start)
    .reduce((now, { span, text: added }) => now.slice(0, span.start) + added + now.slice(span.end), text);
}

describe("fixes of a child beyond its parent", () => {
  it("grant the parent what the child has, or take it from the child", async () => {
    const after = await textsAfter(
      PARENT,
      childOf(`{ permissions: { fs: { read: ["./data/a.json", "./data/**"] } } }`),
    );
    assert.deepEqual(after, {
      'Grant "fs.read ./data/**"': PARENT.replace('"./data/*.json"', '"./data/*.json", "./data/**"'),
      'Remove the grant "fs.read ./data/**" from /child.ts': childOf(
        `{ permissions: { fs: { read: ["./data/a.json"] } } }`,
      ),
    });
  });

  it("take it from a constant that only the manifest of the child uses", async () => {
    const child = (list: string): string =>
      `const READ = [${list}];\n${childOf("{ permissions: { fs: { read: READ } } }")}`;
    const after = await textsAfter(PARENT, child(`"./data/a.json", "./b"`));
    assert.equal(after['Remove the grant "fs.read ./b" from /child.ts'], child(`"./data/a.json"`));
  });

  it("raise the limit of the parent, or lower that of the child", async () => {
    const after = await textsAfter(PARENT, childOf(`{ limits: { 'fs/read': '5MB/s', "memory/heap": "200MB" } }`));
    assert.deepEqual(after, {
      'Raise "fs/read" to 5MB/s': PARENT.replace("1MB/s", "5MB/s"),
      'Lower "fs/read" to 1MB/s in /child.ts': childOf(`{ limits: { 'fs/read': '1MB/s', "memory/heap": "200MB" } }`),
      'Raise "memory/heap" to 200MB': PARENT.replace('"1MB/s"', '"1MB/s", "memory/heap": "200MB"'),
      'Lower "memory/heap" to 128MB in /child.ts': childOf(
        `{ limits: { 'fs/read': '5MB/s', "memory/heap": "128MB" } }`,
      ),
    });
  });

  it("change what `spawn` gives", async () => {
    const parent = (options: string): string => PARENT.replace('("./child.ts")', `("./child.ts", ${options})`);
    const child = childOf(`{ permissions: { fs: { read: ["./data/a.json"] } } }`);
    assert.deepEqual(await textsAfter(parent("{ permissions: { fs: { read: [] } } }"), child), {
      'Give it "fs.read ./data/a.json" in this `spawn`': parent(`{ permissions: { fs: { read: ["./data/a.json"] } } }`),
      'Remove the grant "fs.read ./data/a.json" from /child.ts': childOf(`{ permissions: {} }`),
    });
    const after = await textsAfter(parent(`{ limits: { "fs/read": "5MB/s" } }`), childOf("{}"));
    assert.equal(after['Lower "fs/read" to 1MB/s in this `spawn`'], parent(`{ limits: { "fs/read": "1MB/s" } }`));
    const wide = parent(`{ permissions: { fs: { read: ["./data/a.json", "./b"] } } }`);
    assert.equal(
      (await textsAfter(wide, childOf("{}")))['Remove the grant "fs.read ./b" from this `spawn`'],
      parent(`{ permissions: { fs: { read: ["./data/a.json"] } } }`),
    );
  });

  it("leave a list alone that the parent has its grants from, too", async () => {
    const parent = `import { READ } from "./shared.ts";\n${PARENT.replace('["./data/*.json"]', "READ").replace('("./child.ts")', '("./child.ts", { permissions: { fs: { read: [] } } })')}`;
    const child = `import { READ } from "./shared.ts";\n${childOf("{ permissions: { fs: { read: READ } } }")}`;
    const after = await textsAfter(parent, child, { "/shared.ts": `export const READ = ["./data/*.json"];\n` });
    assert.deepEqual(Object.keys(after), ['Give it "fs.read ./data/*.json" in this `spawn`']);
  });

  it("say which file they change where parent and child share one", async () => {
    const parent = `import { NAMES } from "./shared.ts";\n${PARENT.replace('("./child.ts")', '("./child.ts", { args: { NAMES } })')}`;
    const child = `import { READ } from "./shared.ts";\n${childOf("{ permissions: { fs: { read: READ } } }")}`;
    const shared = (list: string): string => `export const NAMES = "a";\nexport const READ = [${list}];\n`;
    const after = await textsAfter(parent, child, { "/shared.ts": shared(`"./data/a.json", "./b"`) });
    assert.deepEqual(Object.keys(after), ['Grant "fs.read ./b"', 'Remove the grant "fs.read ./b" from /shared.ts']);
    assert.equal(after['Remove the grant "fs.read ./b" from /shared.ts'], shared(`"./data/a.json"`));
  });

  it("replace a quantity that is an object", async () => {
    const limits = (quantity: string): string => `{ limits: { "fs/read": ${quantity} } }`;
    const parent = (quantity: string): string => PARENT.replace('"1MB/s"', quantity);
    const after = await textsAfter(
      parent(`{ rate: "1MB/s", burst: "2MB" }`),
      childOf(limits(`{ rate: '5MB/s', burst: '9MB' }`)),
    );
    assert.deepEqual(after, {
      'Raise "fs/read" to { rate: "5MB/s", burst: "9MB" }': parent(`{ rate: "5MB/s", burst: "9MB" }`),
      'Lower "fs/read" to { rate: "1MB/s", burst: "2MB" } in /child.ts': childOf(
        limits(`{ rate: '1MB/s', burst: '2MB' }`),
      ),
    });
  });

  it("do not offer to replace a quantity that is put together, or that code or other limits have, too", async () => {
    const parent = `const MB = 1;\n${PARENT.replace('"1MB/s"', "`${MB}MB/s`")}`;
    const other = `const RATE = "1MB/s";\n${PARENT.replace('"1MB/s"', 'RATE, "fs/write": RATE')}`;
    const built = `const MB = 5;\n${childOf('{ limits: { "fs/read": `${MB}MB/s` } }')}`;
    const shared = `const RATE = "5MB/s";\n${childOf('{ limits: { "fs/read": RATE, "fs/write": RATE } }')}`;
    const counted = `const RATE = "1MB/s";\n${PARENT.replace('"1MB/s"', "RATE")}export const rate = RATE;\n`;
    assert.deepEqual(await textsAfter(parent, built), {});
    assert.deepEqual(await textsAfter(counted, built), {});
    assert.deepEqual(await textsAfter(other, shared), {});
  });

  it("do not offer to remove a grant that is put together, or from a list that the child reads otherwise", async () => {
    const built = `const A = "b";\n${childOf("{ permissions: { fs: { read: [`./${A}`] } } }")}`;
    assert.deepEqual(Object.keys(await textsAfter(PARENT, built)), [
      'Grant "fs.read ./b"',
      'Remove the grant "fs.read ./b" from /child.ts',
    ]);
    const read = `const READ = ["./b"];\n${childOf("{ permissions: { fs: { read: READ } } }")}export const names = READ;\n`;
    assert.deepEqual(Object.keys(await textsAfter(PARENT, read)), ['Grant "fs.read ./b"']);
    const options = '("./child.ts", { permissions: { fs: { read: [`./${A}`] } } })';
    const parent = `const A = "b";\n${PARENT.replace('("./child.ts")', options)}`;
    assert.deepEqual(Object.keys(await textsAfter(parent, childOf("{}"))), ['Grant "fs.read ./b"']);
  });
});
