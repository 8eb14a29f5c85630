/**
 * `ambit infer` as people and scripts use it: what it prints, writes and leaves to them, and that `check` agrees.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "mocha";
import { ambit, Folder } from "./ambit-process.ts";
import { assertFits } from "./schemas.ts";

const BARE = `import { readText } from "ambit:fs";

export default async function main({ city }: { city: string }) {
  const station = JSON.parse(await readText(\`./stations/\${city}.json\`));
  return await (await fetch(\`https://api.example/v1/\${station.id}\`)).json();
}
`;
const DECLARATION = `export const manifest = defineManifest({
  permissions: {
    fs: { read: ["./stations/*.json"] },
    http: { read: ["https://api.example/v1/*"] },
  },
});
`;
const OPEN = `export async function get(url: string) {\n  return await fetch(url);\n}\n`;

describe("ambit infer", () => {
  it("prints the manifest and leaves the file alone", async () => {
    using folder = new Folder({ "package.json": "{}", "src/main.ts": BARE });
    const { code, stdout, stderr } = await ambit(["infer", "src/main.ts"], { cwd: folder.path });
    assert.equal(stderr, "");
    assert.equal(stdout, DECLARATION);
    assert.equal(code, 0);
    assert.equal(textOf(folder, "src/main.ts"), BARE);
  });

  it("--write writes it, after which check is content and a second time changes nothing", async () => {
    using folder = new Folder({ "package.json": "{}", "src/main.ts": BARE });
    const first = await ambit(["infer", "--write", "src/main.ts"], { cwd: folder.path });
    assert.equal(first.stdout, "");
    assert.equal(
      first.stderr,
      "Wrote the manifest of src/main.ts\n  + fs.read ./stations/*.json\n  + http.read https://api.example/v1/*\n",
    );
    assert.equal(first.code, 0);
    const written = textOf(folder, "src/main.ts");
    assert.equal(
      written,
      `import { defineManifest } from "ambit:module";\n${BARE.replace("\n\n", `\n\n${DECLARATION}\n`)}`,
    );
    const { code, stdout } = await ambit(["check", "src"], { cwd: folder.path });
    assert.equal(stdout, "No findings in 1 module\n");
    assert.equal(code, 0);
    const second = await ambit(["infer", "--write", "src/main.ts"], { cwd: folder.path });
    assert.equal(second.stderr, "The manifest of src/main.ts is as small as it can be\n");
    assert.equal(textOf(folder, "src/main.ts"), written);
  });

  it("leaves to a person what could be anything, with exit code 2", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": OPEN });
    const { code, stderr } = await ambit(["infer", "--write", "main.ts"], { cwd: folder.path });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^Wrote the manifest of main\.ts\nmain\.ts:\d+:16 `fetch\(url\)` is not granted \(http\.read\): it is a.*\n.*return await fetch\(url\);\n.*\^{10}\n$/,
    );
    assert.match(textOf(folder, "main.ts"), /\/\/ TODO: not granted.*\n\/\/ - `fetch\(url\)` \(http\.read\): /);
    const again = await ambit(["infer", "main.ts"], { cwd: folder.path });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /^main\.ts:\d+:16 `fetch\(url\)` is not granted/);
  });

  it("--json fits its schema", async () => {
    using folder = new Folder({ "package.json": "{}", "main.ts": `${BARE}\n${OPEN}` });
    const { code, stdout } = await ambit(["infer", "--json", "main.ts"], { cwd: folder.path });
    assert.equal(code, 2);
    const output = JSON.parse(stdout) as Record<string, unknown>;
    assertFits("infer", output);
    assert.equal(output["changed"], true);
    assert.deepEqual(output["permissions"], {
      fs: { read: ["./stations/*.json"] },
      http: { read: ["https://api.example/v1/*"] },
    });
    assert.deepEqual(
      (output["leftOut"] as { call: string; kind: string }[]).map(({ call, kind }) => [call, kind]),
      [["fetch(url)", "http.read"]],
    );
  });

  it("says that a manifest which is computed cannot be edited", async () => {
    const text = `export const manifest = JSON.parse("{}");\n${BARE}`;
    using folder = new Folder({ "package.json": "{}", "main.ts": text });
    const { code, stderr } = await ambit(["infer", "--write", "main.ts"], { cwd: folder.path });
    assert.equal(code, 1);
    assert.doesNotMatch(stderr, /as small as it can be/);
    assert.match(stderr, /^main\.ts fs\.read \.\/stations\/\*\.json is needed; write it yourself/);
    assert.equal(textOf(folder, "main.ts"), text);
  });

  it("names the errors of a module with exit code 1, and writes nothing where a file does not parse", async () => {
    const broken = `${BARE}export const = 1;\n`;
    const refused = `import { readText } from "ambit:fs";\nexport default async () => await readText("../../../etc/passwd");\n`;
    using folder = new Folder({ "package.json": "{}", "broken.ts": broken, "refused.ts": refused });
    const first = await ambit(["infer", "--write", "broken.ts"], { cwd: folder.path });
    assert.match(first.stderr, /^broken\.ts:7:14 error parse\//);
    assert.equal(first.code, 1);
    assert.equal(textOf(folder, "broken.ts"), broken);
    const second = await ambit(["infer", "--json", "refused.ts"], { cwd: folder.path });
    assert.match(second.stderr, /^refused\.ts:2:34 error symbolic\/invalid-argument\n/);
    assert.equal(second.code, 1);
    const output = JSON.parse(second.stdout) as { errors: { code: string }[] };
    assertFits("infer", output as unknown as Record<string, unknown>);
    assert.deepEqual(
      output.errors.map(({ code }) => code),
      ["symbolic/invalid-argument"],
    );
  });

  it("says what it took out and what it added", async () => {
    const text = `export const manifest = { permissions: { fs: { read: ["./a", "./b"] } } };\nimport { readText } from "ambit:fs";\nexport default async () => [await readText("./b"), await fetch("https://a.example/")];\n`;
    using folder = new Folder({ "package.json": "{}", "main.ts": text });
    const { stderr } = await ambit(["infer", "--write", "main.ts"], { cwd: folder.path });
    assert.equal(stderr, "Wrote the manifest of main.ts\n  + http.read https://a.example/\n  - fs.read ./a\n");
  });

  it("keeps a byte order mark, and leaves a file alone that is no UTF-8", async () => {
    const latin = Buffer.from(`${BARE}// caf\u00e9\n`, "latin1");
    using folder = new Folder({ "package.json": "{}", "marked.ts": `\uFEFF${BARE}`, "latin.ts": latin });
    await ambit(["infer", "--write", "marked.ts"], { cwd: folder.path });
    assert.match(textOf(folder, "marked.ts"), /^\uFEFFimport \{ defineManifest \}/);
    const { code, stderr } = await ambit(["infer", "--write", "latin.ts"], { cwd: folder.path });
    assert.equal(stderr, `ambit: "latin.ts" is not changed, for it is no UTF-8 text; save it as UTF-8 first\n`);
    assert.equal(code, 2);
    assert.deepEqual(readFileSync(path.join(folder.path, "latin.ts")), latin);
  });

  it("refuses what is no module", async () => {
    using folder = new Folder({ "package.json": "{}", "notes.txt": "x" });
    for (const name of ["notes.txt", "gone.ts", "."]) {
      const { code, stderr } = await ambit(["infer", name], { cwd: folder.path });
      assert.equal(code, 2);
      assert.match(stderr, /^ambit: /);
    }
  });
});

function textOf(folder: Folder, name: string): string {
  return readFileSync(path.join(folder.path, name), "utf8");
}
