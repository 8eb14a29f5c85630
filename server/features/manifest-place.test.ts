import { describe, it } from "mocha";
import assert from "node:assert/strict";
import { manifestPlace } from "./manifest-place.ts";

/** `$0` is the cursor; expected: path, "key" or "value", the word. */
const PLACES: readonly (readonly [text: string, path: string, at: string, word: string])[] = [
  ["{ $0 }", "", "key", ""],
  ["{ lim$0 }", "", "key", "lim"],
  ["{ limits: {}, $0 }", "", "key", ""],
  ['{ limits: { "http/re$0quest": "10/s" } }', "limits", "key", "http/request"],
  ['{ limits: { "http/request": "1$00/s" } }', "limits http/request", "value", "10/s"],
  ['{ limits: { "fs/$0', "limits", "key", "fs/"],
  ["{ permissions: { fs: { re$0 } } }", "permissions fs", "key", "re"],
  ['{ permissions: { fs: { read: ["./$0"] } } }', "permissions fs read", "value", "./"],
  ['{ permissions: { fs: { read: ["./a", $0] } } }', "permissions fs read", "value", ""],
  ["{ permissions: { http: { read: [`${api}/$0**`] } } }", "permissions http read", "value", "${api}/**"],
  ['{ description: "a { b", /* } */ lim$0 }', "", "key", "lim"],
  ["{ description: (1, {}), env: {\n  // UNITS: {\n  U$0", "env", "key", "U"],
];

describe("manifestPlace()", () => {
  for (const [marked, path, at, word] of PLACES) {
    it(`finds ${at} "${word}" in ${marked.replaceAll("\n", "⏎")}`, () => {
      const place = placeIn(marked);
      assert.deepEqual([place?.path.join(" "), place?.at, place?.text], [path, at, word]);
    });
  }

  it("is undefined in a comment and outside", () => {
    assert.equal(placeIn("{ /* lim$0its */ }"), undefined);
    assert.equal(placeIn("{ } $0"), undefined);
  });

  it("names the other keys of the object, before and behind", () => {
    const place = placeIn('{ limits: { a: { deep: 1 } }, $0 , "env": {}, permissions: { fs: {} } }');
    assert.deepEqual(place?.siblings.toSorted(), ["env", "limits", "permissions"]);
  });

  it("never throws, whatever the text and the place", () => {
    const text = '{ limits: { "http/request": `1${0}` }, permissions: { fs: { read: ["./a"] } }, /* c */ x: (1) }';
    for (let end = 0; end <= text.length; end++) {
      for (let offset = 0; offset <= end; offset++) manifestPlace(text.slice(0, end), { start: 0, end }, offset);
    }
  });
});

function placeIn(marked: string): ReturnType<typeof manifestPlace> {
  const offset = marked.indexOf("$0");
  const text = marked.replace("$0", "");
  return manifestPlace(text, { start: 0, end: text.length }, offset);
}
