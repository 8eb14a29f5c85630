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
    assert.equal(first.stderr, "Wrote the manifest of src/main.ts: 2 grants\n");
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
      /^Wrote the manifest of main\.ts: 0 grants\nmain\.ts:\d+:16 is not granted \(http\.read\): it is a/,
    );
    assert.match(textOf(folder, "main.ts"), /\/\/ TODO: not granted.*\n\/\/ - `fetch\(url\)` \(http\.read\): /);
    const again = await ambit(["infer", "main.ts"], { cwd: folder.path });
    assert.equal(again.code, 2);
    assert.match(again.stderr, /^main\.ts:\d+:16 is not granted/);
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
    assert.equal(code, 2);
    assert.match(stderr, /fs\.read \.\/stations\/\*\.json is needed, but its place in the manifest is no literal\n/);
    assert.equal(textOf(folder, "main.ts"), text);
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
