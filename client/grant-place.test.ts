import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ManifestTreeItem } from "../server/protocol.ts";
import { fixForGrant, placeOfGrant } from "./grant-place.ts";

const RANGE = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function item(name: string, ...children: readonly ManifestTreeItem[]): ManifestTreeItem {
  return { name, kind: "object", value: "", range: RANGE, children };
}

function values(name: string, ...texts: readonly string[]): ManifestTreeItem {
  const children = texts.map((value, index) => ({ ...item(String(index)), kind: "value" as const, value }));
  return { ...item(name, ...children), kind: "array" };
}

const MANIFEST = [
  item("limits"),
  item("permissions", item("http", values("read", "`${api}/v1/**`", "`${api}/v2/*`")), item("fs", values("read"))),
];

function place(grant: string): string | undefined {
  const found = placeOfGrant(MANIFEST, grant);
  return found && (found.value === "" ? found.name : found.value);
}

describe("placeOfGrant()", () => {
  it("finds a grant that is written with a constant by its end", () => {
    assert.equal(place("http.read https://a.example/v2/*"), "`${api}/v2/*`");
    assert.equal(place("http.read https://a.example/v1/**"), "`${api}/v1/**`");
  });

  it("finds the nearest list above a grant that is not there", () => {
    assert.equal(place("fs.read /a"), "read");
    assert.equal(place("http.write https://a.example/"), "http");
    assert.equal(place("env.read HOME"), "permissions");
    assert.equal(place(""), "permissions");
    assert.equal(placeOfGrant([], "fs.read /a"), undefined);
  });
});

describe("fixForGrant()", () => {
  const titles = ['Grant "fs.read ./x.json"', 'Grant "fs.read /b/x.json"', 'Grant "fs.write ./x.json"', "Remove it"];

  it("finds a path as it is printed, else from the folder of the module", () => {
    assert.equal(fixForGrant(titles, "fs.read /b/x.json"), 'Grant "fs.read /b/x.json"');
    assert.equal(fixForGrant(titles, "fs.write /a/x.json"), 'Grant "fs.write ./x.json"');
    assert.equal(fixForGrant(titles, "fs.read /a/max.json"), undefined);
    assert.equal(fixForGrant(titles, "fs.delete /a/x.json"), undefined);
  });

  it("finds what is no path only as it is printed", () => {
    assert.equal(fixForGrant(['Grant "env.read HOME"'], "env.read HOME"), 'Grant "env.read HOME"');
    assert.equal(fixForGrant(titles, "env.read HOME"), undefined);
  });
});
