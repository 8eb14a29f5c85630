import assert from "node:assert/strict";
import { describe, it } from "mocha";
import fc from "fast-check";
import { emitProgram } from "../../runtime-core/prepare/index.ts";
import { parseFixture } from "../fixtures/markers.ts";
import { prepareFixture } from "./prepare-fixture.ts";

describe("emitProgram()", () => {
  it("blanks types and keeps every line and column", async () => {
    const { code } = await emitMain(
      `import type { A } from "./a.ts";\nexport function f<T>(x: T, y?: number): A | undefined {\n  return x as A;\n}\n`,
    );
    assert.equal(
      code,
      `                                \nexport function f   (x   , y         )                {\n  return x     ;\n}\n`,
    );
  });

  it("keeps the width of import() and import.meta and binds their names behind the last line", async () => {
    const source = `const u = import.meta.url; const m = await import("./b.ts");\nimport // why\n  ("./b.ts");`;
    const { code, imports } = await emitMain(source);
    assert.equal(
      code,
      `const u = $self$.meta.url; const m = await $load$("./b.ts");\n$load$ // why\n  ("./b.ts");\n` +
        `import * as $self$ from "ambit:self";import { load as $load$ } from "ambit:self";\n`,
    );
    assert.deepEqual(imports, { "./b.ts": "/b.ts", "ambit:self": "ambit:self" });
  });

  it("takes names that the file does not use", async () => {
    const { code } = await emitMain(`const $self$ = 1, $load$ = 2; import("./b.ts"); import.meta;`);
    assert.ok(code.startsWith(`const $self$ = 1, $load$ = 2; $load_("./b.ts"); $self_.meta;`));
  });

  it("leaves import.meta in texts and comments alone", async () => {
    const source = `// import.meta and import("x")\nexport const s = "import.meta import('x')" + \`import.meta\`;\n`;
    assert.equal((await emitMain(source)).code, source);
  });

  it("makes modules of JSON files and takes the attributes of their imports away", async () => {
    const program = await emit(
      `//- /main.ts\nimport a from "./a.json" with { type: "json" };\nimport b from "./b.json";\nexport default [a, b];\n//- /a.json\n{ "x": 1 }\n//- /b.json\n{ "__proto__": null }\n`,
    );
    assert.equal(
      program.get("/main.ts")?.code.split("\n")[0],
      `import a from "./a.json"${" ".repeat(`with { type: "json" }`.length + 1)};`,
    );
    assert.deepEqual(await evaluate(program.get("/a.json")?.code ?? ""), { x: 1 });
    const odd = await evaluate(program.get("/b.json")?.code ?? "");
    assert.deepEqual(Object.keys(odd as object), ["__proto__"]);
  });

  it("lists what each specifier means, types left out", async () => {
    const program = await emit(
      `//- /src/main.ts\nimport { readText } from "ambit:fs";\nimport "colours";\nimport { b } from "../b.ts";\nimport type { T } from "../t.ts";\nimport "./missing.ts";\n//- /b.ts\nexport const b = 1;\n//- /t.ts\nexport type T = 1;\n` +
        `//- /node_modules/colours/package.json\n{ "name": "colours", "exports": { "ambit": "./ambit.mjs", "default": "./other.mjs" } }\n//- /node_modules/colours/ambit.mjs\nexport {};\n`,
    );
    assert.deepEqual(program.get("/src/main.ts")?.imports, {
      "ambit:fs": "ambit:fs",
      colours: "/node_modules/colours/ambit.mjs",
      "../b.ts": "/b.ts",
    });
    assert.deepEqual([...program.keys()], ["/src/main.ts", "/node_modules/colours/ambit.mjs", "/b.ts"]);
  });

  it("keeps the length of every text, whatever is typed", async () => {
    const pieces = fc.constantFrom(
      "const x = 1;",
      "let y: string;",
      "import(",
      ")",
      "import.meta",
      ".url",
      "\n",
      "{",
      "}",
      "`",
      "${",
      "function f<T>(a: T)",
      " as const",
      "enum E { a }",
      "<T>",
      "class A {",
      "private b?: number",
      "'",
      "export ",
      "import x from './b.ts';",
      "/*",
      "*/",
      "import /**/(",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 14 }), async (parts) => {
        const source = parts.join("");
        const { code } = await emitMain(source);
        const kept = code.slice(0, source.length);
        assert.equal(kept.length, source.length);
        assert.deepEqual(
          [...kept.matchAll(/\n/g)].map(({ index }) => index),
          [...source.matchAll(/\n/g)].map(({ index }) => index),
        );
      }),
      { numRuns: 300 },
    );
  });
});

interface Emitted {
  readonly code: string;
  readonly imports: Readonly<Record<string, string>>;
}

async function emit(fixture: string): Promise<ReadonlyMap<string, Emitted>> {
  const program = emitProgram(await prepareFixture(parseFixture(fixture)));
  return new Map(program.files.map((file) => [file.path, file]));
}

async function emitMain(source: string): Promise<Emitted> {
  const fixture = {
    files: { "/main.ts": source, "/b.ts": "" },
    unreadable: new Map(),
    entry: "/main.ts",
    cursor: undefined,
    expected: [],
  };
  const [main] = emitProgram(await prepareFixture(fixture)).files;
  assert.ok(main);
  return main;
}

async function evaluate(code: string): Promise<unknown> {
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return (module as { readonly default: unknown }).default;
}
