import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Location } from "../../runtime-core/base/span.ts";
import type { PreparedModule } from "../../runtime-core/prepare/index.ts";
import { parseFixture } from "../fixtures/markers.ts";
import { checkFixture, prepareFixture } from "./prepare-fixture.ts";

describe("the fold of a manifest", () => {
  it("computes literals, templates, spreads, constants, properties and casts", async () => {
    const { manifest } = await checkFixture(
      `
import { defineManifest as define } from "ambit:module";
import hosts, { city as town } from "./hosts.ts";
import * as all from "./hosts.ts";
import settings from "./settings.json" with { type: "json" };
const base = \`https://\${hosts.api}\` as const;
const more = ["./b.json", \`./\${town}.json\`] as const;
export const manifest = define({
  "description": "a\\tb",
  permissions: {
    http: { read: [\`\${base}/v\${1}/**\`, \`https://\${all.hosts["other"]}/**\`] },
    fs: { read: ["./a.json", ...more], [\`wri\${"te"}\`]: [settings.out] },
  } satisfies object,
  limits: { "http/simultaneous": 6, "timers/simultaneous": (+1_000) },
});
//- /hosts.ts
export { city } from "./city.ts";
export const hosts = { api: "a.example", other: "b.example" };
export default hosts;
//- /city.ts
export const city = "ulm";
//- /settings.json
{ "out": "./out.txt" }
`,
      { only: notSymbolic },
    );
    assert.deepEqual(manifest?.data, {
      description: "a\tb",
      permissions: {
        http: { read: ["https://a.example/v1/**", "https://b.example/**"] },
        fs: { read: ["./a.json", "./b.json", "./ulm.json"], write: ["./out.txt"] },
      },
      limits: { "http/simultaneous": 6, "timers/simultaneous": 1_000 },
    });
  });

  it("reads a manifest that stands behind an unclosed brace", async () => {
    const prepared = await prepareFixture(
      parseFixture(
        `function half() {\n  if (true) {\n\nexport const manifest = { permissions: { fs: { read: ["./a.json"] } } };\n`,
      ),
    );
    assert.deepEqual(
      prepared.manifest?.grants.map(({ text }) => text),
      ["./a.json"],
    );
  });

  for (const [what, parts] of [
    ["a name that a file imports from itself", `import { a } from "./a.ts";\nexport { a };\n`],
    ["a default that a file imports from itself", `import a from "./a.ts";\nexport { a };\nexport default a;\n`],
    [
      "a name that two files import from each other",
      `import { a } from "./b.ts";\nexport { a };\n//- /b.ts\nimport { a } from "./a.ts";\nexport { a };\n`,
    ],
  ] as const)
    it(`ends at ${what}`, async () => {
      const main = `import { a } from "./a.ts";\nexport const manifest = { permissions: a };\n`;
      const { diagnostics } = await prepareFixture(parseFixture(`${main}//- /a.ts\n${parts}`));
      assert.ok(diagnostics.some(({ code }) => code === "pre-init/not-foldable"));
    });

  it("leaves out what cannot be computed and keeps the rest", async () => {
    const { manifest } = await prepareFixture(
      parseFixture(
        `export const manifest = { permissions: { fs: { read: [f(), "./a.json"], write: g() } }, limits: { "fs/read": h } };`,
      ),
    );
    assert.deepEqual(manifest?.data, { permissions: { fs: { read: ["./a.json"] } }, limits: {} });
    assert.deepEqual(
      manifest.grants.map(({ text }) => text),
      ["./a.json"],
    );
  });

  it("ends when constants are defined by each other", async () => {
    const prepared = await prepareFixture(
      parseFixture(
        `//- /main.ts\nimport { b } from "./b.ts";\nexport const a = [b];\nexport const manifest = { secrets: a };\n//- /b.ts\nimport { a } from "./main.ts";\nexport const b = a;\n`,
      ),
    );
    assert.ok(
      prepared.diagnostics.some(
        ({ code, message }) => code === "pre-init/not-foldable" && message.includes("defined by itself"),
      ),
    );
  });
});

describe("PreparedManifest.locate()", () => {
  const fixture = parseFixture(`//- /main.ts
import { hosts } from "./hosts.ts";
const read = ["./a.json"];
export const manifest = {
  permissions: { fs: { read: [...read, "./b.json"] }, http: { read: hosts } },
  env: { UNITS: { type: "string" } },
};
//- /hosts.ts
export const hosts = ["https://a.example/**"];
`);

  it("finds the text of each part, also in constants and in other files", async () => {
    const prepared = await prepareFixture(fixture);
    const text = (path: (string | number)[]): string => textAt(prepared, prepared.manifest?.locate(path));
    assert.equal(text(["permissions", "fs", "read", 0]), `/main.ts "./a.json"`);
    assert.equal(text(["permissions", "fs", "read", 1]), `/main.ts "./b.json"`);
    assert.equal(text(["permissions", "http", "read", 0]), `/hosts.ts "https://a.example/**"`);
    assert.equal(text(["permissions", "http", "read"]), `/hosts.ts ["https://a.example/**"]`);
    assert.equal(text(["env", "UNITS"]), `/main.ts { type: "string" }`);
  });

  it("gives the nearest written ancestor of what is not there", async () => {
    const prepared = await prepareFixture(fixture);
    assert.equal(
      textAt(prepared, prepared.manifest?.locate(["env", "UNITS", "enum", 3])),
      `/main.ts { type: "string" }`,
    );
  });

  it("says where grants and limits are written", async () => {
    const prepared = await prepareFixture(fixture);
    const written = prepared.manifest?.grants.map((grant) => textAt(prepared, grant));
    assert.deepEqual(written, [`/main.ts "./a.json"`, `/main.ts "./b.json"`, `/hosts.ts "https://a.example/**"`]);
  });
});

describe("problems inside a text of the manifest", () => {
  const only = (code: string): boolean => code.startsWith("manifest/");

  it("stand at the part concerned, escapes considered", async () => {
    await checkFixture(
      `
export const manifest = {
  permissions: { fs: { read: ["./\\x61\\u{1F600}/b**/c"] } },
//                                              ^^ error[manifest/invalid-pattern]
};
`,
      { only },
    );
  });

  it("stand in the constant that the part comes from", async () => {
    await checkFixture(
      `
const folder = "a/../../b";
//                   ^^ error[manifest/invalid-pattern]: leaves the project root
export const manifest = { permissions: { fs: { read: [\`./\${folder}/c\`] } } };
`,
      { only },
    );
  });

  it("stand at the key, or at the value that lacks one", async () => {
    await checkFixture(
      `
export const manifest = {
  permisions: {},
//^^^^^^^^^^ error[manifest/unknown-section]: did you mean "permissions"?
  files: { a: {} },
//            ^^ error[manifest/missing-key]: needs the key "path"
//            ^^ error[manifest/missing-key]: needs the key "schema"
};
`,
      { only },
    );
  });
});

function notSymbolic(code: string): boolean {
  return !code.startsWith("symbolic/");
}

function textAt(prepared: PreparedModule, at: Location | undefined): string {
  if (at === undefined) return "nowhere";
  return `${at.file} ${prepared.files.get(at.file)?.source.text.slice(at.span.start, at.span.end)}`;
}
