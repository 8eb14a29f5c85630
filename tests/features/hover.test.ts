import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { hover } from "../../server/features/hover.ts";
import type { Block, Inline } from "../../server/features/prose.ts";
import { prepareAtCursor, type PreparedCursor } from "./cursor.ts";

/** What is under the cursor is marked as `of`; `says` are lines or beginnings of lines; links read `text → line`. */
interface Fixture {
  readonly name: string;
  readonly text: string;
  readonly of: string;
  readonly says: readonly string[];
}

const GRANTED = `import { defineManifest } from "ambit:module";
export const manifest = defineManifest({
  permissions: { http: { read: ["https://a.example/v1/**"] } },
  limits: { "http/request": "10/s" },
});
`;

const FIXTURES: readonly Fixture[] = [
  {
    name: "a host call that is granted",
    text: `${GRANTED}export default (id: string) => fe$0tch(\`https://a.example/v1/\${id}\`);\n`,
    of: "fetch(`https://a.example/v1/${id}`)",
    says: [
      "fetch\n",
      "- Needs http.read https://a.example/v1/* (depends on a parameter)",
      "granted by https://a.example/v1/** → 3",
      "Takes from http/request 10/s → 4, http/simultaneous 50 by default",
    ],
  },
  {
    name: "a host call that nothing grants",
    text: `${GRANTED}export default () => fe$0tch("https://b.example/");\n`,
    of: `fetch("https://b.example/")`,
    says: ["- Needs http.read https://b.example/ — no grant covers it"],
  },
  {
    name: "a host call in an imported file",
    text: `//- /main.ts\n${GRANTED}export { load as default } from "./load.ts";\n//- /load.ts\nexport const load = () => fetch("https://a.example/v1/x$0");\n`,
    of: `fetch("https://a.example/v1/x")`,
    says: ["granted by https://a.example/v1/** → 3"],
  },
  {
    name: "a grant that is used",
    text: GRANTED.replace("/v1", "/v$01") + `export default () => fetch("https://a.example/v1/x");\n`,
    of: `"https://a.example/v1/**"`,
    says: ["Grants http.read https://a.example/v1/**", "- fetch → 6 https://a.example/v1/x"],
  },
  {
    name: "a grant that nothing uses",
    text: GRANTED.replace("/v1", "/v$01"),
    of: `"https://a.example/v1/**"`,
    says: ["No call is known to use it"],
  },
  {
    name: "the name of a limit",
    text: GRANTED.replace("http/request", "http/req$0uest"),
    of: "http/request",
    says: [
      "http/request — HTTP requests per second",
      "A frequency",
      "In effect: 10/s → 4; default 100/s (script), 10/s (request)",
    ],
  },
  {
    name: "the quantity of a limit",
    text: GRANTED.replace("10/s", "10$0/s"),
    of: "10/s",
    says: ["http/request — HTTP requests per second"],
  },
  {
    name: "a section",
    text: GRANTED.replace("limits", "lim$0its"),
    of: "limits",
    says: ["limits: name → quantity", "How much the module may use"],
  },
];

describe("textDocument/hover", () => {
  for (const fixture of FIXTURES) {
    it(`says what it knows of ${fixture.name}`, async () => {
      const cursor = await prepareAtCursor(fixture.text);
      const found = hover(cursor.prepared, cursor);
      assert.ok(found);
      assert.equal(cursor.text.slice(found.span.start, found.span.end), fixture.of);
      const text = found.blocks.map((block) => lineOf(block, cursor)).join("\n");
      for (const line of fixture.says) assert.ok(text.includes(line), `"${line}" is not in:\n${text}`);
    });
  }

  it("is silent about what is TypeScript's", async () => {
    for (const text of [
      "const x$0 = 1;",
      GRANTED.replace("manifest", "man$0ifest"),
      `${GRANTED}// fetch("https://a.example$0")`,
    ]) {
      const cursor = await prepareAtCursor(text);
      assert.equal(hover(cursor.prepared, cursor), undefined, text);
    }
  });

  it("never throws, whatever the text and the place", async () => {
    const text = FIXTURES[0]?.text.replace("$0", "") ?? "";
    for (let end = 0; end < text.length; end += 7) {
      const cursor = await prepareAtCursor(`${text.slice(0, end)}$0`);
      for (let offset = 0; offset <= end; offset += 11) hover(cursor.prepared, { ...cursor, file: "/main.ts", offset });
    }
  });
});

function lineOf(block: Block, cursor: PreparedCursor): string {
  return (block.kind === "point" ? "- " : "") + block.content.map((inline) => textOf(inline, cursor)).join("");
}

function textOf(inline: Inline, { prepared }: PreparedCursor): string {
  if (typeof inline === "string") return inline;
  if (inline.kind !== "link") return inline.text;
  const line = (prepared.files.get(inline.to.file)?.source.lineColumn(inline.to.span.start).line ?? -1) + 1;
  return `${inline.text} → ${line}`;
}
