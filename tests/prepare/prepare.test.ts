import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Diagnostic } from "../../runtime-core/base/diagnostic.ts";
import { emitProgram, prepare, type PreparedModule, StepCache } from "../../runtime-core/prepare/index.ts";
import { MAX_CHARACTERS, MAX_NODES } from "../../runtime-core/prepare/1-parse/parse-module.ts";
import { MemoryWorkspace } from "../../runtime-core/workspace/index.ts";

describe("prepare()", () => {
  it("rejects with the reason of its signal", async () => {
    const controller = new AbortController();
    const reason = new Error("newer text");
    const workspace = new MemoryWorkspace({ "/main.ts": "export const a = 1;" });
    const prepared = prepare("/main.ts", workspace, {
      signal: controller.signal,
      pause: async () => controller.abort(reason),
    });
    await assert.rejects(prepared, reason);
  });

  it("rests within a long evaluation, and ends there when its signal fires", async () => {
    const calls = "for (const a of x.list) for (const b of a.list) fetch('https://a.example/' + b.path);\n".repeat(40);
    const text = Array.from({ length: 20 }, (_, i) => `export function f${i}(x: any) {\n${calls}}\n`).join("");
    const workspace = new MemoryWorkspace({ "/main.ts": text });
    let rests = 0;
    await prepare("/main.ts", workspace, { pause: async () => void rests++ });
    assert.ok(rests > 3, `${rests} rests`);
    const controller = new AbortController();
    const reason = new Error("newer text");
    let left = rests >> 1;
    const pause = async (): Promise<void> => (--left === 0 ? controller.abort(reason) : undefined);
    await assert.rejects(prepare("/main.ts", workspace, { signal: controller.signal, pause }), reason);
    assert.equal(left, 0);
  });

  it("rests behind each import that is parsed anew, and ends there when its signal fires", async () => {
    const imports = Array.from({ length: 30 }, (_, i) => `import "./${i}.ts";`).join("\n");
    const texts = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`/${i}.ts`, `process.env.A${i};`]));
    const workspace = new MemoryWorkspace({ "/main.ts": imports, ...texts });
    const cache = new StepCache();
    const restsOf = async (): Promise<number> => {
      let rests = 0;
      await prepare("/main.ts", workspace, { cache, pause: async () => void rests++ });
      return rests;
    };
    const first = await restsOf();
    assert(first >= 30, `${first} rests`);
    assert.equal(await restsOf(), 0);
    const controller = new AbortController();
    const reason = new Error("newer text");
    let left = 10;
    const pause = async (): Promise<void> => (--left === 0 ? controller.abort(reason) : undefined);
    await assert.rejects(prepare("/main.ts", workspace, { signal: controller.signal, pause }), reason);
    assert.equal(left, 0);
  });

  it("is not disturbed by a newer preparation while it reads its imports", async () => {
    const cache = new StepCache();
    const texts = { "/main.ts": `import "./a.ts"; import "./b.ts";`, "/a.ts": "process.env.A;", "/b.ts": "document;" };
    const newer = new MemoryWorkspace({ ...texts, "/a.ts": "\n\nprocess.env.A;", "/b.ts": "\ndocument;" });
    const found: PreparedModule[] = [];
    const pause = async (): Promise<void> => void found.push(await prepare("/main.ts", newer, { cache }));
    const older = await prepare("/main.ts", new MemoryWorkspace(texts), { cache, pause });
    assert.deepEqual(summary(older), summary(await prepare("/main.ts", new MemoryWorkspace(texts))));
    assert(found.length >= 2);
    const alone = summary(await prepare("/main.ts", newer));
    for (const each of found) assert.deepEqual(summary(each), alone);
  });

  it("is not disturbed by a newer preparation of the same file", async () => {
    const cache = new StepCache();
    const old = `enum A { b }\n${"const x = process.env;\n".repeat(20)}`;
    const start = (text: string, pause?: () => Promise<void>): Promise<PreparedModule> =>
      prepare("/main.ts", new MemoryWorkspace({ "/main.ts": text }), { cache, pause });
    await start(old.slice(0, -9));
    let newer: PreparedModule | undefined;
    const older = await start(old, async () => {
      newer ??= await start(`// a new line\n${old}`);
    });
    assert.ok(newer);
    assert.deepEqual(summary(older), summary(await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": old }))));
    assert.deepEqual(
      newer.diagnostics.map(({ span }) => span.start - 14),
      older.diagnostics.map(({ span }) => span.start),
    );
  });

  it("orders findings by file, then by place", async () => {
    const workspace = new MemoryWorkspace({ "/main.ts": `process; import "./a.ts"; require;`, "/a.ts": "document;" });
    const { diagnostics } = await prepare("/main.ts", workspace);
    const places = diagnostics.map(({ file, span }) => `${file}:${span.start}`);
    assert.deepEqual(places, ["/main.ts:0", "/main.ts:26", "/a.ts:0"]);
  });

  it("says in one finding at the top that the entry cannot be read", async () => {
    const { diagnostics, files } = await prepare("/gone.ts", new MemoryWorkspace({}));
    assert.deepEqual(
      diagnostics.map(({ code, file, span }) => ({ code, file, span })),
      [{ code: "parse/missing-file", file: "/gone.ts", span: { start: 0, end: 0 } }],
    );
    assert.equal(files.size, 0);
  });

  it("reads no more code for one module than can be held", async () => {
    const third = `export type A = [${"0,".repeat(MAX_NODES / 6)}]`;
    const texts = {
      "/main.ts": `import "./a.ts"; import "./b.ts"; import "./c.ts"; import "./d.ts";`,
      "/a.ts": third,
      "/b.ts": third,
      "/c.ts": third,
      "/d.ts": "",
    };
    const { diagnostics, files } = await prepare("/main.ts", new MemoryWorkspace(texts));
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    assert.deepEqual(
      errors.map(({ code, span }) => [code, texts["/main.ts"].slice(span.start, span.end)]),
      [["parse/module-too-large", `"./c.ts"`]],
    );
    assert.deepEqual([...files.keys()], ["/main.ts", "/a.ts", "/b.ts", "/d.ts"]);
    const entry = await prepare("/a.ts", new MemoryWorkspace({ "/a.ts": "x".repeat(MAX_NODES + 1) }));
    assert.deepEqual([entry.diagnostics.map(({ code }) => code), entry.files.size], [["parse/module-too-large"], 0]);
  });

  it("reads much more text when most of it is comments, up to a bound", async () => {
    const names = ["a", "b", "c", "d"];
    const texts = Object.fromEntries(names.map((name) => [`/${name}.ts`, `//${"x".repeat(MAX_CHARACTERS / 3)}`]));
    const main = names.map((name) => `import "./${name}.ts";`).join(" ");
    const { diagnostics, files } = await prepare("/main.ts", new MemoryWorkspace({ ...texts, "/main.ts": main }));
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    assert.deepEqual(
      errors.map(({ code, span }) => [code, main.slice(span.start, span.end)]),
      ["c", "d"].map((name) => ["parse/module-too-large", `"./${name}.ts"`]),
    );
    assert.deepEqual([...files.keys()], ["/main.ts", "/a.ts", "/b.ts"]);
  });

  it("examines the sound parts of a broken text", async () => {
    const workspace = new MemoryWorkspace({
      "/main.ts": `import "node:fs";\nconst a = (;\nfunction f() {\n\nfunction g() { process; }\n`,
    });
    const { diagnostics } = await prepare("/main.ts", workspace);
    const codes = new Set(diagnostics.map(({ code }) => code));
    assert.deepEqual([...codes].sort(), [
      "parse/syntax-error",
      "static-check/node-import",
      "static-check/unknown-global",
    ]);
  });
});

interface Summary {
  readonly diagnostics: readonly Diagnostic[];
  readonly manifest: unknown;
  readonly effects: unknown;
  readonly imports: unknown;
}

function summary({ diagnostics, effects, files, manifest }: PreparedModule): Summary {
  const imports = [...files.values()].map((file) => [file.path, file.imports]);
  const written = manifest && {
    data: manifest.data,
    location: manifest.location,
    grants: manifest.grants,
    limits: manifest.limits,
  };
  return { diagnostics, effects, imports, manifest: written };
}

describe("hostile texts", () => {
  const shapes: Readonly<Record<string, (n: number) => string>> = {
    operators: (n) => `export const a = ${Array(n).fill("x").join(" + ")};`,
    arrays: (n) => `export const a = ${"[".repeat(n)}${"]".repeat(n)};`,
    "open brackets": (n) => `export const a = ${"[".repeat(n)}`,
    blocks: (n) => `${"{".repeat(n)}${"}".repeat(n)}`,
    functions: (n) => `const a = ${"()=>".repeat(n)}1;`,
    conditions: (n) => `${"if (x) y(); else ".repeat(n)} z();`,
    members: (n) => `const a = f${".a".repeat(n)};`,
    types: (n) => `type A = ${"A<".repeat(n)}B${">".repeat(n)};`,
    templates: (n) => "const a = " + "`${".repeat(n) + "1" + "}`".repeat(n),
    "a manifest": (n) => `export const manifest = { serve: ${"[".repeat(n)}${"]".repeat(n)} };`,
  };
  for (const [name, make] of Object.entries(shapes)) {
    it(`${name} inside each other are reported, not fallen over`, async () => {
      for (const n of [400, 900, 2000, 20_000]) {
        const prepared = await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": make(n) }));
        assert.equal(emitProgram(prepared).files.length, 1);
        const reported = prepared.diagnostics.some(({ code }) => code === "parse/too-deeply-nested");
        assert.ok(reported || n < 20_000);
      }
    });
  }

  it("thousands of misspelt names are reported, the first with what was meant", async () => {
    const names = Array.from({ length: 2000 }, (_, i) => `p${i}`);
    const wrong = names.map((name) => name.replace("p", "q")).join(", ");
    const parameters = JSON.stringify(Object.fromEntries(names.map((name) => [name, {}])));
    const texts = {
      "/taken.ts": `export const manifest = { parameters: ${parameters} }; export default function main({ ${wrong} }) {}`,
      "/imported.ts": `import { ${wrong} } from "./names.ts"; export const manifest = {};`,
      "/names.ts": names.map((name) => `export const ${name} = 1;`).join("\n"),
    };
    for (const [entry, code] of [
      ["/taken.ts", "static-check/unknown-parameter"],
      ["/imported.ts", "static-check/missing-export"],
    ] as const) {
      const { diagnostics } = await prepare(entry, new MemoryWorkspace(texts));
      const found = diagnostics.filter((each) => each.code === code);
      const told = found.filter(({ message }) => message.includes("did you mean")).length;
      assert.equal(found.length, names.length);
      assert.ok(told >= 10 && told < 200, `${told} are told`);
      assert.ok(found.every(({ message }) => message.length < 1000));
    }
  });

  it("constants that double each other are cut off", async () => {
    for (const doubled of ["`${x}${x}`", "[...x, ...x]", "[x, x]", "{ a: x, b: x }"]) {
      const constants = Array.from({ length: 60 }, (_, n) => `const c${n + 1} = ${doubled.replaceAll("x", `c${n}`)};`);
      const start = doubled.startsWith("`") ? `"ab"` : doubled.startsWith("{") ? "{ a: 1 }" : "[1]";
      const text = `const c0 = ${start};\n${constants.join("\n")}\nexport const manifest = { serve: c60 };`;
      const { diagnostics } = await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": text }));
      assert.ok(
        diagnostics.some(({ code, message }) => code === "pre-init/not-foldable" && message.includes("100000 parts")),
        doubled,
      );
    }
  });

  it("a long chain of constants is cut off", async () => {
    const constants = Array.from({ length: 20_000 }, (_, n) => `const c${n + 1} = [c${n}];`);
    const text = `const c0 = 1;\n${constants.join("\n")}\nexport const manifest = { serve: c20000 };`;
    const { diagnostics } = await prepare("/main.ts", new MemoryWorkspace({ "/main.ts": text }));
    assert.ok(diagnostics.some(({ message }) => message.includes("behind 100 other constants")));
  });
});
